import type { PermissionPolicy } from '@sync-user/contract';
import { type Clock, toInstant } from '../ports/clock.ts';
import type { AccessMapping, Asked, OrgAccess } from '../ports/org-access.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';
import { objectsAskedFor, permissionsAskedFor } from './candidate-needs.ts';
import * as ask from './candidate-queries.ts';

export type Rows = { readonly records: readonly SourceRecord[]; readonly totalSize: number };

export interface KnownAccess {
  readonly permissions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, MutableRights>>;
  /** Undefined when it could not be read. */
  readonly integrationLicence: ReadonlySet<string> | undefined;
  readonly complete: boolean;
}

interface MutableRights {
  read: boolean;
  create: boolean;
  edit: boolean;
  viewAll: boolean;
}

/** What the users of the page hold: all their sets in one go, then what those sets grant on objects. */
export async function readCandidateAccess(
  request: {
    readonly access: OrgAccess;
    readonly policy: PermissionPolicy;
    readonly mapping: AccessMapping;
    readonly clock: Clock;
    readonly context: CallContext;
  },
  ids: readonly string[],
): Promise<KnownAccess> {
  const { access, context, policy, mapping } = request;
  const permissions = new Map<string, Set<string>>();
  const objects = new Map<string, Map<string, MutableRights>>();
  const usersOfSet = new Map<string, string[]>();
  if (ids.length === 0) return { permissions, objects, integrationLicence: undefined, complete: true };

  const asked = permissionsAskedFor(policy, mapping);
  const now = toInstant(request.clock.nowMs());
  const chunks = inChunks(ids, ask.IDS_PER_QUERY);
  const answers = await access.queryMany(
    [
      ...chunks.map((chunk) => ask.assignmentsQuery(chunk, asked, now)),
      ...chunks.map((chunk) => ask.integrationLicenceQuery(chunk)),
    ],
    context,
  );
  const assignments = answers.slice(0, chunks.length).map(rowsOf);
  const licences = answers.slice(chunks.length).map(rowsOf);
  for (const row of assignments.flatMap((rows) => rows ?? [])) {
    const userId = textOf(row, 'AssigneeId');
    const held = permissions.get(userId) ?? new Set<string>();
    permissions.set(userId, held);
    addPermissions(held, row['PermissionSet'], asked);
    const setId = textOf(row, 'PermissionSetId');
    usersOfSet.set(setId, [...(usersOfSet.get(setId) ?? []), userId]);
  }

  const wanted = objectsAskedFor(mapping);
  const setChunks = wanted.length === 0 ? [] : inChunks([...usersOfSet.keys()], ask.IDS_PER_QUERY);
  const rights = await access.queryMany(
    setChunks.map((chunk) => ask.objectRightsQuery(chunk, wanted)),
    context,
  );
  for (const row of rights.flatMap((rows) => rowsOf(rows) ?? [])) {
    for (const userId of usersOfSet.get(textOf(row, 'ParentId')) ?? []) {
      const ofUser = objects.get(userId) ?? new Map<string, MutableRights>();
      objects.set(userId, ofUser);
      const object = textOf(row, 'SobjectType');
      const before = ofUser.get(object) ?? { read: false, create: false, edit: false, viewAll: false };
      ofUser.set(object, {
        read: before.read || row['PermissionsRead'] === true,
        create: before.create || row['PermissionsCreate'] === true,
        edit: before.edit || row['PermissionsEdit'] === true,
        viewAll: before.viewAll || row['PermissionsViewAllRecords'] === true,
      });
    }
  }
  return {
    permissions,
    objects,
    integrationLicence: licences.includes(undefined)
      ? undefined
      : new Set(licences.flatMap((rows) => (rows ?? []).map((row) => textOf(row, 'AssigneeId')))),
    complete: !assignments.includes(undefined) && rights.every((answer) => answer.kind === 'answered'),
  };
}

export function rowsOf(answer: Asked<Rows> | undefined): readonly SourceRecord[] | undefined {
  return answer?.kind === 'answered' ? answer.value.records : undefined;
}

export function addPermissions(held: Set<string>, set: unknown, names: readonly string[]): void {
  const columns = objectOf(set);
  for (const name of names) if (columns?.[`Permissions${name}`] === true) held.add(name);
}

export function objectOf(value: unknown): SourceRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as SourceRecord)
    : undefined;
}

export function textOf(row: SourceRecord, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

function inChunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
