import type { Asked, OrgAccess } from '../../ports/org-access.ts';
import { type Clock, instantFrom, toInstant } from '../../ports/clock.ts';
import type { CallContext, SourceRecord } from '../../ports/source-org.ts';
import type { Rows } from '../check.ts';
import { addUp, type Held, OVER_ALL } from './held.ts';
import {
  type AssignmentRow,
  type GroupRow,
  OBJECT_RIGHT_COLUMNS,
  type PermissionRows,
  type Right,
  RIGHTS,
  type SetRow,
} from './permission-rows.ts';
import { nested, soqlList, soqlText, textOf } from './soql-values.ts';

/** What is asked about a user. */
export interface PermissionQuestion {
  readonly userId: string;
  /** System permissions, without `Permissions`. */
  readonly system: readonly string[];
  /** Objects whose object and field permissions are wanted. */
  readonly objects: readonly string[];
}

export type Effective =
  | { readonly kind: 'known'; readonly held: Held; readonly asked: Asked<Rows> }
  /** Whoever asked may not see permission sets. */
  | { readonly kind: 'refused'; readonly asked: Asked<Rows> & { readonly kind: 'refused' } };

/** Puts questions as somebody; answers in their order. Not called without a question. */
export type Ask = (soql: readonly string[]) => Promise<readonly Asked<Rows>[]>;

export function askAs(asker: OrgAccess, context: CallContext): Ask {
  return (soql) => asker.queryMany(soql, context);
}

/**
 * Reads a user's effective permissions: two calls, two more where groups are assigned. System permissions that the org does
 * not know are taken for not granted.
 */
export async function readEffective(
  ask: Ask,
  question: PermissionQuestion,
  clock: Clock,
): Promise<Effective> {
  const system = [...new Set([...OVER_ALL, ...question.system])];
  const own = `(SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(question.userId)})`;
  const about = grantQuestions(own, question.objects);
  const [found, grants] = await Promise.all([
    askForColumns(ask, system, (columns) => assignmentQuestion(question.userId, columns)),
    about.length === 0 ? [] : ask(about),
  ]);
  const refused = [found.asked, ...grants].find((answer) => answer.kind === 'refused');
  if (refused !== undefined) return { kind: 'refused', asked: refused };

  const assigned = recordsOf(found.asked);
  const groupIds = [...new Set(assigned.flatMap((row) => textOf(row, 'PermissionSetGroupId') ?? []))];
  const inside = await readInside(ask, groupIds, found.columns, question.objects);
  if (inside.kind === 'refused') return { kind: 'refused', asked: inside.asked };
  const rows: PermissionRows = {
    assignments: assigned.map(toAssignment),
    sets: [
      ...assigned.map((row) => toSet(nested(row, 'PermissionSet'), String(row['PermissionSetId']))),
      ...inside.sets.map((row) => toSet(row, String(row['Id']))),
    ],
    groups: assigned.flatMap((row) => toGroup(row) ?? []),
    components: inside.components,
    ...toGrants([...grants.flatMap(recordsOf), ...inside.grants]),
  };
  return { kind: 'known', held: addUp(rows, toInstant(clock.nowMs())), asked: found.asked };
}

function assignmentQuestion(userId: string, columns: readonly string[]): string {
  const fields = [
    'PermissionSetId',
    'PermissionSetGroupId',
    'IsActive',
    'ExpirationDate',
    'PermissionSet.Label',
    'PermissionSet.IsOwnedByProfile',
    'PermissionSet.HasActivationRequired',
    'PermissionSet.Profile.Name',
    'PermissionSetGroup.MasterLabel',
    'PermissionSetGroup.Status',
    'PermissionSetGroup.HasActivationRequired',
    ...columns.map((name) => `PermissionSet.Permissions${name}`),
  ];
  return `SELECT ${fields.join(', ')} FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(userId)}`;
}

/** Editions lack some permissions, and a column that is not there spoils the whole question: it is asked again without. */
async function askForColumns(
  ask: Ask,
  columns: readonly string[],
  toSoql: (columns: readonly string[]) => string,
): Promise<{ readonly asked: Asked<Rows>; readonly columns: readonly string[] }> {
  let left = columns;
  for (;;) {
    const [asked] = await ask([toSoql(left)]);
    if (asked === undefined) throw new Error('a question without an answer');
    const missing = asked.kind === 'refused' ? asked.error.details['field'] : undefined;
    const fewer = left.filter((name) => !String(missing ?? '').endsWith(`Permissions${name}`));
    if (fewer.length === left.length) return { asked, columns: left };
    left = fewer;
  }
}

function grantQuestions(parents: string, objects: readonly string[]): string[] {
  if (objects.length === 0) return [];
  const where = `WHERE ParentId IN ${parents} AND SobjectType IN (${soqlList(objects)})`;
  return [
    `SELECT ParentId, SobjectType, ${Object.values(OBJECT_RIGHT_COLUMNS).join(', ')} FROM ObjectPermissions ${where}`,
    `SELECT ParentId, SobjectType, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions ${where}`,
  ];
}

type Inside =
  | {
      readonly kind: 'read';
      readonly components: PermissionRows['components'];
      readonly sets: readonly SourceRecord[];
      readonly grants: readonly SourceRecord[];
    }
  | { readonly kind: 'refused'; readonly asked: Asked<Rows> & { readonly kind: 'refused' } };

/** The sets inside groups: they give nothing themselves, and tell what the group has muted. */
async function readInside(
  ask: Ask,
  groupIds: readonly string[],
  columns: readonly string[],
  objects: readonly string[],
): Promise<Inside> {
  if (groupIds.length === 0) return { kind: 'read', components: [], sets: [], grants: [] };
  const [parts] = await ask([
    `SELECT PermissionSetGroupId, PermissionSetId FROM PermissionSetGroupComponent WHERE PermissionSetGroupId IN (${soqlList(groupIds)})`,
  ]);
  if (parts?.kind === 'refused') return { kind: 'refused', asked: parts };
  const components = (parts === undefined ? [] : recordsOf(parts)).map((row) => ({
    groupId: String(row['PermissionSetGroupId']),
    setId: String(row['PermissionSetId']),
  }));
  if (components.length === 0) return { kind: 'read', components, sets: [], grants: [] };
  const ids = soqlList(components.map(({ setId }) => setId));
  const system = columns.map((name) => `, Permissions${name}`).join('');
  const [sets, ...grants] = await ask([
    `SELECT Id, Label, IsOwnedByProfile, HasActivationRequired${system} FROM PermissionSet WHERE Id IN (${ids})`,
    ...grantQuestions(`(${ids})`, objects),
  ]);
  const refused = [sets, ...grants].find((answer) => answer?.kind === 'refused');
  if (refused?.kind === 'refused') return { kind: 'refused', asked: refused };
  return {
    kind: 'read',
    components,
    sets: sets === undefined ? [] : recordsOf(sets),
    grants: grants.flatMap(recordsOf),
  };
}

function toAssignment(row: SourceRecord): AssignmentRow {
  const expires = textOf(row, 'ExpirationDate');
  return {
    setId: String(row['PermissionSetId']),
    groupId: textOf(row, 'PermissionSetGroupId') ?? null,
    expiresAt: expires === undefined ? null : instantFrom(expires),
    isActive: row['IsActive'] !== false,
  };
}

function toSet(row: SourceRecord, id: string): SetRow {
  const words =
    row['IsOwnedByProfile'] === true
      ? `profile “${textOf(nested(row, 'Profile'), 'Name') ?? ''}”`
      : `permission set “${textOf(row, 'Label') ?? ''}”`;
  const system = Object.keys(row).filter((name) => name.startsWith('Permissions') && row[name] === true);
  return {
    id,
    words,
    activationRequired: row['HasActivationRequired'] === true,
    system: new Set(system.map((name) => name.slice('Permissions'.length))),
  };
}

function toGroup(row: SourceRecord): GroupRow | undefined {
  const id = textOf(row, 'PermissionSetGroupId');
  if (id === undefined) return undefined;
  const group = nested(row, 'PermissionSetGroup');
  return {
    id,
    label: textOf(group, 'MasterLabel') ?? '',
    status: textOf(group, 'Status') ?? 'Updated',
    activationRequired: group['HasActivationRequired'] === true,
  };
}

function toGrants(rows: readonly SourceRecord[]): Pick<PermissionRows, 'objects' | 'fields'> {
  const [fields, objects] = [rows.filter((row) => 'Field' in row), rows.filter((row) => !('Field' in row))];
  return {
    objects: objects.map((row) => ({
      setId: String(row['ParentId']),
      object: String(row['SobjectType']),
      rights: new Set<Right>(RIGHTS.filter((right) => row[OBJECT_RIGHT_COLUMNS[right]] === true)),
    })),
    fields: fields.map((row) => ({
      setId: String(row['ParentId']),
      field: String(row['Field']),
      read: row['PermissionsRead'] === true,
      edit: row['PermissionsEdit'] === true,
    })),
  };
}

function recordsOf(asked: Asked<Rows>): readonly SourceRecord[] {
  return asked.kind === 'answered' ? asked.value.records : [];
}
