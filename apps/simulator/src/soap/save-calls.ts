/** Calls that change rows. Source: SOAP API Developer Guide, "Core Calls". */
import type { RowError, SaveOperation, SaveOptions, SaveResult } from '../org/types.ts';
import { fullId, resolveParents } from '../rest/row-values.ts';
import { querySystem } from '../users.ts';
import { SoapFault } from './fault.ts';
import { readRecord } from './read-record.ts';
import type { SoapCall } from './soap-call.ts';
import { childOf, childrenOf, element, parent, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

const MOST_RECORDS = 200;

export function create(call: SoapCall): string[] {
  return save(call, sObjects(call), (record) => {
    const { object, id, values } = readRecord(call.world.org, record);
    // Brought along, so that the row is refused for it.
    const given = id === null || id === '' ? {} : { Id: id };
    return { kind: 'create', object: object.name, values: { ...values, ...given } };
  }).map((result) => resultOf(result));
}

export function update(call: SoapCall): string[] {
  return save(call, sObjects(call), (record) => {
    const { object, id, values } = readRecord(call.world.org, record);
    return { kind: 'update', object: object.name, id: requiredId(id), values };
  }).map((result) => resultOf(result));
}

export function upsert(call: SoapCall): string[] {
  const externalIdField = textOf(call.call, 'externalIDFieldName') ?? 'Id';
  return save(call, sObjects(call), (record) => {
    const { object, id, values } = readRecord(call.world.org, record);
    const byId = externalIdField.toLowerCase() === 'id';
    const key = Object.entries(values).find(([name]) => name.toLowerCase() === externalIdField.toLowerCase());
    const keyText = typeof key?.[1] === 'number' ? String(key[1]) : key?.[1];
    const rest = Object.fromEntries(Object.entries(values).filter(([name]) => byId || name !== key?.[0]));
    const externalId = byId ? id : typeof keyText === 'string' ? keyText : null;
    return { kind: 'upsert', object: object.name, externalIdField, externalId, values: rest };
  }).map((result) =>
    resultOf(result, result.success ? [element('created', result.created)] : [element('created', false)]),
  );
}

export function remove(call: SoapCall): string[] {
  return byIds(call, 'delete');
}

export function undelete(call: SoapCall): string[] {
  return byIds(call, 'undelete');
}

export function emptyRecycleBin(call: SoapCall): string[] {
  return byIds(call, 'purge');
}

function byIds(call: SoapCall, kind: 'delete' | 'undelete' | 'purge'): string[] {
  const ids = childrenOf(call.call, 'ids');
  return save(call, ids, (id) => ({ kind, object: null, id: requiredId(id.text.trim()) })).map((result) =>
    resultOf(result),
  );
}

export function merge(call: SoapCall): string[] {
  // The WSDL says `request`; jsforce sends `mergeRequests`.
  const requests = ['request', 'mergeRequests'].flatMap((name) => childrenOf(call.call, name));
  return save(call, requests, (request) => {
    const master = childOf(request, 'masterRecord');
    if (master === undefined) throw new SoapFault('MISSING_ARGUMENT', 'Missing masterRecord.');
    const { object, id, values } = readRecord(call.world.org, master);
    const loserIds = loserIdsOf(request);
    return { kind: 'merge', object: object.name, id: requiredId(id), loserIds, values };
  }).map((result, index) => {
    const request = requests[index];
    const merged = result.success && request !== undefined ? loserIdsOf(request) : [];
    return resultOf(
      result,
      merged.map((id) => element('mergedRecordIds', id)),
    );
  });
}

function loserIdsOf(request: XmlElement): string[] {
  return childrenOf(request, 'recordToMergeIds').map(({ text }) => fullId(text.trim()));
}

export function convertLead(call: SoapCall): string[] {
  const converts = childrenOf(call.call, 'leadConverts');
  const idOf = (convert: XmlElement, name: string): string | null => {
    const id = textOf(convert, name);
    return id === undefined || id === '' ? null : fullId(id);
  };
  const results = save(call, converts, (convert) => ({
    kind: 'convertLead',
    id: requiredId(idOf(convert, 'leadId')),
    convertedStatus: textOf(convert, 'convertedStatus') ?? '',
    accountId: idOf(convert, 'accountId'),
    contactId: idOf(convert, 'contactId'),
    ownerId: idOf(convert, 'ownerId'),
    createOpportunity: textOf(convert, 'doNotCreateOpportunity') !== 'true',
    opportunityName: textOf(convert, 'opportunityName') ?? null,
  }));
  return results.map((result, index) => {
    const convert = converts[index];
    const leadId = convert === undefined ? null : idOf(convert, 'leadId');
    const [lead] = result.success
      ? querySystem(
          call.world.org,
          `SELECT ConvertedAccountId, ConvertedContactId, ConvertedOpportunityId FROM Lead WHERE Id = '${leadId}'`,
        )
      : [];
    const text = (name: string): string | null => (typeof lead?.[name] === 'string' ? lead[name] : null);
    return parent('result', [
      element('accountId', text('ConvertedAccountId')),
      element('contactId', text('ConvertedContactId')),
      ...(result.success ? [] : result.errors.map(errorOf)),
      element('leadId', leadId),
      element('opportunityId', text('ConvertedOpportunityId')),
      element('success', result.success),
    ]);
  });
}

function sObjects({ call }: SoapCall): readonly XmlElement[] {
  return childrenOf(call, 'sObjects');
}

/** Saves a call's records, lookups by external id resolved; a record that names none is refused alone. */
function save(
  call: SoapCall,
  items: readonly XmlElement[],
  toOperation: (item: XmlElement) => SaveOperation,
): SaveResult[] {
  if (items.length > MOST_RECORDS) {
    throw new SoapFault(
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MOST_RECORDS} records into this call`,
    );
  }
  const { org } = call.world;
  const refused = new Map<number, readonly RowError[]>();
  const operations = items.map((item, index): SaveOperation => {
    const operation = toOperation(item);
    if (!('values' in operation)) return operation;
    const object = org.object(operation.object);
    if (object === undefined) return operation;
    const { values, errors } = resolveParents(org, call.caller, object, operation.values);
    if (errors.length > 0) refused.set(index, errors);
    return { ...operation, values };
  });
  const options = saveOptions(call);
  const good = operations.filter((_, index) => !refused.has(index));
  const saved = refused.size > 0 && options.allOrNone ? [] : org.save(call.caller, good, options);
  let next = 0;
  return operations.map((operation, index): SaveResult => {
    const id = 'id' in operation ? operation.id : null;
    const errors = refused.get(index);
    if (errors !== undefined) return { success: false, id, errors };
    const result = saved[next];
    next += 1;
    return result ?? { success: false, id, errors: [ROLLED_BACK] };
  });
}

const ROLLED_BACK: RowError = {
  statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

/** Source: SOAP API Developer Guide, "SOAP Headers". Unlike in REST, assignment rules run only when asked for. */
function saveOptions({ header }: SoapCall): SaveOptions {
  const duplicate = childOf(header, 'DuplicateRuleHeader');
  const assignment = childOf(header, 'AssignmentRuleHeader');
  const isTrue = (element_: XmlElement | undefined, name: string): boolean =>
    textOf(element_, name) === 'true';
  return {
    allOrNone: isTrue(childOf(header, 'AllOrNoneHeader'), 'allOrNone'),
    autoAssign: textOf(assignment, 'assignmentRuleId') ?? isTrue(assignment, 'useDefaultRule'),
    ...(duplicate === undefined
      ? {}
      : {
          duplicateRule: {
            allowSave: isTrue(duplicate, 'allowSave'),
            includeRecordDetails: isTrue(duplicate, 'includeRecordDetails'),
            runAsCurrentUser: isTrue(duplicate, 'runAsCurrentUser'),
          },
        }),
  };
}

function requiredId(id: string | null): string {
  if (id === null || id === '') throw new SoapFault('MISSING_ARGUMENT', 'Id not specified in an update call');
  return fullId(id);
}

function resultOf(result: SaveResult, more: readonly string[] = []): string {
  return parent('result', [
    ...more,
    ...(result.success ? [] : result.errors.map(errorOf)),
    element('id', result.id),
    element('success', result.success),
  ]);
}

function errorOf({ fields, message, statusCode }: RowError): string {
  return parent('errors', [
    ...fields.map((field) => element('fields', field)),
    element('message', message),
    element('statusCode', statusCode),
  ]);
}
