/** Keeps roll-up summary fields up to date. Source: facts 5.2; Apex Developer Guide, "Triggers and Order of Execution". */
import { formulaGlobals } from '../../../formula/globals.ts';
import { isFormula } from '../../../formula/formula-field.ts';
import type { ObjectModel } from '../../schema/schema.ts';
import type { FieldDefinition, RollUpSummary } from '../../schema/types.ts';
import type { Row } from '../../types.ts';
import type { SaveContext } from '../save-context.ts';
import { emptyRollUp, isRolledUpBy, rollUpSql, splitName } from './roll-up-sql.ts';
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
      const ids = new Set([before?.[lookup.name], after?.[lookup.name]]);
      for (const id of ids) if (typeof id === 'string') refreshParent(context, parent, fields, id);
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
): void {
  const before = context.rows.read(parent, id);
  if (before === undefined || before['IsDeleted'] === 1) return;
  const { schema, rows, caller, stamp } = context;
  const globals = formulaGlobals({ schema, rows, userId: caller.userId, now: () => context.now() });
  const currency = currencyOf(context, parent, before);
  const changes: Row = {};
  for (const field of fields) {
    const sql = rollUpSql({ schema, globals }, field, '?', currency);
    const value = sql === undefined ? null : (rows.compute(`select ${sql} as value`, id)?.['value'] ?? null);
    const shown = value ?? (field.rollUp === null ? null : emptyRollUp(field.rollUp));
    if (shown !== before[field.name]) changes[field.name] = shown;
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

/** SQL of the row's currency, where the org has several. */
function currencyOf(context: SaveContext, model: ObjectModel, row: Readonly<Row>): string | undefined {
  const iso = row['CurrencyIsoCode'];
  const several = context.schema.get('CurrencyType') !== undefined && model.has('CurrencyIsoCode');
  return several && typeof iso === 'string' ? `'${iso.replaceAll("'", "''")}'` : undefined;
}
