/** What the query engine needs of the org. `org/` provides it; the engine never reaches further. */
import type { DatabaseSync } from 'node:sqlite';
import type { FormulaGlobals } from '../formula/evaluate.ts';
import type { Statement } from './ast.ts';
import type { RowFilter } from '../org/access/row-access.ts';
import type { RowRights } from '../org/access/row-rights.ts';
import type { ObjectModel, Schema } from '../org/schema/schema.ts';
import type { Caller, ObjectAccess, OrgClock } from '../org/types.ts';

export interface QueryContext {
  readonly database: DatabaseSync;
  readonly schema: Schema;
  readonly clock: OrgClock;
  /** 1 for January. */
  fiscalYearStartMonth(): number;
  access(userId: string, objectName: string): ObjectAccess;
  /** The rows of an object that a user may read; undefined when that is all of them. */
  rowFilter(userId: string, model: ObjectModel, alias: string): RowFilter | undefined;
  /** What UserRecordAccess tells of the row under the alias, as SQL. */
  rowRights(userId: string, model: ObjectModel, alias: string): RowRights;
  /** Whether opportunities convert by the rate of their close date. */
  datedRates(): boolean;
  /** What formulas know of the user besides the row. */
  formulaGlobals(userId: string): FormulaGlobals;
  /** Some objects are filled for one statement, by what its WHERE names. @throws SalesforceError when it names too little */
  prepareStatement(caller: Caller, statement: Statement): void;
  /** Some objects (EntityDefinition …) are filled when somebody asks for them. */
  prepareObject(model: ObjectModel): void;
  /** 18 characters. */
  newLocatorId(): string;
}

/** One query by one caller. */
export interface QueryRun {
  readonly context: QueryContext;
  readonly caller: Caller;
  readonly soql: string;
  readonly includeDeleted: boolean;
  /** A table alias nobody else in this query has. */
  nextAlias(): string;
}

export function startRun(
  context: QueryContext,
  caller: Caller,
  soql: string,
  includeDeleted: boolean,
): QueryRun {
  let aliases = 0;
  const nextAlias = (): string => {
    aliases += 1;
    return `t${aliases}`;
  };
  return { context, caller, soql, includeDeleted, nextAlias };
}
