/** The Tooling API's own objects: channels of change events and what is selected for them. Source: facts 6.9. */
import { SalesforceError } from '../errors.ts';
import { CHANNEL, MEMBER } from '../events/channels/selection.ts';
import { json, noContent } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { toId18 } from '../org/ids.ts';
import { platformCaller } from '../org/system-user.ts';
import type { Caller, QueryRecord, Row, SaveOperation } from '../org/types.ts';
import { querySystem, soqlText } from '../users.ts';
import { rowErrorsAnswer } from './error-answer.ts';
import { dataUrl, notFound, parameter, readJsonObject } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { TOOLING_OBJECTS, toolingValues } from './tooling-definitions.ts';
import type { Metadata } from './tooling-definitions.ts';

export function addToolingRoutes(router: Router<RestHandler>): void {
  router
    .on('POST', '/tooling/sobjects/:object', createDefinition)
    .on('GET', '/tooling/sobjects/:object/:id', readDefinition)
    .on('PATCH', '/tooling/sobjects/:object/:id', updateDefinition)
    .on('DELETE', '/tooling/sobjects/:object/:id', deleteDefinition);
}

function toolingObject(name: string): string | undefined {
  return TOOLING_OBJECTS.find((object) => object.toLowerCase() === name.toLowerCase());
}

/** Objects of its own that the Tooling API only shows. */
const SHOWN: readonly string[] = ['CustomField'];

function queriedObject(name: string): string | undefined {
  return toolingObject(name) ?? SHOWN.find((object) => object.toLowerCase() === name.toLowerCase());
}

/** Editions without Change Data Capture have none of these objects. @throws SalesforceError */
function findToolingObject(request: RestRequest): string {
  const object = toolingObject(parameter(request, 'object'));
  if (object === undefined || !request.world.events.allocations.hasChangeDataCapture) throw notFound();
  return object;
}

/** Source: Tooling API, PlatformEventChannelMember, "Special Access Rules". @throws SalesforceError */
function requireCustomize(request: RestRequest): void {
  if (request.world.org.hasPermission(request.caller.userId, 'CustomizeApplication')) return;
  throw new SalesforceError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id');
}

function createDefinition(request: RestRequest): Answer {
  const object = findToolingObject(request);
  requireCustomize(request);
  const body = readJsonObject(request);
  const fullName = body['FullName'];
  if (typeof fullName !== 'string' || fullName === '') {
    throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [FullName]');
  }
  if (findByFullName(request, object, fullName) !== undefined) {
    throw new SalesforceError(
      400,
      'DUPLICATE_DEVELOPER_NAME',
      'This developer name is already in use in your organization.',
    );
  }
  const values = toolingValues(request.world, object, fullName, metadataOf(body), undefined);
  const result = save(request, { kind: 'create', object, values });
  if ('status' in result) return result;
  return json(201, { id: result.id, success: true, errors: [], warnings: [], infos: [] });
}

function metadataOf(body: Readonly<Record<string, unknown>>): Metadata {
  const metadata = body['Metadata'];
  if (typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata))
    return metadata as Metadata;
  throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [Metadata]');
}

function findByFullName(request: RestRequest, object: string, fullName: string): QueryRecord | undefined {
  return querySystem(
    request.world.org,
    `SELECT Id FROM ${object} WHERE FullName = '${soqlText(fullName)}'`,
  )[0];
}

function readDefinition(request: RestRequest): Answer {
  const object = findToolingObject(request);
  requireCustomize(request);
  const row = requireDefinition(request, object);
  const { IsDeleted: _, SystemModstamp: _modstamp, ...shown } = row;
  return json(200, {
    attributes: { type: object, url: dataUrl(request, `/tooling/sobjects/${object}/${String(row['Id'])}`) },
    ...shown,
    Metadata: JSON.parse(String(row['Metadata'])),
  });
}

function updateDefinition(request: RestRequest): Answer {
  const object = findToolingObject(request);
  requireCustomize(request);
  const row = requireDefinition(request, object);
  const body = readJsonObject(request);
  const fullName = typeof body['FullName'] === 'string' ? body['FullName'] : String(row['FullName']);
  const id = String(row['Id']);
  const values = toolingValues(request.world, object, fullName, metadataOf(body), id);
  const result = save(request, { kind: 'update', object, id, values });
  return 'status' in result ? result : noContent();
}

/** A channel takes its members along. */
function deleteDefinition(request: RestRequest): Answer {
  const object = findToolingObject(request);
  requireCustomize(request);
  const row = requireDefinition(request, object);
  const members =
    object === CHANNEL
      ? querySystem(
          request.world.org,
          `SELECT Id FROM ${MEMBER} WHERE EventChannel = '${soqlText(String(row['FullName']))}'`,
        )
      : [];
  for (const member of members) save(request, { kind: 'delete', object: MEMBER, id: String(member['Id']) });
  const result = save(request, { kind: 'delete', object, id: String(row['Id']) });
  return 'status' in result ? result : noContent();
}

function requireDefinition(request: RestRequest, object: string): Row {
  const id = toId18(parameter(request, 'id'));
  const row = id === undefined ? undefined : request.world.org.retrieve(platformCaller(), object, id);
  if (row === undefined || row['IsDeleted'] === true) throw notFound();
  return row;
}

/** These rows belong to the platform; who made them is stamped all the same. */
function save(request: RestRequest, operation: SaveOperation): { readonly id: string } | Answer {
  const caller = platformCaller(request.caller.apiVersion);
  const [result] = request.world.org.save(caller, [operation], { allOrNone: true });
  if (result?.success === true) return { id: result.id };
  return rowErrorsAnswer(result?.errors ?? []);
}

/** On whose behalf a Tooling query runs: objects of its own are shown to who may see the setup. @throws SalesforceError */
export function toolingCaller(request: RestRequest, objectName: string): Caller {
  const object = queriedObject(objectName);
  if (object === undefined) return request.caller;
  const { org, events } = request.world;
  const { userId } = request.caller;
  const mayLook = org.hasPermission(userId, 'ViewSetup') || org.hasPermission(userId, 'CustomizeApplication');
  const exists = SHOWN.includes(object) || events.allocations.hasChangeDataCapture;
  if (mayLook && exists) return platformCaller(request.caller.apiVersion);
  throw new SalesforceError(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
}

/** Records of the Tooling API's own objects, their metadata parsed. @throws SalesforceError */
export function toolingRecords(
  request: RestRequest,
  objectName: string,
  records: readonly QueryRecord[],
): readonly unknown[] {
  const object = queriedObject(objectName);
  if (object === undefined) return records;
  const [first] = records;
  if (records.length > 1 && first !== undefined && ('Metadata' in first || 'FullName' in first)) {
    // Source: Tooling API, "Metadata" field.
    throw new SalesforceError(
      400,
      'MALFORMED_QUERY',
      'When retrieving results with Metadata or FullName fields, the query qualifications must specify no more ' +
        `than one row for retrieval. Result size: ${records.length}`,
    );
  }
  return records.map(({ attributes, ...values }) => ({
    attributes: { type: object, url: toolingUrl(request, object, values['Id'], attributes.url) },
    ...values,
    ...(typeof values['Metadata'] === 'string'
      ? { Metadata: JSON.parse(values['Metadata']) as unknown }
      : {}),
  }));
}

function toolingUrl(request: RestRequest, object: string, id: unknown, url: string | undefined): string {
  const rowId = typeof id === 'string' ? id : (url?.split('/').at(-1) ?? '');
  return dataUrl(request, `/tooling/sobjects/${object}/${rowId}`);
}
