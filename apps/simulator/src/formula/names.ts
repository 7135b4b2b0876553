/** Names in a formula: fields of the row, of its parents, and global variables. */
import type { ObjectModel } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Expression, FormulaType, GlobalRow, LookupStep } from './expression.ts';
import { FormulaError } from './formula-error.ts';

/** What a formula is written for. */
export interface FormulaScope {
  readonly model: ObjectModel;
  readonly object: (name: string) => ObjectModel | undefined;
  /** Blank numbers count as zero. Source: Salesforce Help, "Blank Field Handling". */
  readonly blankIsZero: boolean;
  /** ISNEW, ISCHANGED and PRIORVALUE: in validation rules only. */
  readonly history: boolean;
  /** Formula fields on the way here, lower-cased: a formula must not lead back to itself. */
  readonly within: readonly string[];
}

/** Source: Salesforce Help, "Cross-Object Formulas": ten relationships up. */
const MAX_STEPS = 10;

const GLOBAL_OBJECTS: Readonly<Record<string, readonly [row: GlobalRow, object: string]>> = {
  $user: ['$User', 'User'],
  $profile: ['$Profile', 'Profile'],
  $userrole: ['$UserRole', 'UserRole'],
  $organization: ['$Organization', 'Organization'],
};

type Fail = (message: string) => FormulaError;

/** Checks the formula of a formula field of the scope's object. */
export type CheckField = (scope: FormulaScope, field: FieldDefinition) => Expression;

/** @throws FormulaError */
export function resolveName(
  scope: FormulaScope,
  names: readonly string[],
  fail: Fail,
  checkField: CheckField,
): Expression {
  const [first = '', ...rest] = names;
  if (!first.startsWith('$')) return resolveField(scope, names, fail, checkField);
  const key = first.toLowerCase();
  const [field = ''] = rest;
  if (key === '$permission') return { kind: 'permission', type: 'boolean', name: field };
  if (key === '$recordtype') return resolveField(scope, ['RecordType', ...rest], fail, checkField);
  if (key === '$system' && field.toLowerCase() === 'origindatetime') {
    return { kind: 'literal', type: 'datetime', value: '1900-01-01T00:00:00.000Z' };
  }
  const known = GLOBAL_OBJECTS[key];
  const found = known === undefined ? undefined : scope.object(known[1])?.field(field);
  if (known === undefined || found === undefined || rest.length !== 1)
    throw fail(`Field ${names.join('.')} does not exist. Check spelling.`);
  return { kind: 'global', type: typeOf(found) ?? 'text', row: known[0], field: found };
}

function resolveField(
  scope: FormulaScope,
  names: readonly string[],
  fail: Fail,
  checkField: CheckField,
): Expression {
  const missing = (): FormulaError => fail(`Field ${names.join('.')} does not exist. Check spelling.`);
  const steps: LookupStep[] = [];
  let { model } = scope;
  for (const [index, name] of names.slice(0, -1).entries()) {
    const [relationship = '', wanted] = name.split(':');
    const lookup = model.relationships.get(relationship.toLowerCase());
    const next = lookup && targetOf(scope, lookup, wanted, names[index + 1] ?? '');
    if (lookup === undefined || next === undefined) throw missing();
    steps.push({ lookup, model: next });
    model = next;
  }
  if (steps.length > MAX_STEPS) throw fail('Formulas may follow at most 10 relationships');
  const field = model.field(names.at(-1) ?? '');
  if (field === undefined) throw missing();
  const type = typeOf(field);
  if (type === undefined)
    throw fail(
      `You referenced an unsupported field type called "${field.type}" using the following field: ${field.name}`,
    );
  const blankIsZero = scope.blankIsZero && type === 'number';
  const convert =
    steps.length > 0 &&
    field.type === 'currency' &&
    scope.object('CurrencyType') !== undefined &&
    scope.model.has('CurrencyIsoCode') &&
    model.has('CurrencyIsoCode');
  const formula = formulaOf({ ...scope, model }, field, fail, checkField);
  return { kind: 'field', type, steps, field, blankIsZero, convert, formula };
}

/** `Owner:User` names its object; else the first that has what comes next. */
function targetOf(
  scope: FormulaScope,
  lookup: FieldDefinition,
  wanted: string | undefined,
  next: string,
): ObjectModel | undefined {
  const models = lookup.referenceTo.flatMap((name) => scope.object(name) ?? []);
  if (wanted !== undefined) {
    const object = wanted.toLowerCase() === 'queue' ? 'group' : wanted.toLowerCase();
    return models.find((model) => model.name.toLowerCase() === object);
  }
  const [relationship = ''] = next.toLowerCase().split(':');
  return models.find((model) => model.has(next) || model.relationships.has(relationship));
}

function formulaOf(
  scope: FormulaScope,
  field: FieldDefinition,
  fail: Fail,
  checkField: CheckField,
): Expression | undefined {
  if (field.calculatedFormula === null) return undefined;
  const key = `${scope.model.name}.${field.name}`.toLowerCase();
  if (scope.within.includes(key)) throw fail(`Formula field ${field.name} refers to itself`);
  return checkField(scope, field);
}

/** The type of a field's value in a formula; undefined for what formulas cannot read. */
export function typeOf(field: FieldDefinition): FormulaType | undefined {
  switch (field.type) {
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'time':
      return field.type;
    case 'multipicklist':
      return 'multipicklist';
    case 'picklist':
      // A formula field never is one, whatever it is made of.
      return 'picklist';
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return 'number';
    case 'address':
    case 'location':
    case 'complexvalue':
    case 'base64':
    case 'anyType':
    case 'encryptedstring':
      return undefined;
    default:
      return 'text';
  }
}
