/** Calls that read. Source: SOAP API Developer Guide, "Core Calls" and "Describe Calls". */
import { SalesforceError } from '../errors.ts';
import type { QueryPage, QueryRecord } from '../org/types.ts';
import { dispatchRest } from '../rest/dispatch.ts';
import { fullId } from '../rest/row-values.ts';
import { SoapFault } from './fault.ts';
import type { SoapCall } from './soap-call.ts';
import { childOf, childrenOf, element, fromJson, parent, textOf } from './xml.ts';

export function query(call: SoapCall): string[] {
  return runQuery(call, false);
}

export function queryAll(call: SoapCall): string[] {
  return runQuery(call, true);
}

function runQuery(call: SoapCall, includeDeleted: boolean): string[] {
  const soql = textOf(call.call, 'queryString') ?? '';
  const options = { includeDeleted, batchSize: batchSizeOf(call) };
  return [parent('result', queryResult(call, call.world.org.query(call.caller, soql, options)))];
}

export function queryMore(call: SoapCall): string[] {
  const locator = (textOf(call.call, 'queryLocator') ?? '').replace(/^.*\//, '');
  const options = { includeDeleted: false, batchSize: batchSizeOf(call) };
  return [parent('result', queryResult(call, call.world.org.queryMore(call.caller, locator, options)))];
}

function batchSizeOf({ header }: SoapCall): number {
  const asked = Number(textOf(childOf(header, 'QueryOptions'), 'batchSize') ?? 2000);
  return Number.isInteger(asked) ? Math.min(2000, Math.max(200, asked)) : 2000;
}

function queryResult(call: SoapCall, page: QueryPage): string[] {
  return [
    element('done', page.done),
    element('queryLocator', page.nextLocator ?? null),
    ...page.records.map((record) => recordXml(call, 'records', record)),
    element('size', page.totalSize),
  ];
}

/** The rows asked for, in their order; nil where there is none or no access. */
export function retrieve(call: SoapCall): string[] {
  const fields = (textOf(call.call, 'fieldList') ?? 'Id').split(',').map((name) => name.trim());
  const object = textOf(call.call, 'sObjectType') ?? '';
  const ids = childrenOf(call.call, 'ids').map(({ text }) => fullId(text.trim()));
  const wanted = ids.filter((id) => /^\w{18}$/.test(id)).map((id) => `'${id}'`);
  if (wanted.length === 0) return ids.map(() => '<result xsi:nil="true"/>');
  const columns = fields.some((name) => name.toLowerCase() === 'id') ? fields : ['Id', ...fields];
  const page = call.world.org.query(
    call.caller,
    `SELECT ${columns.join(', ')} FROM ${object} WHERE Id IN (${wanted.join(', ')})`,
    { includeDeleted: false, batchSize: 2000 },
  );
  const byId = new Map(page.records.map((record) => [String(record['Id']), record]));
  return ids.map((id) => {
    const record = byId.get(id);
    return record === undefined ? '<result xsi:nil="true"/>' : recordXml(call, 'result', record);
  });
}

/** A row as SOAP has it: the type and the id first (the partner endpoint says the id twice), then the fields. */
function recordXml(call: SoapCall, name: string, record: QueryRecord): string {
  const { attributes, ...fields } = record;
  const values = Object.entries(fields).map(([field, value]) => valueXml(call, `sf:${field}`, value));
  if (call.enterprise) return parent(name, values, ` xsi:type="sf:${attributes.type}"`);
  const id = typeof record['Id'] === 'string' ? record['Id'] : null;
  return parent(
    name,
    [element('sf:type', attributes.type), element('sf:Id', id), ...values],
    ' xsi:type="sf:sObject"',
  );
}

function valueXml(call: SoapCall, name: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    const text =
      typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)\+0000$/, '$1Z') : value;
    return element(name, (text ?? null) as string | number | boolean | null);
  }
  if ('attributes' in value) return recordXml(call, name, value as QueryRecord);
  if ('records' in value) {
    const { done, records, totalSize, nextRecordsUrl } = value as Record<string, unknown>;
    const children = (records as readonly QueryRecord[]).map((record) => recordXml(call, 'records', record));
    const next = typeof nextRecordsUrl === 'string' ? nextRecordsUrl.replace(/^.*\//, '') : null;
    return parent(
      name,
      [
        element('done', done === true),
        element('queryLocator', next),
        ...children,
        element('size', Number(totalSize)),
      ],
      ' xsi:type="QueryResult"',
    );
  }
  // Compounds: addresses and locations.
  return parent(
    name,
    Object.entries(value).map(([part, one]) => element(part, (one ?? null) as string | number | null)),
  );
}

export async function getUpdated(call: SoapCall): Promise<string[]> {
  const answer = (await viaRest(call, replicationPath(call, 'updated'))) as Record<string, unknown>;
  return [parent('result', [fromJson('ids', answer['ids']), stamp('latestDateCovered', answer)])];
}

export async function getDeleted(call: SoapCall): Promise<string[]> {
  const answer = (await viaRest(call, replicationPath(call, 'deleted'))) as Record<string, unknown>;
  const records = (answer['deletedRecords'] as readonly Record<string, unknown>[]).map((record) =>
    parent('deletedRecords', [stamp('deletedDate', record), fromJson('id', record['id'])]),
  );
  return [
    parent('result', [
      ...records,
      stamp('earliestDateAvailable', answer),
      stamp('latestDateCovered', answer),
    ]),
  ];
}

function replicationPath({ call }: SoapCall, what: string): string {
  const parameters = new URLSearchParams({
    start: textOf(call, 'startDate') ?? '',
    end: textOf(call, 'endDate') ?? '',
  });
  return `/sobjects/${encodeURIComponent(textOf(call, 'sObjectType') ?? '')}/${what}?${parameters.toString()}`;
}

function stamp(name: string, values: Readonly<Record<string, unknown>>): string {
  return element(name, String(values[name]).replace(/\+0000$/, 'Z'));
}

export async function describeGlobal(call: SoapCall): Promise<string[]> {
  return [fromJson('result', withoutUrls(await viaRest(call, '/sobjects')))];
}

export async function describeSObjects(call: SoapCall): Promise<string[]> {
  const names = [...childrenOf(call.call, 'sObjectType')].map(({ text }) => text.trim());
  const results: string[] = [];
  for (const name of names) {
    const description = await viaRest(call, `/sobjects/${encodeURIComponent(name)}/describe`);
    results.push(fromJson('result', withoutUrls(description)));
  }
  return results;
}

/** REST's links have no place in SOAP. */
function withoutUrls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUrls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'urls')
      .map(([name, one]) => [name, withoutUrls(one)]),
  );
}

/** What REST answers to the same question. @throws SoapFault, SalesforceError */
async function viaRest(call: SoapCall, path: string): Promise<unknown> {
  const [resource = '', search = ''] = path.split('?');
  const answer = await dispatchRest({
    world: call.world,
    userId: call.caller.userId,
    method: 'GET',
    path: `/services/data/v${call.version}${resource}`,
    query: new URLSearchParams(search),
    headers: {},
    baseUrl: call.incoming.baseUrl,
    readJson: () => undefined,
    rawBody: Buffer.alloc(0),
  });
  if (answer.body.kind !== 'json') throw new SoapFault('UNKNOWN_EXCEPTION', `no answer to ${resource}`);
  if (answer.status >= 400) {
    const [error] = answer.body.value as readonly { errorCode: string; message: string }[];
    throw new SalesforceError(answer.status, error?.errorCode ?? 'UNKNOWN_EXCEPTION', error?.message ?? '');
  }
  return answer.body.value;
}
