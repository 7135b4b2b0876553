import type { Scalar } from '../org/types.ts';
import type { Problems } from './problems.ts';
import type { FieldGenerator, SeedGeneration } from './seed.ts';
import { isObject, SeedReader } from './seed-reader.ts';

const MAX_ROWS = 100_000_000;
const SHORTHAND = /^\s*(\w+)\s*:\s*([\d_,. ]*\d)\s*(?:rows?)?\s*$/;

/**
 * `"BigTable__c: 6000 rows"`, a list of such texts, or an object:
 * `{"BigTable__c": 6000}` or `{"BigTable__c": {"rows": 6000, "fields": {...}}}`.
 */
export function readGeneration(reader: SeedReader, problems: Problems): SeedGeneration[] {
  const value = reader.raw('generate');
  if (value === undefined) return [];
  if (typeof value === 'string') return fromText(value, 'generate', problems);
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) =>
      typeof item === 'string'
        ? fromText(item, `generate[${index}]`, problems)
        : fromMembers(item, `generate[${index}]`, problems),
    );
  }
  return fromMembers(value, 'generate', problems);
}

function fromText(text: string, path: string, problems: Problems): SeedGeneration[] {
  const match = SHORTHAND.exec(text);
  const rows = Number((match?.[2] ?? '').replaceAll(/[_,. ]/g, ''));
  if (match?.[1] === undefined || !(rows <= MAX_ROWS)) {
    problems.add(path, `"${text}" is not like "BigTable__c: 6000 rows"`);
    return [];
  }
  return [{ path, object: match[1], rows, fields: new Map(), randomSeed: 1 }];
}

function fromMembers(value: unknown, path: string, problems: Problems): SeedGeneration[] {
  if (!isObject(value)) {
    problems.add(path, 'must be like {"BigTable__c": {"rows": 6000}} or "BigTable__c: 6000 rows"');
    return [];
  }
  return Object.entries(value).map(([object, member]): SeedGeneration => {
    const memberPath = `${path}.${object}`;
    const reader = new SeedReader(
      typeof member === 'number' ? { rows: member } : member,
      memberPath,
      problems,
    );
    if (!reader.has('rows')) reader.problem('rows', 'is missing; say how many');
    const generation = {
      path: memberPath,
      object,
      rows: reader.whole('rows', { min: 0, max: MAX_ROWS }) ?? 0,
      randomSeed: reader.whole('randomSeed', { min: 0, max: 2 ** 31 }) ?? 1,
      fields: new Map(
        reader
          .members('fields')
          .map(([name, rule, rulePath]) => [name, readGenerator(rule, rulePath, problems)] as const),
      ),
    };
    reader.finish();
    return generation;
  });
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A plain value stands for itself (`{n}` in a text is the row's number); null leaves the field empty. */
function readGenerator(rule: unknown, path: string, problems: Problems): FieldGenerator {
  if (rule === null) return { kind: 'empty' };
  if (typeof rule === 'string' && rule.includes('{n}')) return { kind: 'pattern', pattern: rule };
  if (isScalar(rule)) return { kind: 'value', value: rule };
  const reader = new SeedReader(rule, path, problems);
  const generator = readRule(reader);
  reader.finish();
  if (generator !== undefined) return generator;
  problems.add(path, 'must be a value, {"oneOf": [...]}, {"min": 0, "max": 9} or {"daysAgo": [0, 365]}');
  return { kind: 'empty' };
}

function readRule(reader: SeedReader): FieldGenerator | undefined {
  const choices = reader.items('oneOf').map(([item]) => item);
  if (choices.length > 0 && choices.every(isScalar)) return { kind: 'oneOf', values: choices };
  const bounds = { min: -1e15, max: 1e15 };
  const min = reader.number('min', bounds);
  const max = reader.number('max', bounds);
  const scale = reader.whole('scale', { min: 0, max: 8 });
  if (min !== undefined && max !== undefined && min <= max) return { kind: 'number', min, max, scale };
  const [from, to] = reader.items('daysAgo').map(([item]) => Number(item));
  if (from !== undefined && to !== undefined && from <= to) return { kind: 'daysAgo', min: from, max: to };
  return undefined;
}
