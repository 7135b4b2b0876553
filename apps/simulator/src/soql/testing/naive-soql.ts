/** SOQL's meaning in plain JavaScript, for tests of the engine: nothing here is shared with it. */

export type Value = string | number | boolean | null;

export interface PlainRow {
  readonly Name: string;
  readonly [field: string]: Value;
}

export type FieldKind = 'text' | 'number' | 'flag' | 'day' | 'instant' | 'choices';

/** A field of the row, or of its parent. */
export interface FieldRef {
  readonly name: string;
  readonly kind: FieldKind;
  readonly ofParent: boolean;
}

export type PlainCondition =
  | { readonly kind: 'compare'; readonly field: FieldRef; readonly operator: string; readonly value: Value }
  | {
      readonly kind: 'in';
      readonly field: FieldRef;
      readonly negated: boolean;
      readonly values: readonly Value[];
    }
  | { readonly kind: 'like'; readonly field: FieldRef; readonly pattern: string }
  | {
      readonly kind: 'includes';
      readonly field: FieldRef;
      readonly negated: boolean;
      readonly sets: readonly (readonly string[])[];
    }
  | { readonly kind: 'not'; readonly item: PlainCondition }
  | { readonly kind: 'and' | 'or'; readonly items: readonly PlainCondition[] };

export type ParentOf = (row: PlainRow) => PlainRow | undefined;

function valueOf(row: PlainRow, field: FieldRef, parentOf: ParentOf): Value {
  const owner = field.ofParent ? parentOf(row) : row;
  return owner?.[field.name] ?? null;
}

/** Text is equal whatever its case. */
function same(a: Value, b: Value): boolean {
  return typeof a === 'string' && typeof b === 'string' ? a.toLowerCase() === b.toLowerCase() : a === b;
}

/** Text goes by the bytes of its upper-case letters, everything else by its value. */
export function order(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string')
    return Buffer.compare(Buffer.from(a.toUpperCase()), Buffer.from(b.toUpperCase()));
  return Number(a) - Number(b);
}

/** There is no third truth value: what is empty equals nothing, and differs from everything. */
export function holds(condition: PlainCondition, row: PlainRow, parentOf: ParentOf): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.items.every((item) => holds(item, row, parentOf));
    case 'or':
      return condition.items.some((item) => holds(item, row, parentOf));
    case 'not':
      return !holds(condition.item, row, parentOf);
    case 'in': {
      const value = valueOf(row, condition.field, parentOf);
      return condition.values.some((one) => same(value, one)) !== condition.negated;
    }
    case 'like':
      return likes(valueOf(row, condition.field, parentOf), condition.pattern);
    case 'includes': {
      const value = valueOf(row, condition.field, parentOf);
      const chosen = typeof value === 'string' ? value.split(';') : [];
      return condition.sets.some((set) => set.every((one) => chosen.includes(one))) !== condition.negated;
    }
    default:
      return compares(valueOf(row, condition.field, parentOf), condition.operator, condition.value);
  }
}

function compares(value: Value, operator: string, bound: Value): boolean {
  if (operator === '=') return same(value, bound);
  if (operator === '!=') return !same(value, bound);
  if (value === null || bound === null) return false;
  const difference = order(value, bound);
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    default:
      return difference >= 0;
  }
}

/** `%` and `_`; patterns of these tests have no escapes. */
function likes(value: Value, pattern: string): boolean {
  if (typeof value !== 'string') return false;
  const source = pattern
    .toLowerCase()
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'su').test(value.toLowerCase());
}

export interface PlainOrder {
  readonly field: FieldRef;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/** Equal rows go by name. */
export function sorted(rows: readonly PlainRow[], by: PlainOrder, parentOf: ParentOf): PlainRow[] {
  return rows.toSorted((a, b) => {
    const [left, right] = [valueOf(a, by.field, parentOf), valueOf(b, by.field, parentOf)];
    if (left === null || right === null) {
      if (left !== right) return (left === null) === by.nullsLast ? 1 : -1;
    } else {
      const difference = order(left, right);
      if (difference !== 0) return by.descending ? -difference : difference;
    }
    return order(a.Name, b.Name);
  });
}

/** A condition as SOQL text. */
export function toSoql(condition: PlainCondition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.items.map(toSoql).join(` ${condition.kind.toUpperCase()} `)})`;
    case 'not':
      return `(NOT ${toSoql(condition.item)})`;
    case 'in': {
      const { field, negated, values } = condition;
      const list = values.map((value) => literal(field.kind, value)).join(', ');
      return `${pathOf(field)} ${negated ? 'NOT IN' : 'IN'} (${list})`;
    }
    case 'like':
      return `${pathOf(condition.field)} LIKE '${condition.pattern}'`;
    case 'includes': {
      const sets = condition.sets.map((set) => `'${set.join(';')}'`).join(', ');
      return `${pathOf(condition.field)} ${condition.negated ? 'EXCLUDES' : 'INCLUDES'} (${sets})`;
    }
    default:
      return `${pathOf(condition.field)} ${condition.operator} ${literal(condition.field.kind, condition.value)}`;
  }
}

export function pathOf(field: FieldRef): string {
  return field.ofParent ? `Parent__r.${field.name}` : field.name;
}

function literal(kind: FieldKind, value: Value): string {
  if (value === null) return 'null';
  return kind === 'text' || kind === 'choices' ? `'${String(value)}'` : String(value);
}
