/** `/sobjects/X/…`: one row at a time. */
import { SalesforceError } from '../errors.ts';
import { json, noContent, withHeaders } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { toId18 } from '../org/ids.ts';
import type { Row, SaveOperation, SaveResult } from '../org/types.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import {
  answerConditionalRead,
  etagOf,
  httpDate,
  preconditionFailed,
  refuseMalformedConditions,
} from './conditions.ts';
import type { RowVersion } from './conditions.ts';
import { publishedErrors, rowErrorsAnswer } from './error-answer.ts';
import { answerBlob } from './blobs.ts';
import { noteRecent } from './recent.ts';
import { findParent, readRelated } from './relationships.ts';
import { readRows } from './read-rows.ts';
import { readRowBody } from './row-body.ts';
import { dataUrl, isTrue, notFound, orgOf, parameter, readJsonObject, saveOptions } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { resolveParents, splitRow, valuesOfInsert } from './row-values.ts';

export function addRowRoutes(router: Router<RestHandler>): void {
  router
    .on('POST', '/sobjects/:object', createRow)
    .on('GET', '/sobjects/:object/:id', (request) => readRow(request, findObject(request), findId(request)))
    .on('PATCH', '/sobjects/:object/:id', (request) =>
      updateRow(request, findObject(request), findId(request)),
    )
    .on('DELETE', '/sobjects/:object/:id', (request) =>
      deleteRow(request, findObject(request), findId(request)),
    )
    .on('POST', '/sobjects/:object/:field', upsertWithoutValue)
    .on('GET', '/sobjects/:object/:field/:value', readFurther)
    .on('PATCH', '/sobjects/:object/:field/:value', writeFurther)
    .on('DELETE', '/sobjects/:object/:field/:value', deleteFurther);
}

/** The object of the URL, in any spelling. @throws SalesforceError 404 when unknown or not visible to the caller */
export function findObject(request: RestRequest): ObjectDefinition {
  const object = orgOf(request).object(parameter(request, 'object'));
  if (object === undefined || !orgOf(request).access(request.caller.userId, object.name).read)
    throw notFound();
  return object;
}

function createRow(request: RestRequest): Answer {
  const object = findObject(request);
  refuseMalformedConditions(request.headers);
  const values = valuesOfInsert(splitRow(readRowBody(request, object)));
  const resolved = resolveParents(orgOf(request), request.caller, object, values);
  if (resolved.errors.length > 0) return rowErrorsAnswer(resolved.errors);
  const result = saveOne(request, { kind: 'create', object: object.name, values: resolved.values });
  return result.success
    ? createdAnswer(request, object, result.id, { errors: publishedErrors(result) })
    : rowErrorsAnswer(result.errors);
}

/** `/sobjects/Account/001…/Contacts` goes on from a row; `/sobjects/Account/Ext__c/X1` finds one. */
function readFurther(request: RestRequest): Answer {
  const object = findObject(request);
  const id = rowIdInPath(request, object);
  if (id === undefined) return readByExternalId(request);
  requireRow(request, object, id);
  const blob = answerBlob(request, object, id, parameter(request, 'value'));
  return blob ?? readRelated(request, object, id, parameter(request, 'value'), readRow);
}

function writeFurther(request: RestRequest): Answer {
  const object = findObject(request);
  const id = rowIdInPath(request, object);
  if (id === undefined) return upsertRow(request);
  const parent = findParent(request, object, id, parameter(request, 'value'));
  return updateRow(request, parent.object, parent.id);
}

function deleteFurther(request: RestRequest): Answer {
  const object = findObject(request);
  const id = rowIdInPath(request, object);
  if (id === undefined) return deleteByExternalId(request);
  const parent = findParent(request, object, id, parameter(request, 'value'));
  return deleteRow(request, parent.object, parent.id);
}

/** An external id field cannot be named like an id, so there is no doubt. */
function rowIdInPath(request: RestRequest, object: ObjectDefinition): string | undefined {
  const id = toId18(parameter(request, 'field'));
  return id !== undefined && id.startsWith(object.keyPrefix ?? '-') ? id : undefined;
}

function readRow(request: RestRequest, object: ObjectDefinition, id: string): Answer {
  const row = requireRow(request, object, id);
  const version = versionOf(object, row);
  const headers = {
    ...(version.modifiedAtMs === undefined ? {} : { 'Last-Modified': httpDate(version.modifiedAtMs) }),
    ...(version.etag === undefined ? {} : { ETag: version.etag }),
  };
  const conditional = answerConditionalRead(request.headers, version, headers);
  if (conditional !== undefined) return conditional;
  const fields = request.query
    .get('fields')
    ?.split(',')
    .map((name) => name.trim());
  const [shaped] = readRows(request, object, [id], fields);
  if (shaped === undefined || shaped === null) throw notFound();
  noteRecent(request, object.name, id);
  return json(200, shaped, headers);
}

function updateRow(request: RestRequest, object: ObjectDefinition, id: string): Answer {
  refuseMalformedConditions(request.headers);
  const row = requireRow(request, object, id);
  const refusal = preconditionFailed(request.headers, versionOf(object, row));
  if (refusal !== undefined) return refusal;
  const input = splitRow(readRowBody(request, object));
  refuseIdInBody(input.id);
  const resolved = resolveParents(orgOf(request), request.caller, object, input.values);
  if (resolved.errors.length > 0) return rowErrorsAnswer(resolved.errors);
  const result = saveOne(request, { kind: 'update', object: object.name, id, values: resolved.values });
  return result.success ? noContent() : rowErrorsAnswer(result.errors);
}

function deleteRow(request: RestRequest, object: ObjectDefinition, id: string): Answer {
  requireRow(request, object, id);
  const result = saveOne(request, { kind: 'delete', object: object.name, id });
  return result.success ? noContent() : rowErrorsAnswer(result.errors);
}

/** `POST /sobjects/X/Id` creates, as an upsert without a value does. */
function upsertWithoutValue(request: RestRequest): Answer {
  if (parameter(request, 'field').toLowerCase() !== 'id') {
    throw new SalesforceError(
      405,
      'METHOD_NOT_ALLOWED',
      `HTTP Method 'POST' not allowed. Allowed are HEAD,GET,PATCH,DELETE`,
    );
  }
  return createRow(request);
}

function readByExternalId(request: RestRequest): Answer {
  const ids = findByExternalId(request);
  const object = findObject(request);
  return ids.length > 1
    ? multipleMatches(request, ids)
    : readRow(request, object, ids[0] ?? missingExternalId());
}

function deleteByExternalId(request: RestRequest): Answer {
  const ids = findByExternalId(request);
  const object = findObject(request);
  return ids.length > 1
    ? multipleMatches(request, ids)
    : deleteRow(request, object, ids[0] ?? missingExternalId());
}

/** 201 when created; 200 with a body from v46.0 when updated, 204 before. Two matches: 300 and their addresses. */
function upsertRow(request: RestRequest): Answer {
  const object = findObject(request);
  const field = parameter(request, 'field');
  refuseMalformedConditions(request.headers);
  const ids = findByExternalId(request);
  if (ids.length > 1) return multipleMatches(request, ids);
  const [known] = ids;
  const row = known === undefined ? undefined : orgOf(request).retrieve(request.caller, object.name, known);
  const refusal = row === undefined ? undefined : preconditionFailed(request.headers, versionOf(object, row));
  if (refusal !== undefined) return refusal;
  const updateOnly = isTrue(request.query.get('updateOnly'));
  if (ids.length === 0 && (updateOnly || field.toLowerCase() === 'id')) throw notFound();
  const input = splitRow(readJsonObject(request));
  refuseIdInBody(input.id);
  refuseKeyInBody(input.values, field);
  const resolved = resolveParents(orgOf(request), request.caller, object, input.values);
  if (resolved.errors.length > 0) return rowErrorsAnswer(resolved.errors);
  const result = saveOne(request, {
    kind: 'upsert',
    object: object.name,
    externalIdField: field,
    externalId: parameter(request, 'value'),
    values: resolved.values,
    updateOnly,
  });
  if (!result.success) return rowErrorsAnswer(result.errors);
  if (result.created) return createdAnswer(request, object, result.id, { created: true });
  return request.caller.apiVersion >= 46
    ? json(200, { id: result.id, success: true, errors: [], created: false })
    : noContent();
}

function findByExternalId(request: RestRequest): readonly string[] {
  const object = findObject(request);
  const name = parameter(request, 'field');
  const field = object.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (field === undefined || !(field.externalId || field.idLookup || field.type === 'id')) {
    missingExternalId(name);
  }
  if (field?.type === 'id') return [toId18(parameter(request, 'value')) ?? missingExternalId(name)];
  return orgOf(request).findIds(request.caller, object.name, name, parameter(request, 'value'));
}

function missingExternalId(name?: string): never {
  if (name === undefined) throw notFound();
  throw new SalesforceError(
    404,
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${name}`,
  );
}

/** Text that is no id is taken for the name of an external id field; another object's id is refused. */
function findId(request: RestRequest): string {
  const object = findObject(request);
  const text = parameter(request, 'id');
  const id = toId18(text) ?? missingExternalId(text);
  const prefix = id.slice(0, 3);
  if (prefix !== object.keyPrefix && orgOf(request).objectByKeyPrefix(prefix) !== undefined) {
    const message = `${object.label} ID: id value of incorrect type: ${text}`;
    throw new SalesforceError(400, 'MALFORMED_ID', message, ['Id']);
  }
  return id;
}

function requireRow(request: RestRequest, object: ObjectDefinition, id: string): Row {
  const row = orgOf(request).retrieve(request.caller, object.name, id);
  if (row === undefined) throw notFound();
  if (row['IsDeleted'] === true || row['IsDeleted'] === 1) {
    throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
  }
  return row;
}

function saveOne(request: RestRequest, operation: SaveOperation): SaveResult {
  const [result] = orgOf(request).save(request.caller, [operation], saveOptions(request, true));
  if (result === undefined) throw new Error('org.save answered nothing for one operation');
  return result;
}

function createdAnswer(
  request: RestRequest,
  object: ObjectDefinition,
  id: string,
  more: Readonly<Record<string, unknown>>,
): Answer {
  return withHeaders(json(201, { id, success: true, errors: [], ...more }), {
    Location: dataUrl(request, `/sobjects/${object.name}/${id}`),
  });
}

function multipleMatches(request: RestRequest, ids: readonly string[]): Answer {
  const object = findObject(request);
  return json(
    300,
    ids.map((id) => dataUrl(request, `/sobjects/${object.name}/${id}`)),
  );
}

/** The key stands in the address, and nowhere else. */
function refuseKeyInBody(values: Readonly<Record<string, unknown>>, field: string): void {
  const named = Object.keys(values).find((name) => name.toLowerCase() === field.toLowerCase());
  if (named !== undefined) {
    const message = `The ${named} field should not be specified in the sobject data.`;
    throw new SalesforceError(400, 'INVALID_FIELD', message);
  }
}

function refuseIdInBody(id: string | null): void {
  if (id !== null) {
    throw new SalesforceError(
      400,
      'INVALID_FIELD',
      'The Id field should not be specified in the sobject data.',
    );
  }
}

/** Only Account records have ETags. Source: "Conditional Request Headers". */
function versionOf(object: ObjectDefinition, row: Row): RowVersion {
  const stamp = row['LastModifiedDate'] ?? row['SystemModstamp'];
  return {
    modifiedAtMs: typeof stamp === 'string' ? Date.parse(stamp) : undefined,
    etag: object.name === 'Account' ? etagOf(String(row['Id']), String(row['SystemModstamp'])) : undefined,
  };
}
