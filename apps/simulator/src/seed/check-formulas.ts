/** Formulas, validation rules and roll-up summaries of a seed, checked against the schema as it will be. */
import { checkFormula } from '../formula/check.ts';
import { FormulaError } from '../formula/formula-error.ts';
import { checkFormulaField } from '../formula/formula-field.ts';
import { defineField } from '../org/schema/define.ts';
import { splitName } from '../org/save/rules/roll-up-sql.ts';
import { addFields, Schema, type ObjectModel } from '../org/schema/schema.ts';
import type { FieldDeclaration } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import { MULTI_CURRENCY_OBJECTS } from '../standard/index.ts';
import type { Problems } from './problems.ts';
import { typedRollUp } from './roll-up-fields.ts';
import type { Seed } from './seed.ts';
import type { SeedValidationRule } from './read-validation-rule.ts';

export function checkFormulas(org: Org, seed: Seed, problems: Problems): void {
  const declared = [
    ...seed.objects.map(({ declaration }, index) => ({
      at: `objects[${index}].fields`,
      object: declaration.name,
      fields: declaration.fields,
    })),
    ...seed.fields.map(({ object, fields }) => ({ at: `fields.${object}`, object, fields })),
  ];
  const computed = declared.some(({ fields }) => fields.some((field) => isComputed(field)));
  if (!computed && seed.validationRules.length === 0) return;
  const schema = futureSchema(org, seed);
  const object = (name: string): ObjectModel | undefined => schema.get(name);
  for (const { at, object: name, fields } of declared) {
    const model = schema.get(name);
    if (model === undefined) continue;
    for (const declaration of fields) {
      const path = `${at} (${declaration.name})`;
      if (typeof declaration.calculatedFormula === 'string') {
        tell(problems, path, () => checkFormulaField(object, model, defineField(declaration)));
      }
      const wrong = declaration.rollUp == null ? undefined : rollUpProblem(schema, model, declaration);
      if (wrong !== undefined) problems.add(path, wrong);
    }
  }
  for (const rule of seed.validationRules) checkRule(schema, rule, problems);
}

function isComputed(field: FieldDeclaration): boolean {
  return typeof field.calculatedFormula === 'string' || field.rollUp != null;
}

function futureSchema(org: Org, seed: Seed): Schema {
  const schema = new Schema();
  for (const definition of org.objects()) schema.put(definition);
  const several = seed.currencies.length > 0 ? MULTI_CURRENCY_OBJECTS : [];
  for (const declaration of [...several, ...seed.objects.map((one) => one.declaration)]) {
    schema.put(schema.withDeclaration(declaration));
  }
  for (const { object, fields } of seed.fields) {
    const model = schema.get(object);
    if (model !== undefined) schema.put(addFields(model, fields));
  }
  if (seed.currencies.length > 0) {
    for (const model of schema.models()) {
      schema.put(addFields(model, [{ name: 'CurrencyIsoCode', type: 'picklist' }]));
    }
  }
  for (const { object } of seed.recordTypes) {
    const model = schema.get(object);
    const field = { name: 'RecordTypeId', type: 'reference', referenceTo: ['RecordType'] } as const;
    if (model !== undefined) schema.put(addFields(model, [field]));
  }
  return schema;
}

function tell(problems: Problems, path: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    problems.add(path, error.message);
  }
}

function checkRule(schema: Schema, rule: SeedValidationRule, problems: Problems): void {
  const model = schema.get(rule.object);
  if (model === undefined) {
    problems.add(`${rule.path}.object`, `there is no object ${rule.object}`);
    return;
  }
  if (rule.errorDisplayField !== null && !model.has(rule.errorDisplayField)) {
    problems.add(`${rule.path}.errorDisplayField`, `${model.name} has no field ${rule.errorDisplayField}`);
  }
  tell(problems, `${rule.path}.errorConditionFormula`, () => {
    const scope = {
      model,
      object: (name: string) => schema.get(name),
      blankIsZero: false,
      history: true,
      within: [],
    };
    const { type } = checkFormula(rule.errorConditionFormula, scope);
    if (type !== 'boolean') {
      throw new FormulaError('The formula must be true or false', rule.errorConditionFormula, 0);
    }
  });
}

/** Standard relationships that have roll-up summaries though they are not master-detail. Source: Salesforce Help, "Roll-Up Summary Field". */
const LIKE_MASTER_DETAIL = new Set([
  'opportunity.accountid',
  'campaignmember.campaignid',
  'opportunitylineitem.opportunityid',
]);

function rollUpProblem(
  schema: Schema,
  parent: ObjectModel,
  { rollUp }: FieldDeclaration,
): string | undefined {
  if (rollUp == null) return undefined;
  const [childName, lookupName] = splitName(rollUp.summaryForeignKey);
  const child = schema.get(childName);
  const lookup = child?.field(lookupName);
  if (child === undefined || lookup === undefined) return `there is no field ${rollUp.summaryForeignKey}`;
  const leadsHere = lookup.referenceTo.some((name) => name.toLowerCase() === parent.name.toLowerCase());
  const masterDetail = lookup.masterDetail || LIKE_MASTER_DETAIL.has(rollUp.summaryForeignKey.toLowerCase());
  if (!leadsHere || !masterDetail) {
    return `${rollUp.summaryForeignKey} is not a master-detail field to ${parent.name}`;
  }
  const named = [
    ...(rollUp.summarizedField === null ? [] : [rollUp.summarizedField]),
    ...rollUp.summaryFilterItems.map((filter) => filter.field),
  ];
  const missing = named.find((name) => {
    const [object, field] = splitName(name);
    return object.toLowerCase() !== child.name.toLowerCase() || !child.has(field);
  });
  if (missing !== undefined) return `${child.name} has no field ${missing}`;
  const type = typedRollUp(
    { name: 'X__c', type: 'double', rollUp },
    (name) => schema.get(name)?.definition,
  ).type;
  const summable = ['int', 'double', 'currency', 'percent'].includes(type);
  if (rollUp.summaryOperation === 'sum' && !summable) return `a ${type} cannot be summed`;
  return summable || type === 'date' || type === 'datetime'
    ? undefined
    : `a ${type} has no ${rollUp.summaryOperation}`;
}
