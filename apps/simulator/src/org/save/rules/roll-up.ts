/** Keeps roll-up summary fields up to date. Source: facts 5.2; Apex Developer Guide, "Triggers and Order of Execution". */
import { addDecimals } from '../../../formula/decimal.ts';
import { formulaGlobals } from '../../../formula/globals.ts';
import { isFormula } from '../../../formula/formula-field.ts';
import type { ObjectModel } from '../../schema/schema.ts';
import type { FieldDefinition, RollUpSummary } from '../../schema/types.ts';
import { toSql } from '../../storage/row-store.ts';
import type { Row, Scalar } from '../../types.ts';
import type { SaveContext } from '../save-context.ts';
import {
  contributionQuery,
  emptyRollUp,
  isRolledUpBy,
  rollUpSql,
  splitName,
  type RollUpSource,
} from './roll-up-sql.ts';
import { checkValidationRules } from './validation.ts';

/** Brings the roll-up summary fields of the row's parents up to date; `before` or `after` is undefined for a row that came or went. */
export function recalculateRollUps(
  context: SaveContext,
  model: ObjectModel,
  before: Readonly<Row> | undefined,
  after: Readonly<Row> | undefined,
): void {
  for (const lookup of model.definition.fields) {
    if (lookup.type !== 'reference') continue;
    for (const parent of lookup.referenceTo.flatMap((name) => context.schema.get(name) ?? [])) {
      const fields = parent.rollUps.filter(
        ({ rollUp }) =>
          rollUp !== null &&
          isRolledUpBy(rollUp, model, lookup) &&
          matters(model, lookup, rollUp, before, after),
      );
      if (fields.length === 0) continue;
      const [left, entered] = [before?.[lookup.name], after?.[lookup.name]];
      for (const id of new Set([left, entered])) {
        if (typeof id !== 'string') continue;
        const change = { gone: id === left ? before : undefined, come: id === entered ? after : undefined };
        refreshParent(context, parent, fields, id, change);
      }
    }
  }
}

/** Whether a change of the child can change the summary. */
function matters(
  child: ObjectModel,
  lookup: FieldDefinition,
  rollUp: RollUpSummary,
  before: Readonly<Row> | undefined,
  after: Readonly<Row> | undefined,
): boolean {
  if (before === undefined || after === undefined) return true;
  const names = [rollUp.summarizedField ?? '', ...rollUp.summaryFilterItems.map((filter) => filter.field)];
  const fields = names.flatMap((name) => child.field(splitName(name)[1]) ?? []);
  return [
    lookup,
    ...fields,
    ...(child.field('CurrencyIsoCode') === undefined ? [] : [child.field('CurrencyIsoCode')]),
  ].some((field) => field !== undefined && (isFormula(field) || before[field.name] !== after[field.name]));
}

/** The parent goes through the save procedure too: its stamps move, its rules may refuse, and its own parent follows. */
function refreshParent(
  context: SaveContext,
  parent: ObjectModel,
  fields: readonly FieldDefinition[],
  id: string,
  change: ChildChange,
): void {
  const before = context.rows.read(parent, id);
  if (before === undefined || before['IsDeleted'] === 1) return;
  const { schema, rows, caller, stamp } = context;
  const globals = formulaGlobals({ schema, rows, userId: caller.userId, now: () => context.now() });
  const currency = currencyOf(context, parent, before);
  const changes: Row = {};
  for (const { name, rollUp } of fields) {
    if (rollUp === null) continue;
    const current = before[name] ?? null;
    const summary: Summary = { rollUp, currency, source: { schema, globals } };
    const value = moved(context, summary, current, change) ?? computed(context, summary, id);
    if (value !== current) changes[name] = value;
  }
  if (Object.keys(changes).length === 0) return;
  const stamping = context.setup.rollUpStamping;
  if (stamping) {
    Object.assign(changes, {
      LastModifiedDate: stamp,
      LastModifiedById: caller.userId,
      SystemModstamp: stamp,
    });
  }
  const after = { ...before, ...changes };
  if (stamping) {
    checkValidationRules(context, {
      model: parent,
      row: after,
      before,
      changed: new Set(Object.keys(changes)),
    });
  }
  rows.update(parent, id, changes);
  context.touched.add(parent.name.toLowerCase());
  context.record({ kind: 'update', object: parent.name, id, before, after });
  recalculateRollUps(context, parent, before, after);
}

/** What a child no longer adds to this parent, and what it adds from now on. */
interface ChildChange {
  readonly gone: Readonly<Row> | undefined;
  readonly come: Readonly<Row> | undefined;
}

interface Summary {
  readonly rollUp: RollUpSummary;
  readonly currency: string | undefined;
  readonly source: RollUpSource;
}

/** From all children. */
function computed({ rows }: SaveContext, { source, rollUp, currency }: Summary, id: string): Scalar {
  const sql = rollUpSql(source, rollUp, '?', currency);
  const value = sql === undefined ? null : rows.compute(`select ${sql} as value`, id)?.['value'];
  return value ?? emptyRollUp(rollUp);
}

/**
 * From what it was and one child: a parent with many children would be read from end to end for each of them otherwise.
 * Undefined where only all children together can tell.
 */
function moved(
  context: SaveContext,
  summary: Summary,
  current: Scalar,
  change: ChildChange,
): Scalar | undefined {
  const { summaryOperation: operation } = summary.rollUp;
  const gone = contribution(context, summary, change.gone);
  const come = contribution(context, summary, change.come);
  if (operation === 'count' || operation === 'sum') {
    if (typeof current !== 'number') return undefined;
    return addDecimals(addDecimals(current, -Number(gone ?? 0)), Number(come ?? 0));
  }
  if (gone !== null && gone === current) return undefined;
  if (come === null || current === null) return come ?? current;
  const better = operation === 'min' ? come < current : come > current;
  return better ? come : current;
}

/** Null for a child that adds nothing. */
function contribution(
  { rows }: SaveContext,
  { source, rollUp, currency }: Summary,
  row: Readonly<Row> | undefined,
): Scalar {
  const query = row === undefined ? undefined : contributionQuery(source, rollUp, currency);
  if (query === undefined || row === undefined) return null;
  const parameters = query.fields.map((field) => toSql(row[field.name]));
  return rows.compute(query.sql, ...parameters)?.['value'] ?? null;
}

/** SQL of the row's currency, where the org has several. */
function currencyOf(context: SaveContext, model: ObjectModel, row: Readonly<Row>): string | undefined {
  const iso = row['CurrencyIsoCode'];
  const several = context.schema.get('CurrencyType') !== undefined && model.has('CurrencyIsoCode');
  return several && typeof iso === 'string' ? `'${iso.replaceAll("'", "''")}'` : undefined;
}
