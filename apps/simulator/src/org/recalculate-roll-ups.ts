/**
 * Every roll-up summary anew, as when its definition has changed: nobody's save, so nothing is stamped and nobody is told.
 * Source: facts 5.2 (recalled).
 */
import type { DatabaseSync } from 'node:sqlite';
import type { FormulaGlobals } from '../formula/evaluate.ts';
import { rollUpSql, splitName } from './save/rules/roll-up-sql.ts';
import type { ObjectModel, Schema } from './schema/schema.ts';
import { quote, tableName } from './storage/tables.ts';

/** How many rows changed. */
export function recalculateAllRollUps(
  database: DatabaseSync,
  schema: Schema,
  globals: FormulaGlobals,
  objectName: string | undefined,
): number {
  let changed = 0;
  for (const model of deepestFirst(schema)) {
    if (objectName !== undefined && model.name.toLowerCase() !== objectName.toLowerCase()) continue;
    for (const field of model.rollUps) {
      const alias = 'p';
      const several = schema.get('CurrencyType') !== undefined && model.has('CurrencyIsoCode');
      const currency = several ? `${alias}."CurrencyIsoCode"` : undefined;
      const sql =
        field.rollUp === null
          ? undefined
          : rollUpSql({ schema, globals }, field.rollUp, `${alias}."Id"`, currency);
      if (sql === undefined) continue;
      const column = quote(field.name);
      const statement = `update ${tableName(model.name)} as ${alias} set ${column} = ${sql} where ${alias}.${column} is not ${sql}`;
      changed += Number(database.prepare(statement).run().changes);
    }
  }
  return changed;
}

/** Children before their parents: a summary may summarize summaries. */
function deepestFirst(schema: Schema): ObjectModel[] {
  const ordered = new Set<ObjectModel>();
  const visit = (model: ObjectModel, within: readonly ObjectModel[]): void => {
    if (ordered.has(model) || within.includes(model)) return;
    for (const { rollUp } of model.rollUps) {
      const child = rollUp === null ? undefined : schema.get(splitName(rollUp.summaryForeignKey)[0]);
      if (child !== undefined) visit(child, [...within, model]);
    }
    ordered.add(model);
  };
  for (const model of schema.models()) if (model.rollUps.length > 0) visit(model, []);
  return [...ordered];
}
