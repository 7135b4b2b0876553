/** Where a field is used: an org lets none of those go. Source: Salesforce Help, "Delete Custom Fields". */
import { splitName } from '../org/save/rules/roll-up-sql.ts';
import { Schema, type ObjectModel } from '../org/schema/schema.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import type { OrgSetup } from '../org/setup/org-setup.ts';
import { checkFormula } from './check.ts';
import type { Expression } from './expression.ts';
import { FormulaError } from './formula-error.ts';
import { checkFormulaField } from './formula-field.ts';

/** Names of what uses the field: `formula Order__c.Net__c`. */
export function referencesTo(
  definitions: readonly ObjectDefinition[],
  setup: OrgSetup,
  object: string,
  field: string,
): string[] {
  const schema = new Schema();
  for (const definition of definitions) schema.put(definition);
  const find = (name: string): ObjectModel | undefined => schema.get(name);
  const wanted = `${object}.${field}`.toLowerCase();
  const found: string[] = [];
  const look = (what: string, model: ObjectModel, read: () => Expression): void => {
    const fields = fieldsOf(model, readable(read));
    if (fields.has(wanted)) found.push(what);
  };
  for (const model of schema.models()) {
    for (const one of model.definition.fields) {
      const name = `${model.name}.${one.name}`;
      if (one.calculatedFormula !== null)
        look(`formula ${name}`, model, () => checkFormulaField(find, model, one));
      const { rollUp } = one;
      if (rollUp === null) continue;
      const filters = rollUp.summaryFilterItems.map((filter) => filter.field);
      const used = [rollUp.summaryForeignKey, rollUp.summarizedField ?? '', ...filters];
      if (used.some((other) => splitName(other).join('.').toLowerCase() === wanted))
        found.push(`roll-up summary ${name}`);
    }
    for (const rule of setup.validationRules[model.name.toLowerCase()] ?? []) {
      const scope = { model, object: find, blankIsZero: false, history: true, within: [] };
      const what = `validation rule ${model.name}.${rule.name}`;
      look(what, model, () => checkFormula(rule.errorConditionFormula, scope));
    }
  }
  return found;
}

function readable(read: () => Expression): Expression | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
}

/** `object.field`, lower-cased, of every field a formula itself names, lookups on the way included. */
function fieldsOf(model: ObjectModel, expression: Expression | undefined): Set<string> {
  const names = new Set<string>();
  const add = (owner: ObjectModel, name: string): void => {
    names.add(`${owner.name}.${name}`.toLowerCase());
  };
  const visit = (one: Expression): void => {
    if (one.kind === 'call' || one.kind === 'special') for (const arg of one.args) visit(arg);
    if (one.kind !== 'field') return;
    let owner = model;
    for (const { lookup, model: next } of one.steps) {
      add(owner, lookup.name);
      owner = next;
    }
    add(owner, one.field.name);
  };
  if (expression !== undefined) visit(expression);
  return names;
}
