import { duplicateResult } from '../../duplicates/duplicate-result.ts';
import { findDuplicates } from '../../duplicates/find-duplicates.ts';
import type { DuplicateRuleSetup } from '../../setup/org-setup.ts';
import { RowFailure } from '../row-failure.ts';
import { hasChanged, type RowChange, type SaveContext } from '../save-context.ts';

/**
 * Runs the object's duplicate rules, those that block before those that warn. An update is looked at only when a field of
 * the matching rule moves. Source: Salesforce Help, "Things to Know About Duplicate Rules".
 *
 * @throws RowFailure `DUPLICATES_DETECTED`
 */
export function checkDuplicateRules(context: SaveContext, change: RowChange): void {
  const { duplicateRules } = context.setup;
  if (duplicateRules.length === 0) return;
  const action = (rule: DuplicateRuleSetup): DuplicateRuleSetup['onCreate'] =>
    change.before === undefined ? rule.onCreate : rule.onUpdate;
  const rules = duplicateRules.filter((rule) => rule.isActive && rule.object === change.model.name);
  const allowSave = context.options.duplicateRule?.allowSave === true;
  const refusing = rules.filter(
    (rule) => action(rule) === 'block' || (action(rule) === 'alert' && !allowSave),
  );
  for (const rule of refusing.toSorted((a, b) => rank(action(a)) - rank(action(b)))) {
    if (change.before !== undefined && !rule.fields.some(({ field }) => moved(change, field))) continue;
    const rows = findDuplicates(context, change, rule);
    const model = context.schema.get(rule.matchObject);
    if (rows.length === 0 || model === undefined) continue;
    const result = duplicateResult(context, { ...rule, onCreate: action(rule) }, model, rows);
    throw new RowFailure([
      { statusCode: 'DUPLICATES_DETECTED', message: rule.alertText, fields: [], duplicateResult: result },
    ]);
  }
}

function rank(action: DuplicateRuleSetup['onCreate']): number {
  return action === 'block' ? 0 : 1;
}

function moved(change: RowChange, fieldName: string): boolean {
  const field = change.model.field(fieldName);
  return field !== undefined && hasChanged(change, field.name);
}
