/** `/composite/sobjects`: up to 200 rows in one call. Source: facts 2.9; fixtures `responses/batch`. */
import { SalesforceError } from '../errors.ts';
import { publishedErrors } from './error-answer.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { RowError, SaveOperation, SaveResult } from '../org/types.ts';
import { readRows } from './read-rows.ts';
import { isTrue, orgOf, parameter, readJsonObject, saveOptions } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { findObject } from './rows.ts';
import { fullId, resolveParents, splitRow, valuesOfInsert } from './row-values.ts';
import type { RowInput } from './row-values.ts';

const MAX_RECORDS = 200;
const MAX_IDS_BY_POST = 2000;
const MAX_CHUNKS_OF_TYPES = 10;

export function addCollectionRoutes(router: Router<RestHandler>): void {
  router
    .on('POST', '/composite/sobjects', (request) => saveRecords(request, toCreate))
    .on('PATCH', '/composite/sobjects', (request) => saveRecords(request, toUpdate))
    .on('DELETE', '/composite/sobjects', deleteRecords)
    .on('PATCH', '/composite/sobjects/:object/:field', upsertRecords)
    .on('GET', '/composite/sobjects/:object', retrieveByUrl)
    .on('POST', '/composite/sobjects/:object', retrieveByBody);
}

/** What to save, or why this row cannot be tried at all. */
type Prepared = { readonly operation: SaveOperation } | { readonly errors: readonly RowError[] };

function saveRecords(
  request: RestRequest,
  prepare: (request: RestRequest, row: RowInput) => Prepared,
): Answer {
  const body = readJsonObject(request);
  const rows = readRecords(body).map(splitRow);
  assertFewChunks(rows);
  const prepared = rows.map((row) => prepare(request, row));
  return json(
    200,
    saveAll(request, prepared, body['allOrNone'] === true).map((result) => toAnswer(result, false)),
  );
}

function toCreate(request: RestRequest, row: RowInput): Prepared {
  const given = { ...row, values: valuesOfInsert(row) };
  return withResolvedParents(request, given, (object, values) => ({ kind: 'create', object, values }));
}

function toUpdate(request: RestRequest, row: RowInput): Prepared {
  const { id } = row;
  if (id === null) return refused('MISSING_ARGUMENT', 'Id not specified in an update call');
  return withResolvedParents(request, row, (object, values) => ({
    kind: 'update',
    object,
    id: fullId(id),
    values,
  }));
}

function upsertRecords(request: RestRequest): Answer {
  const object = findObject(request);
  const externalIdField = parameter(request, 'field');
  const body = readJsonObject(request);
  const prepared = readRecords(body).map((record): Prepared => {
    const row = splitRow(record);
    const byId = externalIdField.toLowerCase() === 'id';
    const keyName = Object.keys(row.values).find(
      (name) => name.toLowerCase() === externalIdField.toLowerCase(),
    );
    const key = byId ? row.id : keyText(keyName === undefined ? null : row.values[keyName]);
    if (!byId && key === null) {
      return refused('MISSING_ARGUMENT', `${externalIdField} not specified`);
    }
    const values = Object.fromEntries(Object.entries(row.values).filter(([name]) => name !== keyName));
    return withResolvedParents(request, { ...row, type: object.name, values }, (name, resolved) => ({
      kind: 'upsert',
      object: name,
      externalIdField,
      externalId: byId && key !== null ? fullId(key) : key,
      values: resolved,
    }));
  });
  return json(
    200,
    saveAll(request, prepared, body['allOrNone'] === true).map((result) => toAnswer(result, true)),
  );
}

function deleteRecords(request: RestRequest): Answer {
  const ids = splitList(request.query.get('ids'));
  assertRecordCount(ids.length);
  const prepared = ids.map(
    (id): Prepared => ({ operation: { kind: 'delete', object: null, id: fullId(id) } }),
  );
  const allOrNone = isTrue(request.query.get('allOrNone'));
  return json(
    200,
    saveAll(request, prepared, allOrNone).map((result) => toAnswer(result, false)),
  );
}

/** Rows that are missing or out of reach are null, in their place. */
function retrieveByUrl(request: RestRequest): Answer {
  const ids = splitList(request.query.get('ids'));
  return retrieve(request, ids, splitList(request.query.get('fields')));
}

function retrieveByBody(request: RestRequest): Answer {
  const body = readJsonObject(request);
  const ids = Array.isArray(body['ids']) ? body['ids'].map(String) : [];
  const fields = Array.isArray(body['fields']) ? body['fields'].map(String) : [];
  if (ids.length > MAX_IDS_BY_POST) throw tooMany(MAX_IDS_BY_POST);
  return retrieve(request, ids, fields);
}

function retrieve(request: RestRequest, ids: readonly string[], fields: readonly string[]): Answer {
  if (ids.length === 0)
    throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', 'The ids parameter is required');
  if (fields.length === 0)
    throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', 'The fields parameter is required');
  return json(200, readRows(request, findObject(request), ids.map(fullId), fields));
}

function withResolvedParents(
  request: RestRequest,
  row: RowInput,
  toOperation: (object: string, values: Readonly<Record<string, unknown>>) => SaveOperation,
): Prepared {
  const object = row.type === null ? undefined : orgOf(request).object(row.type);
  if (object === undefined || !orgOf(request).access(request.caller.userId, object.name).read) {
    return refused('INVALID_TYPE', `sObject type '${row.type ?? ''}' is not supported.`);
  }
  const resolved = resolveParents(orgOf(request), request.caller, object, row.values);
  if (resolved.errors.length > 0) return { errors: resolved.errors };
  return { operation: toOperation(object.name, resolved.values) };
}

function saveAll(request: RestRequest, prepared: readonly Prepared[], allOrNone: boolean): SaveResult[] {
  const early = prepared.some((one) => 'errors' in one);
  if (early && allOrNone) {
    return prepared.map((one) => ('errors' in one ? failed(one.errors) : failed([ROLLED_BACK])));
  }
  const operations = prepared.flatMap((one) => ('operation' in one ? [one.operation] : []));
  const results = orgOf(request).save(request.caller, operations, saveOptions(request, allOrNone));
  const saved = results.values();
  return prepared.map((one) => {
    if ('errors' in one) return failed(one.errors);
    const next = saved.next();
    if (next.done === true) throw new Error('org.save answered fewer results than operations');
    return next.value;
  });
}

const ROLLED_BACK: RowError = {
  statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

function refused(statusCode: string, message: string): Prepared {
  return { errors: [{ statusCode, message, fields: [] }] };
}

function failed(errors: readonly RowError[]): SaveResult {
  return { success: false, id: null, errors };
}

/** The key is `statusCode` here, where single rows say `errorCode`. */
function toAnswer(result: SaveResult, withCreated: boolean): Record<string, unknown> {
  if (!result.success) return { success: false, errors: result.errors };
  return {
    id: result.id,
    success: true,
    errors: publishedErrors(result),
    ...(withCreated ? { created: result.created } : {}),
  };
}

/** An external id is a text or a number. */
function keyText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

function readRecords(body: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { records } = body;
  const list: readonly unknown[] = Array.isArray(records) ? records : [];
  assertRecordCount(list.length);
  return list;
}

function assertRecordCount(count: number): void {
  if (count === 0) throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', 'At least 1 record is required');
  if (count > MAX_RECORDS) throw tooMany(MAX_RECORDS);
}

function tooMany(max: number): SalesforceError {
  return new SalesforceError(
    400,
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${max} records into this operation`,
  );
}

function assertFewChunks(rows: readonly RowInput[]): void {
  let chunks = 0;
  let last: string | null | undefined;
  for (const row of rows) {
    const type = row.type?.toLowerCase() ?? null;
    if (type !== last) chunks += 1;
    last = type;
  }
  if (chunks > MAX_CHUNKS_OF_TYPES) {
    throw new SalesforceError(
      400,
      'TOO_MANY_CHUNKS',
      `Cannot have more than ${MAX_CHUNKS_OF_TYPES} chunks in a single operation. Please rearrange the data to reduce chunking.`,
    );
  }
}

function splitList(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
