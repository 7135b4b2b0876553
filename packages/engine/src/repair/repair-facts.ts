import { isSyncError, type PermissionPolicy } from '@sync-user/contract';
import type { AccessMapping, AccessSubject, ObjectAccess, OrgAccess } from '../ports/org-access.ts';
import { nested, soqlText } from '../preflight/effective/soql-values.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';
import { type HeldPermissions, readHeld, readOwnHeld } from './held-permissions.ts';
import { type NeededPermissions, neededPermissions } from './needed-permissions.ts';

export const SET_NAME = 'Sync_User';
export const SET_LABEL = 'Sync User (least privilege)';
/** Opens objects to users of the Salesforce Integration licence. Source: Salesforce Help, "Give Integration Users API Only Access". */
export const INTEGRATION_LICENCE = {
  developerName: 'SalesforceAPIIntegrationPsl',
  label: 'Salesforce API Integration',
} as const;

/** What changing permissions takes. */
const MAY_APPLY = ['ManageProfilesPermissionsets', 'AssignPermissionSets'] as const;

/** The permission set of ours, as it is in the org. */
export interface ExistingSet {
  readonly id: string;
  readonly record: SourceRecord;
  /** How many other users have it too. */
  readonly others: number;
}

export interface LicenceFacts {
  /** The permission set licence; null when the org has none. */
  readonly id: string | null;
  readonly free: number | null;
  /** Null when nobody connected may see it. */
  readonly assigned: boolean | null;
}

/** All that a plan is made of. */
export interface RepairFacts {
  readonly user: { readonly id: string; readonly username: string };
  readonly about: AccessSubject;
  readonly needed: NeededPermissions;
  readonly held: HeldPermissions;
  readonly set: ExistingSet | undefined;
  readonly setRows: {
    readonly objects: readonly SourceRecord[];
    readonly fields: readonly SourceRecord[];
  };
  readonly assigned: boolean;
  /** Null where the user's licence needs none. */
  readonly licence: LicenceFacts | null;
  /** Who may carry it out; undefined when nobody connected may. */
  readonly writer: OrgAccess | undefined;
  /** API calls the questions took, about. */
  readonly calls: number;
}

export interface RepairQuestion {
  /** The user who lacks permissions. */
  readonly subject: OrgAccess;
  readonly about: AccessSubject;
  /** Other connected users who may help, best first; the subject itself is asked last. */
  readonly helpers: readonly OrgAccess[];
  /** False: it is asked about itself, and changes nothing even if it may. A colleague's account is nobody else's tool. */
  readonly subjectMayWrite: boolean;
  readonly mapping: AccessMapping;
  readonly policy: PermissionPolicy;
  readonly clock: Clock;
  readonly context: CallContext;
}

/** Asks the org for everything a plan needs. @throws `SF_…` when the connection is lost */
export async function readRepairFacts(question: RepairQuestion): Promise<RepairFacts> {
  const { subject, about, mapping, policy, context, clock } = question;
  const helpers = question.helpers.filter((helper) => helper.userId !== subject.userId);
  const { askers, writer } = await findWriter(question, helpers);
  const sighted = writer === undefined ? askers : [writer, ...askers.filter((asker) => asker !== writer)];
  const shapes = await readShapes(sighted, mapping, context);
  const needed = neededPermissions(mapping, policy, shapes, await readKnown(sighted, context));
  const user = { id: subject.userId, username: subject.username };
  for (const asker of sighted) {
    const held = await readHeld(asker, user.id, needed, clock, context);
    if (held === undefined) continue;
    const state = await readSet(asker, user.id, needed, clock.nowMs(), context);
    const licence = await readLicence(asker, user.id, context);
    return { user, about, needed, held, ...state, licence, writer, calls: mapping.objects.length + 7 };
  }
  const ownShapes = await readShapes([subject], mapping, context);
  return {
    user,
    about,
    needed,
    held: await readOwnHeld(subject, needed, ownShapes, context),
    set: undefined,
    setRows: { objects: [], fields: [] },
    assigned: false,
    licence: await readLicence(subject, user.id, context),
    writer,
    calls: mapping.objects.length + 5,
  };
}

/** A helper who cannot be asked at all is none; when the subject cannot be asked, nothing can be said. */
async function findWriter(
  { subject, subjectMayWrite, context }: RepairQuestion,
  helpers: readonly OrgAccess[],
): Promise<{ readonly askers: readonly OrgAccess[]; readonly writer: OrgAccess | undefined }> {
  const columns = MAY_APPLY.map((name) => `Permissions${name}`);
  const askers: OrgAccess[] = [];
  let writer: OrgAccess | undefined;
  for (const asker of [...helpers, subject]) {
    try {
      const asked = await asker.query(`SELECT ${columns.join(', ')} FROM UserPermissionAccess`, context);
      const [row] = asked.kind === 'answered' ? asked.value.records : [];
      const mayServe = asker !== subject || subjectMayWrite;
      if (mayServe && row !== undefined && columns.every((column) => row[column] === true)) writer ??= asker;
    } catch (error) {
      if (asker === subject || !isSyncError(error) || context.signal.aborted) throw error;
      continue;
    }
    askers.push(asker);
  }
  return { askers, writer };
}

/** Masters of masters are described too. Source: Salesforce Help, "Object Relationships Overview" (three levels of details). */
const MAX_DEPTH = 3;

/** Describes merged: a field that one of them sees is known. Salesforce leaves out what the asking user may not read. */
async function readShapes(
  askers: readonly OrgAccess[],
  mapping: AccessMapping,
  context: CallContext,
): Promise<Map<string, ObjectAccess>> {
  const shapes = new Map<string, ObjectAccess>();
  const describe = async (name: string, fields: readonly string[]): Promise<void> => {
    for (const asker of askers) {
      const known = shapes.get(name);
      if (known !== undefined && fields.every((field) => known.fields.some((one) => one.name === field)))
        break;
      const asked = await asker.describe(name, { ...context, sobject: name });
      if (asked.kind === 'refused') continue;
      shapes.set(name, known === undefined ? asked.value : merge(known, asked.value));
    }
  };
  for (const { name, fields } of mapping.objects) await describe(name, fields);
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const masters = [...shapes.values()].flatMap(({ fields }) =>
      fields.flatMap(({ master }) => master ?? []),
    );
    const unknown = [...new Set(masters)].filter((name) => !shapes.has(name));
    if (unknown.length === 0) break;
    for (const name of unknown) await describe(name, []);
  }
  return shapes;
}

function merge(first: ObjectAccess, second: ObjectAccess): ObjectAccess {
  const known = new Set(first.fields.map(({ name }) => name));
  return { ...first, fields: [...first.fields, ...second.fields.filter(({ name }) => !known.has(name))] };
}

/** The org's system permissions: they are columns of PermissionSet. Undefined when nobody may describe it. */
async function readKnown(
  askers: readonly OrgAccess[],
  context: CallContext,
): Promise<ReadonlySet<string> | undefined> {
  for (const asker of askers) {
    const asked = await asker.describe('PermissionSet', context);
    if (asked.kind === 'refused') continue;
    const columns = asked.value.fields
      .map(({ name }) => name)
      .filter((name) => name.startsWith('Permissions'));
    return new Set(columns.map((name) => name.slice('Permissions'.length)));
  }
  return undefined;
}

async function readSet(
  asker: OrgAccess,
  userId: string,
  needed: NeededPermissions,
  nowMs: number,
  context: CallContext,
): Promise<Pick<RepairFacts, 'set' | 'setRows' | 'assigned'>> {
  const flags = needed.system.map(({ name }) => `Permissions${name}`).join(', ');
  const parent = `Parent.Name = '${SET_NAME}' AND Parent.IsOwnedByProfile = false AND Parent.NamespacePrefix = null`;
  const [sets, objects, fields, assignments] = await asker.queryMany(
    [
      `SELECT Id, Label, HasActivationRequired, LicenseId, ${flags} FROM PermissionSet ` +
        `WHERE Name = '${SET_NAME}' AND IsOwnedByProfile = false AND NamespacePrefix = null`,
      `SELECT Id, SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit, PermissionsViewAllRecords ` +
        `FROM ObjectPermissions WHERE ${parent}`,
      `SELECT Id, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE ${parent}`,
      `SELECT Id, AssigneeId, ExpirationDate FROM PermissionSetAssignment WHERE PermissionSet.Name = '${SET_NAME}' ` +
        `AND PermissionSet.IsOwnedByProfile = false AND PermissionSet.NamespacePrefix = null`,
    ],
    context,
  );
  const rowsOf = (asked: typeof sets): readonly SourceRecord[] =>
    asked?.kind === 'answered' ? asked.value.records : [];
  const [record] = rowsOf(sets);
  const lasting = rowsOf(assignments).filter(
    ({ ExpirationDate: end }) => !(Date.parse(String(end)) <= nowMs),
  );
  const holders = lasting.map((row) => String(row['AssigneeId']));
  return {
    set:
      record === undefined
        ? undefined
        : { id: String(record['Id']), record, others: holders.filter((id) => id !== userId).length },
    setRows: { objects: rowsOf(objects), fields: rowsOf(fields) },
    assigned: holders.includes(userId),
  };
}

/** Source: facts about licences: Object Reference, UserLicense, PermissionSetLicense, PermissionSetLicenseAssign. */
async function readLicence(
  asker: OrgAccess,
  userId: string,
  context: CallContext,
): Promise<LicenceFacts | null> {
  const [users, licences, assignments] = await asker.queryMany(
    [
      `SELECT Profile.UserLicense.LicenseDefinitionKey, Profile.UserLicense.Name FROM User WHERE Id = '${userId}'`,
      `SELECT Id, TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE DeveloperName = ${soqlText(INTEGRATION_LICENCE.developerName)}`,
      `SELECT Id FROM PermissionSetLicenseAssign WHERE AssigneeId = '${userId}' ` +
        `AND PermissionSetLicense.DeveloperName = ${soqlText(INTEGRATION_LICENCE.developerName)}`,
    ],
    context,
  );
  const [user] = users?.kind === 'answered' ? users.value.records : [];
  const licence = nested(nested(user ?? {}, 'Profile'), 'UserLicense');
  const key = licence['LicenseDefinitionKey'];
  const isIntegration =
    licence['Name'] === 'Salesforce Integration' ||
    (typeof key === 'string' && /SALESFORCE_INTEGRATION/i.test(key));
  if (!isIntegration) return null;
  const [row] = licences?.kind === 'answered' ? licences.value.records : [];
  const total = Number(row?.['TotalLicenses']);
  const used = Number(row?.['UsedLicenses']);
  return {
    id: row === undefined ? null : String(row['Id']),
    free: Number.isFinite(total - used) ? total - used : null,
    assigned: assignments?.kind === 'answered' ? assignments.value.records.length > 0 : null,
  };
}
