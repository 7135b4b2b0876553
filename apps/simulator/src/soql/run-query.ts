/** Runs statements for REST: one page at a time. */
import { SalesforceError } from '../errors.ts';
import type { Caller, QueryOptions, QueryPage } from '../org/types.ts';
import { isAggregateStatement, runAggregate, runCount } from './aggregate.ts';
import type { SelectItem, Statement } from './ast.ts';
import { ChildReader } from './child-rows.ts';
import { columnMetadata } from './column-metadata.ts';
import { compileBody, limitClause } from './compile-statement.ts';
import { startRun, type QueryContext, type QueryRun } from './context.ts';
import { createLocator, readLocator, readLocatorRows, toLocatorText, type Locator } from './locators.ts';
import { findWord, malformed, queryError } from './marker.ts';
import { parseSoql } from './parse.ts';
import { requireLinkFilter } from './required-filters.ts';
import { refuseForSchemaObjects } from './schema-objects.ts';
import { readableObject, Scope } from './scope.ts';
import { planSelect, type SelectPlan } from './select-list.ts';
import { shapeRecord, type SqlRow } from './shape-record.ts';

/** Salesforce's statement limit. Source: SOQL and SOSL Reference, "SOQL and SOSL Limits". */
const MAX_STATEMENT_CHARS = 100_000;

/** Source: SOQL and SOSL Reference, "Relationship Query Limitations". */
const MAX_CHILD_QUERIES = 20;

export function runQuery(
  context: QueryContext,
  caller: Caller,
  soql: string,
  options: QueryOptions,
): QueryPage {
  if (soql.length > MAX_STATEMENT_CHARS) {
    throw new SalesforceError(
      400,
      'QUERY_TOO_COMPLICATED',
      'SOQL statements cannot be longer than 100000 characters.',
    );
  }
  const statement = parseSoql(soql);
  const run = startRun(context, caller, soql, options.includeDeleted);
  const scope = new Scope(run, readableObject(run, statement.from));
  context.prepareStatement(caller, statement);
  requireLinkFilter(caller, statement);
  refuseForSchemaObjects(statement);
  refuseAliases(soql, statement);
  refuseDeepChildren(statement, caller.apiVersion);
  if (isPlainCount(statement)) return runCount(scope, statement);
  if (isAggregateStatement(statement)) return runAggregate(scope, statement, options.batchSize);
  const plan = planSelect(scope, statement);
  const body = compileBody(scope, statement);
  const { text, params } = limitClause(body, options.batchSize + 1);
  const order = body.order === '' ? '' : `order by ${body.order}`;
  const sql = `select ${plan.columns.join(', ')} from ${body.fromSql()} where ${body.where.text} ${order} ${text}`;
  const prepared = context.database.prepare(sql);
  prepared.setReturnArrays(true);
  const rows = prepared.all(...body.where.params, ...params) as unknown as SqlRow[];
  const metadata = columnMetadata(plan.shapes);
  if (rows.length <= options.batchSize) {
    const records = toRecords(scope, plan, rows, options.batchSize, []);
    return {
      totalSize: records.length,
      done: true,
      records,
      nextLocator: undefined,
      columnMetadata: metadata,
    };
  }
  const locator = createLocator(run, body, scope.alias, []);
  return readPage(run, locator, 0, options.batchSize);
}

/** Only what is computed has an alias. Source: messages as Salesforce's users quote them. */
function refuseAliases(soql: string, statement: Statement): void {
  if (isAggregateStatement(statement)) return;
  for (const item of statement.select) {
    if (item.kind === 'path' && item.alias !== undefined) {
      const message = 'only aggregate expressions use field aliasing';
      throw queryError(soql, findWord(soql, item.path.raw), 'MALFORMED_QUERY', message);
    }
    if (item.kind === 'children') {
      if (isAggregateStatement(item.query))
        throw malformed('Only root queries support aggregate expressions');
      refuseAliases(soql, item.query);
    }
  }
}

/** Source: SOQL and SOSL Reference, "Relationship Query Limitations": five levels from v58.0 on, the root included. */
function refuseDeepChildren(statement: Statement, apiVersion: number): void {
  const children = childStatements(statement);
  if (children.length > MAX_CHILD_QUERIES) {
    throw malformed(`Maximum ${MAX_CHILD_QUERIES} parent-to-child relationships are allowed in a query`);
  }
  const most = apiVersion >= 58 ? 4 : 1;
  if (childDepth(statement) > most) {
    throw malformed(
      `SOQL statements cannot query aggregate relationships more than ${most} level away from the root entity object.`,
    );
  }
}

function childStatements(statement: Statement): Statement[] {
  return statement.select.flatMap((item) => (item.kind === 'children' ? [item.query] : []));
}

function childDepth(statement: Statement): number {
  return Math.max(0, ...childStatements(statement).map((child) => 1 + childDepth(child)));
}

function isPlainCount(statement: Statement): boolean {
  const [item] = statement.select;
  return (
    statement.select.length === 1 &&
    item?.kind === 'function' &&
    item.call.name === 'COUNT' &&
    item.call.args.length === 0 &&
    item.alias === undefined &&
    statement.groupBy.length === 0
  );
}

/** @throws SalesforceError `INVALID_QUERY_LOCATOR` when it is unknown, expired or somebody else's */
export function runQueryMore(
  context: QueryContext,
  caller: Caller,
  text: string,
  options: QueryOptions,
): QueryPage {
  const { locator, offset } = readLocator(context, caller, text);
  const run = startRun(context, caller, locator.soql, locator.includeDeleted);
  return readPage(run, locator, offset, options.batchSize);
}

/** The locator pins which rows are in the result; their values are read as they are now. */
function readPage(run: QueryRun, locator: Locator, offset: number, batchSize: number): QueryPage {
  const { scope, statement } = locatorScope(run, locator);
  const plan = planSelect(scope, statement);
  const rows = readLocatorRows(run, locator, plan.columns, scope, offset, batchSize);
  const records = toRecords(scope, plan, rows, batchSize, locator.childPath);
  const next = offset + batchSize;
  const done = next >= locator.totalSize;
  return {
    totalSize: locator.totalSize,
    done,
    records,
    nextLocator: done ? undefined : toLocatorText(locator, next),
    columnMetadata: columnMetadata(plan.shapes),
  };
}

/** The statement the locator belongs to: the whole one, or the child subquery that its path leads to. */
function locatorScope(run: QueryRun, locator: Locator): { scope: Scope; statement: Statement } {
  let statement = parseSoql(run.soql);
  let model = readableObject(run, statement.from);
  for (const index of locator.childPath) {
    const item: SelectItem | undefined = statement.select[index];
    const relationship = run.context.schema
      .children(model.name)
      .find(
        (child) =>
          item?.kind === 'children' &&
          child.relationshipName?.toLowerCase() === item.relationshipName.toLowerCase(),
      );
    if (item?.kind !== 'children' || relationship === undefined) {
      throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    }
    statement = item.query;
    model = relationship.child;
  }
  return { scope: new Scope(run, model), statement };
}

function toRecords(
  scope: Scope,
  plan: SelectPlan,
  rows: readonly SqlRow[],
  batchSize: number,
  childPath: readonly number[],
): QueryPage['records'] {
  const ids = rows.map((row) => String(row[0]));
  const children = new ChildReader(scope.run, plan.shapes, ids, batchSize, childPath);
  const { apiVersion } = scope.run.caller;
  return rows.map((row) =>
    shapeRecord(scope.model, plan.shapes, row, apiVersion, (shape, id) => children.childrenOf(shape, id)),
  );
}
