/** SQL that fills one column of generated rows. `n` is the row's number; the same number gives the same value. */
import type { FieldDefinition } from '../org/schema/types.ts';
import { Random } from './random.ts';
import type { FieldGenerator } from './seed.ts';
import type { Scalar } from '../org/types.ts';

const WORDS =
  `amber anchor arrow atlas beacon birch bridge canyon carbon cedar cobalt copper coral delta drift ember falcon
  forge garnet granite harbor hazel helium indigo island ivory jasper juniper lantern lumen maple marble meadow mercury
  nickel north oasis onyx orbit pebble pine quartz raven ridge river saffron signal silver sol spruce summit thistle tide
  timber topaz tundra valley velvet vertex violet walnut willow zenith zinc`.split(/\s+/);

export interface GeneratorContext {
  /** Seconds since 1970 that `daysAgo` counts back from. */
  readonly nowSeconds: number;
  /** SQL of the row's number, e.g. `n` or `(n + 6000)`. */
  readonly n: string;
  readonly randomSeed: number;
  /** Ids that a lookup may point at; empty leaves it empty. */
  parentIds(objectName: string): readonly string[];
}

export function literal(value: Scalar): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/**
 * A number of about 36 bits that looks random and differs by row and by `salt`: the middle of the product of two evenly
 * spread sequences. Every intermediate result fits in SQLite's 64-bit integers for rows up to 100 million.
 */
function random({ n, randomSeed }: GeneratorContext, salt: number): string {
  const constants = new Random(randomSeed * 1000 + salt);
  const sequence = (): string => {
    const step = constants.int(2 ** 29, 2 ** 30) * 2 + 1;
    return `((${n} * ${step} + ${constants.int(0, 2 ** 31)}) % 4294967296 >> 8)`;
  };
  return `(${sequence()} * ${sequence()} >> 12)`;
}

/** One of many texts, as fast as a substring. All are padded to the same width. */
function choose(list: readonly string[], index: string): string {
  const width = Math.max(...list.map((text) => text.length));
  const table = list.map((text) => text.padEnd(width)).join('');
  return `rtrim(substr(${literal(table)}, 1 + ${width} * (${index} % ${list.length}), ${width}))`;
}

function oneOf(values: readonly Scalar[], index: string): string {
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length === values.length && texts.every((text) => text.trim() === text && text !== ''))
    return choose(texts, index);
  const cases = values.map((value, position) => `when ${position} then ${literal(value)}`);
  return `case ${index} % ${values.length} ${cases.join(' ')} end`;
}

function number(min: number, max: number, scale: number, index: string): string {
  if (scale === 0) return `(${Math.ceil(min)} + ${index} % ${Math.floor(max) - Math.ceil(min) + 1})`;
  return `round(${min} + (${index} % 1000003) * ${(max - min) / 1_000_002}, ${scale})`;
}

function moment(
  field: FieldDefinition,
  context: GeneratorContext,
  minDays: number,
  maxDays: number,
  index: string,
): string {
  const seconds = Math.max(1, Math.round((maxDays - minDays) * 86_400));
  const at = `${context.nowSeconds - Math.round(minDays * 86_400)} - ${index} % ${seconds}`;
  return field.type === 'date'
    ? `date(${at}, 'unixepoch')`
    : `strftime('%Y-%m-%dT%H:%M:%S.000Z', ${at}, 'unixepoch')`;
}

/** The column as a rule of the seed says. */
export function ruleSql(
  field: FieldDefinition,
  rule: FieldGenerator,
  context: GeneratorContext,
  salt: number,
): string {
  switch (rule.kind) {
    case 'empty':
      return 'null';
    case 'value':
      return literal(rule.value);
    case 'oneOf':
      return oneOf(rule.values, random(context, salt));
    case 'number':
      return number(rule.min, rule.max, rule.scale ?? field.scale, random(context, salt));
    case 'pattern':
      return rule.pattern
        .split('{n}')
        .map((part) => literal(part))
        .join(` || ${context.n} || `);
    default:
      return moment(field, context, rule.min, rule.max, random(context, salt));
  }
}

/** The column filled plausibly by its type; undefined where Salesforce's own default will do. */
export function plausibleSql(
  field: FieldDefinition,
  context: GeneratorContext,
  salt: number,
): string | undefined {
  const index = random(context, salt);
  if (field.autoNumberFormat !== null) return autoNumber(field.autoNumberFormat, context.n);
  if (field.unique || field.externalId) return uniqueSql(field, context.n);
  switch (field.type) {
    case 'boolean':
      return `${index} % 2`;
    case 'int':
      return number(0, 10_000, 0, index);
    case 'double':
    case 'currency':
      return number(0, 10 ** Math.min(5, Math.max(1, field.precision - field.scale)) - 1, field.scale, index);
    case 'percent':
      return number(0, 100, field.scale, index);
    case 'date':
    case 'datetime':
      return moment(field, context, 0, 730, index);
    case 'time':
      return `printf('%02d:%02d:00.000Z', ${index} % 24, ${index} / 24 % 60)`;
    case 'picklist':
    case 'combobox':
    case 'multipicklist': {
      const values = field.picklistValues.filter(({ active }) => active).map(({ value }) => value);
      return values.length === 0 ? undefined : choose(values, index);
    }
    case 'reference': {
      const ids = field.referenceTo.flatMap((target) => context.parentIds(target)).slice(0, 1000);
      return ids.length === 0 ? undefined : choose(ids, index);
    }
    case 'email':
      return `${choose(WORDS, index)} || '.' || ${context.n} || '@example.com'`;
    case 'phone':
      return `printf('+1 555 %03d %04d', ${index} % 1000, ${index} / 1000 % 10000)`;
    case 'url':
      return `'https://example.com/' || ${choose(WORDS, index)} || '/' || ${context.n}`;
    case 'string':
    case 'textarea':
      return text(field, index, context.n);
    default:
      return undefined;
  }
}

function text(field: FieldDefinition, index: string, n: string): string {
  const words = `${choose(WORDS, index)} || ' ' || ${choose(WORDS, `(${index} / 64)`)}`;
  if (field.nameField) return `substr(${words} || ' ' || ${n}, 1, ${field.length})`;
  const long = `${words} || ' ' || ${choose(WORDS, `(${index} / 4096)`)}`;
  return field.length < 40 ? `rtrim(substr(${words}, 1, ${field.length}))` : long;
}

function uniqueSql(field: FieldDefinition, n: string): string {
  if (field.type === 'int' || field.type === 'double') return n;
  return field.type === 'email'
    ? `'row' || ${n} || '@example.com'`
    : `printf('K%0${Math.max(1, Math.min(9, field.length - 1))}d', ${n})`;
}

/** `INV-{0000}` → `INV-0001`. */
function autoNumber(format: string, n: string): string {
  const match = /\{(0+)\}/.exec(format);
  if (match === null) return literal(format);
  const before = format.slice(0, match.index);
  const after = format.slice(match.index + match[0].length);
  return `${literal(before)} || printf('%0${match[1]?.length ?? 1}d', ${n}) || ${literal(after)}`;
}
