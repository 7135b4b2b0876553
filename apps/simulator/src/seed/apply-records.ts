import type { Caller, Org, SaveOperation } from '../org/types.ts';
import type { Directory } from './directory.ts';
import { SeedError, type SeedProblem } from './problems.ts';
import type { SeedRecord } from './seed.ts';

const BATCH = 200;

interface Pending {
  readonly record: SeedRecord;
  readonly parent: SeedRecord | undefined;
}

/**
 * Creates the records as the caller would by API: with Salesforce's checks, defaults and side effects. A record may point at
 * one that stands further down; it is created after it.
 *
 * @throws SeedError naming the records that were refused, and those that wait for a name that never comes
 */
export function applyRecords(
  org: Org,
  caller: Caller,
  directory: Directory,
  records: readonly SeedRecord[],
): void {
  const ids = new Map<string, string>();
  const idOf = new Map<SeedRecord, string>();
  let waiting = records.flatMap((record) => withChildren(record, undefined));
  while (waiting.length > 0) {
    const ready: { pending: Pending; operation: SaveOperation }[] = [];
    const later: Pending[] = [];
    const unknown: SeedProblem[] = [];
    for (const pending of waiting) {
      const resolved = resolve(org, directory, pending, ids, idOf);
      if ('missing' in resolved) {
        later.push(pending);
        unknown.push({ path: `${pending.record.path}.${resolved.field}`, message: resolved.missing });
      } else {
        ready.push({ pending, operation: resolved });
      }
    }
    if (ready.length === 0) throw new SeedError(unknown, 'the seed');
    for (let start = 0; start < ready.length; start += BATCH) {
      create(org, caller, ready.slice(start, start + BATCH), ids, idOf);
    }
    waiting = later;
  }
}

function withChildren(record: SeedRecord, parent: SeedRecord | undefined): Pending[] {
  return [{ record, parent }, ...record.children.flatMap((child) => withChildren(child, record))];
}

function create(
  org: Org,
  caller: Caller,
  batch: readonly { readonly pending: Pending; readonly operation: SaveOperation }[],
  ids: Map<string, string>,
  idOf: Map<SeedRecord, string>,
): void {
  const results = org.save(
    caller,
    batch.map(({ operation }) => operation),
    { allOrNone: false },
  );
  const problems: SeedProblem[] = [];
  for (const [index, result] of results.entries()) {
    const record = batch[index]?.pending.record;
    if (record === undefined) continue;
    if (result.success) {
      idOf.set(record, result.id);
      if (record.ref !== undefined) ids.set(record.ref, result.id);
    } else {
      for (const { statusCode, message } of result.errors)
        problems.push({ path: record.path, message: `${statusCode}: ${message}` });
    }
  }
  if (problems.length > 0) throw new SeedError(problems);
}

function resolve(
  org: Org,
  directory: Directory,
  { record, parent }: Pending,
  ids: ReadonlyMap<string, string>,
  idOf: ReadonlyMap<SeedRecord, string>,
): SaveOperation | { readonly missing: string; readonly field: string } {
  const definition = org.object(record.object);
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record.values)) {
    const field = definition?.fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (field?.type === 'reference' && typeof value === 'string' && value.startsWith('@')) {
      const id = ids.get(value.slice(1)) ?? named(directory, value.slice(1));
      if (id === undefined) return { field: name, missing: `no record has the name "${value.slice(1)}"` };
      values[name] = id;
    } else {
      values[name] = value;
    }
  }
  if (parent !== undefined) {
    const parentId = idOf.get(parent);
    const lookup = definition?.fields.find(
      (field) =>
        field.childRelationshipName?.toLowerCase() === record.relationship?.toLowerCase() &&
        field.referenceTo.some((target) => target.toLowerCase() === parent.object.toLowerCase()),
    );
    if (lookup === undefined) {
      return {
        field: '',
        missing: `${parent.object} has no child relationship ${record.relationship} to ${record.object}`,
      };
    }
    if (parentId === undefined) return { field: '', missing: 'its parent could not be created' };
    values[lookup.name] = parentId;
  }
  return { kind: 'create', object: record.object, values };
}

/** `user:ada@acme.example`, `queue:Support`, `recordType:Opportunity.Renewal`, `profile:…`, `role:…`. */
function named(directory: Directory, reference: string): string | undefined {
  const colon = reference.indexOf(':');
  const kind = reference.slice(0, Math.max(colon, 0));
  const name = reference.slice(colon + 1);
  switch (kind) {
    case 'user':
      return directory.user(name);
    case 'queue':
      return directory.queue(name);
    case 'role':
      return directory.role(name);
    case 'profile':
      return directory.profile(name);
    case 'recordType': {
      const [object = '', developerName = ''] = name.split('.');
      return directory.recordType(object, developerName);
    }
    default:
      return undefined;
  }
}
