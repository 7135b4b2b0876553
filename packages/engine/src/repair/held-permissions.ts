import type { Held, Holding } from '../preflight/effective/held.ts';
import { readEffective } from '../preflight/effective/read-effective.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectAccess, OrgAccess } from '../ports/org-access.ts';
import type { CallContext } from '../ports/source-org.ts';
import type { NeededPermissions, ObjectRight } from './needed-permissions.ts';

export interface HeldPermissions {
  /** False when nobody connected may see permission sets: through what is not known, and View All Records neither. */
  readonly complete: boolean;
  readonly held: Held;
}

/** `PermissionsRead` … of ObjectPermissions. */
export const OBJECT_COLUMNS: Readonly<Record<ObjectRight, string>> = {
  read: 'PermissionsRead',
  create: 'PermissionsCreate',
  edit: 'PermissionsEdit',
  viewAll: 'PermissionsViewAllRecords',
};

/** What a user has of what is needed, as `asker` sees it; undefined when that one may not see permission sets. */
export async function readHeld(
  asker: OrgAccess,
  userId: string,
  needed: NeededPermissions,
  clock: Clock,
  context: CallContext,
): Promise<HeldPermissions | undefined> {
  const objects = new Set([
    ...needed.objects.map(({ name }) => name),
    ...needed.fields.map(({ object }) => object),
  ]);
  const system = needed.system.map(({ name }) => name);
  const known = await readEffective(
    (soql) => (soql.length === 0 ? Promise.resolve([]) : asker.queryMany(soql, context)),
    { userId, system, objects: [...objects] },
    clock,
  );
  return known.kind === 'known' ? { complete: true, held: known.held } : undefined;
}

const NOTHING: Holding = { has: false, through: null, withheld: [] };
const YES: Holding = { has: true, through: 'what nobody connected may see', withheld: [] };

/** What a user may do as far as they can tell themselves: nobody connected may see permission sets. */
export async function readOwnHeld(
  subject: OrgAccess,
  needed: NeededPermissions,
  shapes: ReadonlyMap<string, ObjectAccess>,
  context: CallContext,
): Promise<HeldPermissions> {
  const system = new Set([...needed.system.map(({ name }) => name), 'ViewAllData', 'ModifyAllData']);
  const flags = Array.from(system, (name) => `Permissions${name}`).join(', ');
  const asked = await subject.query(`SELECT ${flags} FROM UserPermissionAccess`, context);
  const own = asked.kind === 'answered' ? (asked.value.records[0] ?? {}) : {};
  const say = (has: boolean): Holding => (has ? YES : NOTHING);
  const hasSystem = (name: string): boolean => own[`Permissions${name}`] === true;
  const held: Held = {
    system: (name) => say(hasSystem(name)),
    object: (name, right) => {
      const shape = shapes.get(name);
      if (right === 'read') return say(shape?.queryable ?? false);
      if (right === 'create') return say(shape?.createable ?? false);
      if (right === 'edit') return say(shape?.updateable ?? false);
      return say(hasSystem('ModifyAllData') || (right === 'viewAll' && hasSystem('ViewAllData')));
    },
    field: (object, field, right) => {
      const found = shapes.get(object)?.fields.find(({ name }) => name === field);
      return say(found !== undefined && (right === 'read' || found.createable || found.updateable));
    },
  };
  return { complete: false, held };
}

export function inParts<T>(values: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < values.length; at += size) parts.push(values.slice(at, at + size));
  return parts;
}
