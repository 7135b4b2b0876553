import type { ObjectAccess, OrgAccess } from '../ports/org-access.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';
import type { NeededPermissions, ObjectRight } from './needed-permissions.ts';

/** Whether somebody has a permission, and through what, for people to read. */
export interface Holding {
  readonly has: boolean;
  readonly through: string;
}

export interface HeldPermissions {
  /** False when nobody connected may see permission sets: `through` is then not known, and View All Records neither. */
  readonly complete: boolean;
  system(name: string): Holding;
  object(name: string, right: ObjectRight): Holding;
  /** `field` is what has the permission: `BillingAddress` for `BillingCity`. */
  field(object: string, field: string, right: 'read' | 'edit'): Holding;
}

const NOTHING: Holding = { has: false, through: 'nothing' };

/** `PermissionsRead` … of ObjectPermissions. */
export const OBJECT_COLUMNS: Readonly<Record<ObjectRight, string>> = {
  read: 'PermissionsRead',
  create: 'PermissionsCreate',
  edit: 'PermissionsEdit',
  viewAll: 'PermissionsViewAllRecords',
};

/**
 * What a user has of what is needed, through profile, permission sets and groups. A group's aggregated set has its muting
 * in it already. Sets that wait for a session's activation and assignments that have expired give nothing.
 * Source: Object Reference, PermissionSetAssignment, PermissionSet, ObjectPermissions, FieldPermissions.
 * Undefined when `asker` may not see these rows.
 */
export async function readHeld(
  asker: OrgAccess,
  userId: string,
  needed: NeededPermissions,
  nowMs: number,
  context: CallContext,
): Promise<HeldPermissions | undefined> {
  const system = new Set([...needed.system.map(({ name }) => name), 'ViewAllData', 'ModifyAllData']);
  const flags = Array.from(system, (name) => `PermissionSet.Permissions${name}`).join(', ');
  const objects = names(new Set(needed.objects.map(({ name }) => name)));
  const fields = needed.fields.map(({ object, field }) => `${object}.${field}`);
  const own = `ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '${userId}')`;
  const questions = [
    `SELECT PermissionSetId, IsActive, ExpirationDate, PermissionSet.Label, PermissionSet.IsOwnedByProfile, ` +
      `PermissionSet.HasActivationRequired, PermissionSet.Profile.Name, PermissionSetGroup.MasterLabel, ${flags} ` +
      `FROM PermissionSetAssignment WHERE AssigneeId = '${userId}'`,
    ...(objects === ''
      ? []
      : [
          `SELECT ParentId, SobjectType, ${Object.values(OBJECT_COLUMNS).join(', ')} FROM ObjectPermissions ` +
            `WHERE ${own} AND SobjectType IN (${objects})`,
        ]),
    ...inParts(fields, 200).map(
      (part) =>
        `SELECT ParentId, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions ` +
        `WHERE ${own} AND Field IN (${names(part)})`,
    ),
  ];
  const answers = await asker.queryMany(questions, context);
  const rows: (readonly SourceRecord[])[] = [];
  for (const answer of answers) {
    if (answer.kind === 'refused') return undefined;
    rows.push(answer.value.records);
  }
  const [assignments = [], ...rest] = rows;
  const sources = toSources(assignments, nowMs);
  const objectRows = objects === '' ? [] : (rest.shift() ?? []);
  return new HeldRows(sources, objectRows, rest.flat());
}

class HeldRows implements HeldPermissions {
  readonly complete = true;
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #objects: readonly SourceRecord[];
  readonly #fields: readonly SourceRecord[];

  constructor(
    sources: ReadonlyMap<string, Source>,
    objects: readonly SourceRecord[],
    fields: readonly SourceRecord[],
  ) {
    this.#sources = sources;
    this.#objects = objects;
    this.#fields = fields;
  }

  system(name: string): Holding {
    const through = [...this.#sources.values()].filter(({ set }) => set[`Permissions${name}`] === true);
    return holding(through.map(({ name: source }) => source));
  }

  object(name: string, right: ObjectRight): Holding {
    const overAll =
      right === 'read' || right === 'viewAll' ? ['ViewAllData', 'ModifyAllData'] : ['ModifyAllData'];
    for (const permission of overAll) {
      const held = this.system(permission);
      if (held.has) return held;
    }
    return this.#through(
      this.#objects.filter((row) => row['SobjectType'] === name && row[OBJECT_COLUMNS[right]] === true),
    );
  }

  field(object: string, field: string, right: 'read' | 'edit'): Holding {
    const column = right === 'read' ? 'PermissionsRead' : 'PermissionsEdit';
    const name = `${object}.${field}`;
    return this.#through(this.#fields.filter((row) => row['Field'] === name && row[column] === true));
  }

  #through(rows: readonly SourceRecord[]): Holding {
    return holding(rows.flatMap((row) => this.#sources.get(String(row['ParentId']))?.name ?? []));
  }
}

function holding(sources: readonly string[]): Holding {
  return sources.length === 0 ? NOTHING : { has: true, through: [...new Set(sources)].join(', ') };
}

interface Source {
  /** `profile Read Only`, `permission set Sales`, `permission set group Field`. */
  readonly name: string;
  readonly set: SourceRecord;
}

function toSources(assignments: readonly SourceRecord[], nowMs: number): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const row of assignments) {
    const set = asRecord(row['PermissionSet']);
    const expires = row['ExpirationDate'];
    if (row['IsActive'] === false || set['HasActivationRequired'] === true) continue;
    if (typeof expires === 'string' && Date.parse(expires) <= nowMs) continue;
    const group = asRecord(row['PermissionSetGroup'])['MasterLabel'];
    const profile = asRecord(set['Profile'])['Name'];
    const name =
      set['IsOwnedByProfile'] === true
        ? `profile ${String(profile ?? '')}`.trim()
        : typeof group === 'string'
          ? `permission set group ${group}`
          : `permission set ${String(set['Label'] ?? '')}`;
    sources.set(String(row['PermissionSetId']), { name, set });
  }
  return sources;
}

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
  const yes: Holding = { has: true, through: 'the user (through what is not visible)' };
  const say = (has: boolean): Holding => (has ? yes : NOTHING);
  const hasSystem = (name: string): boolean => own[`Permissions${name}`] === true;
  return {
    complete: false,
    system: (name) => say(hasSystem(name)),
    object: (name, right) => {
      if (hasSystem('ModifyAllData')) return yes;
      const shape = shapes.get(name);
      if (right === 'read') return say(shape?.queryable ?? false);
      if (right === 'create') return say(shape?.createable ?? false);
      if (right === 'edit') return say(shape?.updateable ?? false);
      return say(hasSystem('ViewAllData'));
    },
    field: (object, field, right) => {
      const found = shapes.get(object)?.fields.find(({ name }) => name === field);
      return say(found !== undefined && (right === 'read' || found.createable || found.updateable));
    },
  };
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** SOQL literals, quotes escaped. */
export function names(values: Iterable<string>): string {
  return Array.from(values, (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`).join(
    ', ',
  );
}

export function inParts<T>(values: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < values.length; at += size) parts.push(values.slice(at, at + size));
  return parts;
}
