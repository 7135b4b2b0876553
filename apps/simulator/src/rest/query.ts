import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { QueryOptions, QueryPage, QueryRecord } from '../org/types.ts';
import { noteViewed } from './recent.ts';
import { dataUrl, isTrue, orgOf, parameter } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { toolingCaller, toolingRecords } from './tooling.ts';

const MAX_BATCH_ROWS = 2000;
const MIN_BATCH_ROWS = 200;

export function addQueryRoutes(router: Router<RestHandler>): void {
  router
    .on('GET', '/query', (request) => answerQuery(request, false))
    .on('GET', '/queryAll', (request) => answerQuery(request, true))
    .on('GET', '/query/:locator', answerQueryMore)
    .on('GET', '/queryAll/:locator', answerQueryMore)
    .on('GET', '/tooling/query', answerToolingQuery);
}

function answerQuery(request: RestRequest, includeDeleted: boolean): Answer {
  const explained = request.query.get('explain');
  if (explained !== null) return explain(request, explained);
  const soql = request.query.get('q');
  if (soql === null || soql.trim() === '') {
    throw new SalesforceError(400, 'MALFORMED_QUERY', 'unexpected token: <EOF>');
  }
  const page = orgOf(request).query(request.caller, soql, queryOptions(request, includeDeleted));
  if (FOR_VIEW.test(soql))
    noteViewed(
      request,
      objectOf(soql),
      page.records.flatMap((row) => idOf(row)),
    );
  if (isTrue(request.query.get('columns'))) return columns(request, soql, page);
  return pageAnswer(request, page);
}

/** Source: SOQL and SOSL Reference, "FOR VIEW". */
const FOR_VIEW = /\bFOR\s+VIEW\b/i;

function idOf(row: QueryRecord): string[] {
  const url = row.attributes.url?.split('/').at(-1);
  return url === undefined ? [] : [url];
}

function answerQueryMore(request: RestRequest): Answer {
  const page = orgOf(request).queryMore(
    request.caller,
    parameter(request, 'locator'),
    queryOptions(request, false),
  );
  return pageAnswer(request, page);
}

/** Its own objects as far as there are any (tooling.ts); what the data API answers too, it answers here as well. */
function answerToolingQuery(request: RestRequest): Answer {
  const soql = request.query.get('q') ?? '';
  const object = objectOf(soql);
  const page = orgOf(request).query(toolingCaller(request, object), soql, queryOptions(request, false));
  return json(200, {
    size: page.records.length,
    totalSize: page.totalSize,
    done: page.done,
    queryLocator: page.nextLocator ?? null,
    entityTypeName: object,
    records: toolingRecords(request, object, page.records),
    ...nextUrl(request, page, '/tooling/query'),
  });
}

function pageAnswer(request: RestRequest, page: QueryPage): Answer {
  return json(200, {
    totalSize: page.totalSize,
    done: page.done,
    ...nextUrl(request, page, '/query'),
    records: page.records,
  });
}

function nextUrl(request: RestRequest, page: QueryPage, resource: string): { nextRecordsUrl?: string } {
  return page.nextLocator === undefined
    ? {}
    : { nextRecordsUrl: dataUrl(request, `${resource}/${page.nextLocator}`) };
}

/** Undocumented, and what every `sf data query` asks to lay out its table. */
function columns(request: RestRequest, soql: string, page: QueryPage): Answer {
  const object = orgOf(request).object(objectOf(soql));
  return json(200, {
    columnMetadata: page.columnMetadata,
    entityName: object?.name ?? objectOf(soql),
    groupBy: /\bgroup\s+by\b/i.test(soql),
    idSelected: /\bselect\b[^(]*\bid\b/i.test(soql),
    keyPrefix: object?.keyPrefix ?? null,
  });
}

/** The shape is Salesforce's; the plan goes by which filtered fields an org has an index on. Source: facts 2.6. */
function explain(request: RestRequest, soql: string): Answer {
  const org = orgOf(request);
  const page = org.query(request.caller, soql, queryOptions(request, false));
  const name = objectOf(soql);
  const object = org.object(name);
  const rows = org.countRows(name);
  const where = /\bwhere\b(.*)$/is.exec(soql)?.[1] ?? '';
  const indexed = (object?.fields ?? []).filter(
    (field) => isIndexed(field) && new RegExp(`(?<![\\w.])${field.name}\\b`, 'i').test(where),
  );
  const share = rows === 0 ? 0 : page.totalSize / rows;
  // Below 1 an index is worth its while: up to 30% of the rows. A scan always costs more than that.
  const relativeCost = indexed.length > 0 ? share / 0.3 : 1 + share;
  return json(200, {
    plans: [
      {
        cardinality: page.totalSize,
        cost: relativeCost,
        fields: indexed.map((field) => field.name),
        leadingOperationType: indexed.length > 0 ? 'Index' : 'TableScan',
        notes: [],
        relativeCost,
        sobjectCardinality: rows,
        sobjectType: object?.name ?? name,
      },
    ],
    sourceQuery: soql,
  });
}

const INDEXED = new Set(['Name', 'CreatedDate', 'SystemModstamp', 'LastModifiedDate']);

/** Source: Salesforce Help, "Indexes": ids, names, lookups, audit dates, external ids and unique fields. */
function isIndexed(field: FieldDefinition): boolean {
  return (
    INDEXED.has(field.name) ||
    field.type === 'id' ||
    field.type === 'reference' ||
    field.externalId ||
    field.unique
  );
}

/** The outermost FROM: subqueries in the SELECT list stand in parentheses. */
function objectOf(soql: string): string {
  let flat = soql;
  let before: string;
  do {
    before = flat;
    flat = flat.replaceAll(/\([^()]*\)/g, ' ');
  } while (flat !== before);
  return /\bfrom\s+(\w+)/i.exec(flat)?.[1] ?? '';
}

/** `Sforce-Query-Options: batchSize=500`, 200 to 2,000. Outside of that Salesforce uses the nearest bound. */
function queryOptions(request: RestRequest, includeDeleted: boolean): QueryOptions {
  const asked = /batchSize\s*=\s*(\d+)/i.exec(request.headers['sforce-query-options'] ?? '')?.[1];
  const batchSize =
    asked === undefined ? MAX_BATCH_ROWS : Math.min(MAX_BATCH_ROWS, Math.max(MIN_BATCH_ROWS, Number(asked)));
  return { includeDeleted, batchSize };
}
