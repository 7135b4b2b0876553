import { SalesforceError } from '../errors.ts';
import { toId18 } from '../org/ids.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import type { Caller, Org } from '../org/types.ts';
import { DELIMITERS, LINE_ENDINGS } from './csv.ts';
import { INGEST_OPERATIONS } from './ingest-job.ts';
import type { IngestOperation, NewIngestJob } from './ingest-job.ts';
import { choice } from './route-helpers.ts';

/**
 * What a client asks for, checked. Codes and texts are Bulk API's exceptions ("Bulk API Errors"), as connectors quote
 * them. Source: Bulk API 2.0 Developer Guide, "Create a Job".
 *
 * @throws SalesforceError
 */
export function readNewIngestJob(
  org: Org,
  caller: Caller,
  body: Readonly<Record<string, unknown>>,
): NewIngestJob {
  const operation = readOperation(body['operation']);
  const object = readObject(org, caller, body['object']);
  if (operation === 'hardDelete' && !org.hasPermission(caller.userId, 'BulkApiHardDelete')) {
    throw new SalesforceError(
      400,
      'FEATURENOTENABLED',
      'hardDelete operation requires special user profile permission, please contact your system administrator',
    );
  }
  if (isGiven(body['contentType']) && body['contentType'] !== 'CSV') {
    throw new SalesforceError(400, 'INVALIDJOB', 'The content type of an ingest job must be CSV');
  }
  return {
    operation,
    object: object.name,
    externalIdFieldName:
      operation === 'upsert' ? readExternalIdField(org, caller, object, body['externalIdFieldName']) : null,
    assignmentRuleId: readAssignmentRule(object, body['assignmentRuleId']),
    columnDelimiter: choice(body['columnDelimiter'], DELIMITERS, 'COMMA', 'columnDelimiter'),
    lineEnding: choice(body['lineEnding'], LINE_ENDINGS, 'LF', 'lineEnding'),
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The spelling must be right: `INSERT` is refused. Source: "Create a Job". */
function readOperation(value: unknown): IngestOperation {
  const operation = INGEST_OPERATIONS.find((one) => one === value);
  if (operation === undefined) {
    throw new SalesforceError(400, 'INVALIDJOB', `Unsupported operation for an ingest job: ${String(value)}`);
  }
  return operation;
}

function readObject(org: Org, caller: Caller, value: unknown): ObjectDefinition {
  if (typeof value !== 'string' || value === '') {
    throw new SalesforceError(400, 'INVALIDJOB', 'No object specified for the job');
  }
  const object = org.object(value);
  if (object === undefined || !org.access(caller.userId, object.name).read) {
    throw new SalesforceError(400, 'INVALIDENTITY', `Unable to find object: ${value}`);
  }
  return object;
}

function readExternalIdField(org: Org, caller: Caller, object: ObjectDefinition, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new SalesforceError(
      400,
      'INVALIDJOB',
      `External ID was blank for ${object.name}. An External ID must be specified for upsert.`,
    );
  }
  const field = object.fields.find((one) => one.name.toLowerCase() === value.toLowerCase());
  const readable = field !== undefined && org.access(caller.userId, object.name).canReadField(field.name);
  if (!readable || !(field.externalId || field.idLookup || field.type === 'id')) {
    throw new SalesforceError(
      400,
      'INVALIDJOB',
      `Field name provided, ${value} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`,
    );
  }
  return field.name;
}

/** Source: "Create a Job": the rule must be for cases or leads. */
function readAssignmentRule(object: ObjectDefinition, value: unknown): string | null {
  if (!isGiven(value) || value === '') return null;
  const id = typeof value === 'string' ? toId18(value) : undefined;
  if (id === undefined || !id.startsWith('01Q') || !['Case', 'Lead'].includes(object.name)) {
    throw new SalesforceError(
      400,
      'INVALIDJOB',
      `Invalid assignment rule for ${object.name}: ${String(value)}`,
    );
  }
  return id;
}
