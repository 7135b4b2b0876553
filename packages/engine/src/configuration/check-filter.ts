import { isSyncError } from '@sync-user/contract';
import { toId18 } from '../identity/record-id.ts';
import { mapObject } from '../map/map-object.ts';
import type { FieldDescribe, ObjectDescribe, SourceOrg } from '../ports/source-org.ts';
import { READS_PER_COMPOSITE } from '../ports/source-org.ts';
import { readFilter } from '../select/row-filter.ts';
import { toRowQuery } from '../soql/build-soql.ts';
import type { FoundProblem } from './configuration-plan.ts';
import { type FilterComparison, readComparisons, toSoqlText } from './filter-comparisons.ts';

/** A row filter of a file, and the object it is for. */
export interface WantedFilter {
  /** Its place in the file. */
  readonly at: readonly string[];
  /** Null: all rows, which are only counted. */
  readonly filter: string | null;
  readonly describe: ObjectDescribe;
}

export interface CheckedFilter {
  readonly problems: readonly FoundProblem[];
  /** Rows that meet it; null when Salesforce refused it. */
  readonly matching: number | null;
}

/** What an org is asked about filters. */
export interface FilterPorts {
  readonly org: Pick<SourceOrg, 'queryTogether'>;
  /** Undefined: the sync user does not see it. */
  readonly describe: (sobject: string) => Promise<ObjectDescribe | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Objects of Setup that filters name records of: a name that is not here means no rows, and nobody is told.
 * RecordType, User, Profile, UserRole; Group holds queues and public groups.
 */
const NAMED_IN_FILTERS: ReadonlySet<string> = new Set(['recordtype', 'user', 'profile', 'userrole', 'group']);
const TEXTS: ReadonlySet<string> = new Set(['string', 'email', 'picklist', 'phone', 'textarea', 'combobox']);

/**
 * Checks a row filter in the org it is to be used in: that Salesforce takes it, and that what it names by text is there: record
 * types, users, picklist values, and records by their ids, which belong to one org.
 */
export async function checkFilter(ports: FilterPorts, wanted: WantedFilter): Promise<CheckedFilter> {
  const { filter, describe, at } = wanted;
  const problems: FoundProblem[] = [];
  if (filter !== null) {
    try {
      readFilter(filter);
    } catch (error) {
      if (!isSyncError(error, 'ROW_FILTER_REFUSED')) throw error;
      return {
        problems: [{ severity: 'refused', at, message: error.message, fix: 'Mend it.' }],
        matching: null,
      };
    }
    for (const comparison of readComparisons(filter)) {
      const found = await checkComparison(ports, describe, comparison);
      problems.push(...found.map((problem) => ({ ...problem, at })));
    }
  }
  const mapped = mapObject(describe, [], { workspaceId: '', schema: '' });
  // That it cannot be synced at all is said elsewhere.
  if (mapped.kind !== 'mapped') return { problems, matching: null };
  const count = toRowQuery({ ...mapped.table, rowFilter: filter }, { select: ['COUNT()'] });
  const [outcome] = await ask(ports, [count]);
  if (outcome?.kind === 'page') return { problems, matching: outcome.page.totalSize };
  if (filter === null) return { problems, matching: null };
  const message = `Salesforce refuses the row filter: ${outcome?.error.message ?? ''}`;
  const refusal: FoundProblem = { severity: 'refused', at, message, fix: 'Name only what this org has.' };
  return { problems: [...problems, refusal], matching: null };
}

type Found = Omit<FoundProblem, 'at'>;

async function checkComparison(
  ports: FilterPorts,
  describe: ObjectDescribe,
  { path, values }: FilterComparison,
): Promise<Found[]> {
  const places = await resolvePath(ports, describe, path);
  const [place] = places;
  // A field that is not there is what Salesforce refuses the filter for.
  if (place === undefined) return [];
  if (place.field.type === 'reference' || place.field.type === 'id')
    return await checkIds(ports, place, path, values);
  if (place.field.picklistValues !== undefined && path.length === 1)
    return await checkPicklist(ports, place, values);
  const named = places.filter(
    ({ object, field }) => NAMED_IN_FILTERS.has(object.toLowerCase()) && TEXTS.has(field.type),
  );
  return named.length === 0 ? [] : await checkNames(ports, describe.name, named, path, values);
}

interface Place {
  readonly object: string;
  readonly field: FieldDescribe;
}

/** Fields that a path may mean: more than one behind a lookup to several objects, such as Owner. */
async function resolvePath(
  { describe }: FilterPorts,
  start: ObjectDescribe,
  path: readonly string[],
): Promise<Place[]> {
  let objects: ObjectDescribe[] = [start];
  for (const step of path.slice(0, -1)) {
    const parents = new Set(
      objects.flatMap(({ fields }) =>
        fields
          .filter((field) => field.relationshipName?.toLowerCase() === step.toLowerCase())
          .flatMap(({ referenceTo }) => referenceTo),
      ),
    );
    const described = await Promise.all([...parents].map((parent) => describe(parent)));
    objects = described.flatMap((one) => one ?? []);
  }
  const last = path.at(-1)?.toLowerCase();
  return objects.flatMap((object) =>
    object.fields
      .filter((field) => field.name.toLowerCase() === last)
      .map((field) => ({ object: object.name, field })),
  );
}

/** Ids belong to one org; a sandbox shares those of the day it was copied. */
async function checkIds(
  ports: FilterPorts,
  { object, field }: Place,
  path: readonly string[],
  values: readonly string[],
): Promise<Found[]> {
  const ids = values.flatMap((value) => toId18(value) ?? []);
  if (ids.length === 0) return [];
  const targets = field.type === 'id' ? [object] : field.referenceTo;
  const here = new Set<string>();
  const list = ids.map(toSoqlText).join(', ');
  for (const outcome of await ask(
    ports,
    targets.map((target) => `SELECT Id FROM ${target} WHERE Id IN (${list})`),
  )) {
    if (outcome.kind !== 'page') continue;
    for (const record of outcome.page.records) here.add(toId18(String(record['Id'])) ?? '');
  }
  const better = betterThanId(path, field, targets);
  return ids.map((id) =>
    here.has(id)
      ? {
          severity: 'warning',
          message: `The row filter names the record ${id}. This org has it, another may not.`,
          fix: better,
        }
      : {
          severity: 'refused',
          message: `The row filter names the record ${id}, which this org does not have: ids belong to one org.`,
          fix: better,
        },
  );
}

/** How to name a record so that another org knows it too. Pure. */
export function betterThanId(
  path: readonly string[],
  field: Pick<FieldDescribe, 'relationshipName'>,
  targets: readonly string[],
): string {
  const before = path.slice(0, -1);
  const parent = field.relationshipName === null ? before : [...before, field.relationshipName];
  const target = targets.find((name) => NAMED_IN_FILTERS.has(name.toLowerCase()))?.toLowerCase();
  const name =
    target === 'recordtype' || target === 'userrole'
      ? 'DeveloperName'
      : targets.includes('User')
        ? 'Username'
        : 'Name';
  return `Write ${[...parent, name].join('.')} = '…' instead.`;
}

/** A value that is gone from the list may still be in old rows. */
async function checkPicklist(
  ports: FilterPorts,
  { object, field }: Place,
  values: readonly string[],
): Promise<Found[]> {
  const known = new Set((field.picklistValues ?? []).map((value) => value.toLowerCase()));
  const missing = values.filter((value) => value !== '' && !known.has(value.toLowerCase()));
  const outcomes = await ask(
    ports,
    missing.map((value) => {
      const is =
        field.type === 'multipicklist' ? `INCLUDES (${toSoqlText(value)})` : `= ${toSoqlText(value)}`;
      return `SELECT COUNT() FROM ${object} WHERE ${field.name} ${is}`;
    }),
  );
  return missing.map((value, index) => {
    const outcome = outcomes[index];
    const rows = outcome?.kind === 'page' ? outcome.page.totalSize : 0;
    return {
      severity: rows > 0 ? 'warning' : 'refused',
      message:
        `The picklist ${object}.${field.name} has no active value “${value}” in this org` +
        (rows > 0 ? `; ${rows} records have it still.` : ', and no record has it.'),
      fix: `Add the value to the picklist (Setup → Object Manager → ${object} → ${field.label}), or change the filter.`,
    };
  });
}

async function checkNames(
  ports: FilterPorts,
  object: string,
  places: readonly Place[],
  path: readonly string[],
  values: readonly string[],
): Promise<Found[]> {
  const known = new Set<string>();
  const isUsername = path.at(-1)?.toLowerCase() === 'username';
  // A sandbox's usernames have its name behind them: ann@acme.com.staging is ann@acme.com in production.
  const asked = isUsername ? [...values, ...values.map(withoutSandbox)] : values;
  const list = asked.map(toSoqlText).join(', ');
  for (const outcome of await ask(
    ports,
    places.map(({ object: named, field }) => {
      const only =
        named === 'RecordType' ? ` AND SobjectType = ${toSoqlText(object)} AND IsActive = true` : '';
      return `SELECT ${field.name} FROM ${named} WHERE ${field.name} IN (${list})${only}`;
    }),
  )) {
    if (outcome.kind !== 'page') continue;
    for (const record of outcome.page.records)
      for (const { field } of places) {
        const value = record[field.name];
        if (typeof value === 'string') known.add(value.toLowerCase());
      }
  }
  const kinds = [...new Set(places.map(({ object: named }) => WORDS[named.toLowerCase()] ?? named))].join(
    ' or ',
  );
  return values
    .filter((value) => !known.has(value.toLowerCase()))
    .map((value) => {
      const other = withoutSandbox(value);
      const isHere = isUsername && other !== value && known.has(other.toLowerCase());
      return {
        severity: 'refused',
        message: `The row filter names ${path.join('.')} “${value}”; this org has no such ${kinds}.`,
        fix: isHere
          ? `In this org it is “${other}”: write that.`
          : `Make it in this org, or change the filter.`,
      };
    });
}

const WORDS: Readonly<Record<string, string>> = {
  recordtype: 'record type of the object',
  user: 'user',
  profile: 'profile',
  userrole: 'role',
  group: 'queue or group',
};

function withoutSandbox(username: string): string {
  return username.replace(/(@.+)\.[^.@]+$/, '$1');
}

async function ask({ org, signal }: FilterPorts, soqls: readonly string[]) {
  const outcomes = [];
  for (let start = 0; start < soqls.length; start += READS_PER_COMPOSITE) {
    const some = soqls.slice(start, start + READS_PER_COMPOSITE);
    const context = { cause: 'check', sobject: null, signal } as const;
    outcomes.push(...(await org.queryTogether(some, { withDeleted: false }, context)).value);
  }
  return outcomes;
}
