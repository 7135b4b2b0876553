/**
 * The Setup audit trail: what administrators change. Entries are made for fields, users and permission set assignments;
 * seeds leave none. Source: Object Reference, SetupAuditTrail; Salesforce Help, "Monitor Setup Changes"; the codes of
 * actions as public exports of the trail have them.
 */
import type { RecordedChange } from '../org/types.ts';
import { readUser, querySystem, soqlText } from '../users.ts';
import type { World } from '../world.ts';

interface Entry {
  readonly action: string;
  readonly section: string;
  readonly display: string;
}

/** `Created custom field: Region (Text) on Account`, by the administrator that the control plane stands for. */
export function recordFieldChange(
  world: World,
  action: 'createdCF' | 'deletedCF',
  objectName: string,
  fieldLabel: string,
): void {
  const object = world.org.object(objectName);
  const verb = action === 'createdCF' ? 'Created' : 'Deleted';
  record(world, administratorOf(world), {
    action,
    section: object?.kind === 'custom' ? 'Custom Objects' : `Customize ${object?.labelPlural ?? objectName}`,
    display: `${verb} custom field: ${fieldLabel} on ${object?.label ?? objectName}`,
  });
}

/** Entries for what is changed by API. */
export function listenForSetup(world: World): void {
  let pending: (() => void)[] = [];
  world.org.onCommit({
    prepare: () => undefined,
    write: (changes) => {
      pending = changes.flatMap((change) => {
        const entry = entryOf(world, change);
        return entry === undefined ? [] : [() => record(world, change.caller.userId, entry)];
      });
    },
    committed: () => {
      const due = pending;
      pending = [];
      for (const act of due) act();
    },
    clear: () => {
      pending = [];
    },
  });
}

function entryOf(world: World, change: RecordedChange): Entry | undefined {
  if (change.object === 'User') return userEntry(change);
  if (change.object !== 'PermissionSetAssignment') return undefined;
  if (change.kind !== 'create' && change.kind !== 'delete') return undefined;
  const given = change.kind === 'create';
  const row = given ? change.after : (change.before ?? change.after);
  const set = nameOf(world, String(row['PermissionSetId']));
  const assignee = String(row['AssigneeId']);
  const name = readUser(world.org, assignee)?.name ?? assignee;
  return {
    action: given ? 'PermSetAssign' : 'PermSetUnassign',
    section: 'Manage Users',
    display: `Permission set ${set}: ${given ? 'assigned to' : 'unassigned from'} user ${name} (UserID: [${assignee.slice(0, 15)}])`,
  };
}

function userEntry(change: RecordedChange): Entry | undefined {
  const section = 'Manage Users';
  const name = [change.after['FirstName'], change.after['LastName']].filter(Boolean).join(' ');
  if (change.kind === 'create') {
    return { action: 'createduser', section, display: `Created new user ${name}` };
  }
  if (change.kind !== 'update') return undefined;
  const active = Number(change.after['IsActive']);
  if (active === Number(change.before?.['IsActive'])) return undefined;
  return active === 1
    ? { action: 'activateduser', section, display: `Activated user ${name}` }
    : { action: 'deactivateduser', section, display: `Deactivated user ${name}` };
}

function nameOf(world: World, permissionSetId: string): string {
  const [row] = querySystem(
    world.org,
    `SELECT Label FROM PermissionSet WHERE Id = '${soqlText(permissionSetId)}'`,
  );
  return typeof row?.['Label'] === 'string' ? row['Label'] : permissionSetId;
}

function administratorOf(world: World): string | null {
  const [row] = querySystem(
    world.org,
    "SELECT Id FROM User WHERE Profile.Name = 'System Administrator' AND IsActive = true ORDER BY CreatedDate, Id LIMIT 1",
  );
  return typeof row?.['Id'] === 'string' ? row['Id'] : null;
}

function record(world: World, userId: string | null, { action, section, display }: Entry): void {
  const CreatedDate = new Date(world.org.clock.now()).toISOString();
  world.org.load('SetupAuditTrail', [
    { Action: action, Section: section, Display: display, CreatedDate, CreatedById: userId },
  ]);
}
