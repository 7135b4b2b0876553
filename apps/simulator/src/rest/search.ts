/** `/search?q=FIND …` and `/parameterizedSearch`. Source: REST API Developer Guide, "Search"; SOSL Reference. */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { QueryRecord } from '../org/types.ts';
import { orgOf } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { isObject } from './row-values.ts';
import { matchingIds, type FieldGroup } from './search-index.ts';
import { parseSosl, type SearchTarget, type SoslStatement } from './sosl.ts';

/** Source: SOSL Reference, "LIMIT n". */
const MOST_RESULTS = 2000;

export function addSearchRoutes(router: Router<RestHandler>): void {
  router
    .on('GET', '/search', (request) => {
      const statement = parseSosl(request.query.get('q') ?? '');
      return json(200, { searchRecords: search(request, statement) });
    })
    .on('GET', '/parameterizedSearch', (request) => answerParameterized(request, fromUrl(request)))
    .on('POST', '/parameterizedSearch', (request) => answerParameterized(request, request.readJson()));
}

function answerParameterized(request: RestRequest, asked: unknown): Answer {
  return json(200, { searchRecords: search(request, toStatement(isObject(asked) ? asked : {})) });
}

/** Without RETURNING, every searchable object answers with ids. */
function search(request: RestRequest, statement: SoslStatement): QueryRecord[] {
  const org = orgOf(request);
  const targets =
    statement.targets.length > 0
      ? statement.targets
      : org
          .objects()
          .filter((object) => object.searchable && org.access(request.caller.userId, object.name).read)
          .map(
            (object): SearchTarget => ({ object: object.name, fields: ['Id'], rest: '', limit: undefined }),
          );
  const limit = Math.min(statement.limit ?? MOST_RESULTS, MOST_RESULTS);
  return targets.flatMap((target) => searchObject(request, statement, target)).slice(0, limit);
}

function searchObject(request: RestRequest, statement: SoslStatement, target: SearchTarget): QueryRecord[] {
  const org = orgOf(request);
  const object = org.object(target.object);
  if (object === undefined || !org.access(request.caller.userId, object.name).read) {
    throw new SalesforceError(400, 'INVALID_TYPE', `sObject type '${target.object}' is not supported.`);
  }
  const ids = matchingIds(request, object, statement.term, statement.group);
  if (ids.length === 0) return [];
  const found = `Id IN (${ids.map((id) => `'${id}'`).join(', ')})`;
  const where = /^\s*where\b/i.test(target.rest)
    ? target.rest.replace(/^\s*where\b/i, `WHERE ${found} AND (`).replace(/(\s+order\s+by\b|$)/i, ')$1')
    : `WHERE ${found} ${target.rest}`;
  const limit = Math.min(target.limit ?? MOST_RESULTS, MOST_RESULTS);
  const soql = `SELECT ${target.fields.join(', ')} FROM ${object.name} ${where} LIMIT ${limit}`;
  return [...org.query(request.caller, soql, { includeDeleted: false, batchSize: MOST_RESULTS }).records];
}

function toStatement(asked: Readonly<Record<string, unknown>>): SoslStatement {
  const term = typeof asked['q'] === 'string' ? asked['q'].trim() : '';
  if (term.length < 2) {
    throw new SalesforceError(400, 'INVALID_SEARCH', 'search term must be longer than one character');
  }
  const fields = names(asked['fields']);
  const objects: readonly unknown[] = Array.isArray(asked['sobjects']) ? asked['sobjects'] : [];
  const targets = objects.map((one): SearchTarget => {
    const entry = isObject(one) ? one : { name: one };
    const own = names(entry['fields']);
    const where = typeof entry['where'] === 'string' ? `WHERE ${entry['where']}` : '';
    const wanted = own.length > 0 ? own : fields.length > 0 ? fields : ['Id'];
    return { object: String(entry['name']), fields: wanted, rest: where, limit: count(entry['limit']) };
  });
  return { term, group: toGroup(asked['in']), targets, limit: count(asked['overallLimit']) };
}

function toGroup(value: unknown): FieldGroup {
  const group = typeof value === 'string' ? value.toUpperCase() : 'ALL';
  return group === 'NAME' || group === 'EMAIL' || group === 'PHONE' || group === 'SIDEBAR' ? group : 'ALL';
}

function count(value: unknown): number | undefined {
  const number = Number(value);
  return value === undefined || value === null || !Number.isInteger(number) ? undefined : number;
}

function names(value: unknown): string[] {
  const list: readonly unknown[] =
    typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
  return list.map((one) => String(one).trim()).filter((one) => one !== '');
}

/** `?q=Acme&sobject=Account&Account.fields=Id,Name&Account.limit=5&in=NAME` */
function fromUrl({ query }: RestRequest): Record<string, unknown> {
  const given = (name: string): string | undefined => query.get(name) ?? undefined;
  return {
    q: given('q'),
    in: given('in'),
    fields: given('fields'),
    overallLimit: given('overallLimit'),
    sobjects: query.getAll('sobject').map((name) => ({
      name,
      fields: given(`${name}.fields`),
      where: given(`${name}.where`),
      limit: given(`${name}.limit`),
    })),
  };
}
