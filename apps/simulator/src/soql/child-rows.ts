/** Child subqueries: one SQL statement reads the children of all rows of a page. */
import type { QueryRecord } from '../org/types.ts';
import { quote } from '../org/storage/tables.ts';
import { compileBody } from './compile-statement.ts';
import type { QueryRun } from './context.ts';
import { createLocator, toLocatorText } from './locators.ts';
import { Scope } from './scope.ts';
import { planSelect, type ChildrenShape, type Shape } from './select-list.ts';
import { shapeRecord, type SqlRow } from './shape-record.ts';

interface ChildPage {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly QueryRecord[];
}

export class ChildReader {
  readonly #run: QueryRun;
  readonly #batchSize: number;
  readonly #pages = new Map<Shape, Map<string, ChildPage>>();

  constructor(
    run: QueryRun,
    shapes: readonly Shape[],
    parentIds: readonly string[],
    batchSize: number,
    path: readonly number[],
  ) {
    this.#run = run;
    this.#batchSize = batchSize;
    for (const shape of shapes) {
      if (shape.kind === 'children')
        this.#pages.set(shape, this.#read(shape, parentIds, [...path, shape.item]));
    }
  }

  /** A row without children has null in the subquery's place, not an empty list. */
  childrenOf(shape: Shape, id: string): ChildPage | null {
    return this.#pages.get(shape)?.get(id) ?? null;
  }

  #read(shape: ChildrenShape, parentIds: readonly string[], path: readonly number[]): Map<string, ChildPage> {
    const scope = new Scope(this.#run, shape.child);
    const plan = planSelect(scope, shape.query);
    const lookup = `${scope.alias}.${quote(shape.lookup.name)}`;
    const body = compileBody(scope, shape.query, [
      { text: `${lookup} in (select value from json_each(?))`, params: [JSON.stringify(parentIds)] },
    ]);
    const order = body.order === '' ? `${scope.alias}.rowid` : body.order;
    const inner = `select ${[...plan.columns, lookup].join(', ')},
        row_number() over (partition by ${lookup} order by ${order}) as position,
        count(*) over (partition by ${lookup}) as total
      from ${body.fromSql()} where ${body.where.text}`;
    const limit = body.limit ?? Number.MAX_SAFE_INTEGER;
    const last = Math.min(limit, this.#batchSize) + body.offset;
    const sql = `select * from (${inner}) where position > ? and position <= ? order by position`;
    const prepared = this.#run.context.database.prepare(sql);
    prepared.setReturnArrays(true);
    const rows = prepared.all(...body.where.params, body.offset, last) as unknown as SqlRow[];

    const ids = rows.map((row) => String(row[0]));
    const nested = new ChildReader(this.#run, plan.shapes, ids, this.#batchSize, path);
    const { apiVersion } = this.#run.caller;
    const grouped = new Map<string, { total: number; records: QueryRecord[] }>();
    for (const row of rows) {
      const parent = String(row[plan.columns.length]);
      const total = Math.min(Number(row[plan.columns.length + 2]) - body.offset, limit);
      const group = grouped.get(parent) ?? { total, records: [] };
      group.records.push(
        shapeRecord(shape.child, plan.shapes, row, apiVersion, (of, id) => nested.childrenOf(of, id)),
      );
      grouped.set(parent, group);
    }
    return new Map([...grouped].map(([parent, group]) => [parent, this.#toPage(shape, parent, group, path)]));
  }

  #toPage(
    shape: ChildrenShape,
    parentId: string,
    group: { readonly total: number; readonly records: readonly QueryRecord[] },
    path: readonly number[],
  ): ChildPage {
    const { total, records } = group;
    if (records.length >= total) return { totalSize: total, done: true, records };
    const scope = new Scope(this.#run, shape.child);
    const lookup = `${scope.alias}.${quote(shape.lookup.name)}`;
    const body = compileBody(scope, shape.query, [{ text: `${lookup} = ?`, params: [parentId] }]);
    const locator = createLocator(this.#run, body, scope.alias, path);
    const version = this.#run.caller.apiVersion.toFixed(1);
    const nextRecordsUrl = `/services/data/v${version}/query/${toLocatorText(locator, records.length)}`;
    return { totalSize: total, done: false, nextRecordsUrl, records };
  }
}
