/** Where an answer of ours and a recorded one differ, and whether somebody has given the reason. */
import type { RecordedDifference } from './recorded-differences.ts';

export interface Difference {
  readonly where: string;
  /** `absent`, `present`, or the value. */
  readonly ours: unknown;
  readonly recorded: unknown;
}

type Json = unknown;
interface Keyed {
  readonly name?: string;
  readonly value?: string;
  readonly childSObject?: string;
  readonly field?: string;
  readonly developerName?: string;
}

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an element of a list is called, where the order of the list means nothing; else its place. */
function keyOf(element: Json, index: number): string {
  if (!isObject(element)) return String(element);
  const { name, value, childSObject, field, developerName } = element as Keyed;
  if (childSObject !== undefined) return `${childSObject}.${field ?? ''}`;
  return developerName ?? name ?? value ?? String(index);
}

/** Instances, versions and record ids differ from org to org. */
function normalise(value: Json): Json {
  if (typeof value !== 'string') return value;
  return value
    .replace(/^https?:\/\/[^/]+/, 'https://instance')
    .replace(/\/v(?:\d+\.\d|xx\.0|NaN)\//, '/v#/')
    .replace(/\b012(?!0{12}AAA)[A-Za-z\d]{15}\b/, '012#');
}

/** Lists are compared by the names of their elements. Keys must be the same on both sides. */
export function compareRecorded(ours: Json, recorded: Json, where = ''): Difference[] {
  const at = (key: string): string => (where === '' ? key : `${where}.${key}`);
  if (Array.isArray(ours) && Array.isArray(recorded)) {
    return compareMembers(
      new Map(ours.map((element, index) => [keyOf(element, index), element])),
      new Map(recorded.map((element, index) => [keyOf(element, index), element])),
      at,
    );
  }
  if (isObject(ours) && isObject(recorded)) {
    return compareMembers(new Map(Object.entries(ours)), new Map(Object.entries(recorded)), at);
  }
  const same = JSON.stringify(normalise(ours)) === JSON.stringify(normalise(recorded));
  return same ? [] : [{ where, ours, recorded }];
}

function compareMembers(
  ours: ReadonlyMap<string, Json>,
  recorded: ReadonlyMap<string, Json>,
  at: (key: string) => string,
): Difference[] {
  const keys = new Set([...ours.keys(), ...recorded.keys()]);
  return [...keys].flatMap((key): Difference[] => {
    if (!recorded.has(key)) return [{ where: at(key), ours: 'present', recorded: 'absent' }];
    if (!ours.has(key)) return [{ where: at(key), ours: 'absent', recorded: 'present' }];
    return compareRecorded(ours.get(key), recorded.get(key), at(key));
  });
}

/** The answer with `#` for every record id: which they are is chance. */
export function withoutIds(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutIds(inner)]));
  }
  return typeof value === 'string'
    ? value.replace(/\b[a-zA-Z\d]{3}(?=[a-zA-Z]*\d)[a-zA-Z\d]{15}\b/, '#')
    : value;
}

/** The kinds of an answer's values instead of the values: for rows, whose contents are the org's own. */
export function shapeOf(value: Json): Json {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  }
  return value === null ? 'null' : typeof value;
}

/** Several places have one reason. */
function placesOf({ where }: RecordedDifference): readonly string[] {
  return where.trim().split(/\s+/);
}

function matches(pattern: string, where: string): boolean {
  return pattern.endsWith('*') ? where.startsWith(pattern.slice(0, -1)) : pattern === where;
}

export function explains(entry: RecordedDifference, fixture: string, difference: Difference): boolean {
  const named = entry.fixture === '*' || entry.fixture === fixture;
  if (!named || !placesOf(entry).some((pattern) => matches(pattern, difference.where))) return false;
  const same = (given: string, found: unknown): boolean =>
    given === 'other' || given === (typeof found === 'string' ? found : JSON.stringify(found));
  return same(entry.ours, difference.ours) && same(entry.recorded, difference.recorded);
}

export interface Verdict {
  /** Differences nobody has given a reason for. */
  readonly unlisted: readonly string[];
  /** Places that are listed for this fixture alone and do not differ. */
  readonly gone: readonly string[];
}

const texts = ({ where, ours, recorded }: Difference): string =>
  `${where}: ours ${JSON.stringify(ours)}, recorded ${JSON.stringify(recorded)}`;

export function judge(
  list: readonly RecordedDifference[],
  fixture: string,
  differences: readonly Difference[],
): Verdict {
  return {
    unlisted: differences
      .filter((difference) => !list.some((entry) => explains(entry, fixture, difference)))
      .map(texts),
    gone: list
      .filter((entry) => entry.fixture === fixture)
      .flatMap((entry) => goneFrom(entry, [[fixture, differences]])),
  };
}

/** Places of an entry that no difference is at. */
export function goneFrom(
  entry: RecordedDifference,
  found: readonly (readonly [fixture: string, differences: readonly Difference[]])[],
): string[] {
  return placesOf(entry)
    .filter((pattern) => {
      const alone = { ...entry, where: pattern };
      return !found.some(([fixture, differences]) =>
        differences.some((difference) => explains(alone, fixture, difference)),
      );
    })
    .map((pattern) => `${entry.fixture} ${pattern}`);
}
