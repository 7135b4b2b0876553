/** What a user may do, computed from the permission rows of the org and kept until one of them changes or expires. */
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectModel, Schema } from '../schema/schema.ts';
import { SYSTEM_USER_ID } from '../system-user.ts';
import type { ObjectAccess, OrgClock } from '../types.ts';
import { accessRule } from './access-rules.ts';
import {
  addGrants,
  FULL_GRANT,
  GrantReader,
  NO_GRANT,
  type Grants,
  type ObjectGrant,
} from './object-grants.ts';

interface UserAccess {
  readonly grants: Grants;
  /** False where no row in User has the id. */
  readonly exists: boolean;
  /** The platform's own users: no field-level security holds for them. */
  readonly platform: boolean;
  /** Milliseconds since 1970; an assignment that expires ends what was computed. */
  readonly validFrom: number;
  readonly validUntil: number;
  readonly objects: Map<string, ObjectAccess>;
}

const NOBODY = { system: new Set<string>(), objects: new Map(), fields: new Map() } as const;

export class EffectiveAccess {
  /** The permission rows themselves. */
  readonly reader: GrantReader;
  readonly #schema: Schema;
  readonly #clock: OrgClock;
  readonly #users = new Map<string, UserAccess>();
  readonly #onForget: (() => void)[] = [];

  constructor(database: DatabaseSync, schema: Schema, clock: OrgClock) {
    this.reader = new GrantReader(database, schema);
    this.#schema = schema;
    this.#clock = clock;
  }

  /** Call it after a change of a permission row or of the schema. */
  forget(): void {
    this.#users.clear();
    for (const also of this.#onForget) also();
  }

  /** For what is computed from the same rows. */
  onForget(also: () => void): void {
    this.#onForget.push(also);
  }

  hasPermission(userId: string, permission: string): boolean {
    if (userId === SYSTEM_USER_ID) return true;
    return this.#user(userId).grants.system.has(`permissions${permission.toLowerCase()}`);
  }

  hasAnyPermission(userId: string, permissions: readonly string[]): boolean {
    return permissions.some((permission) => this.hasPermission(userId, permission));
  }

  access(userId: string, model: ObjectModel): ObjectAccess {
    const user = this.#user(userId);
    const known = user.objects.get(model.name);
    if (known !== undefined) return known;
    const access = this.#compute(user, userId, model);
    user.objects.set(model.name, access);
    return access;
  }

  #compute(user: UserAccess, userId: string, model: ObjectModel): ObjectAccess {
    const grant = this.#objectGrant(user, userId, model);
    const setup = accessRule(model).kind === 'setup' || accessRule(model).kind === 'share';
    const { fields } = user.grants;
    const fieldGrant = (fieldName: string): 'none' | 'read' | 'edit' => {
      const field = model.field(fieldName);
      if (field === undefined) return 'none';
      if (user.platform || !field.permissionable || (setup && !field.custom)) return 'edit';
      // A compound's permission is that of its parts: rows exist for the compound. Source: Object Reference, FieldPermissions.
      const names = field.compoundFieldName === null ? [field.name] : [field.name, field.compoundFieldName];
      const given = names.map((name) => fields.get(`${model.name}.${name}`.toLowerCase()));
      if (given.includes(true)) return 'edit';
      return given.includes(false) || grant.viewAllFields ? 'read' : 'none';
    };
    return {
      read: grant.read,
      create: grant.create,
      edit: grant.edit,
      delete: grant.delete,
      viewAllRecords: grant.viewAll,
      modifyAllRecords: grant.modifyAll,
      canReadField: (fieldName) => grant.read && fieldGrant(fieldName) !== 'none',
      seesEncrypted: user.platform || this.hasPermission(userId, 'ViewEncryptedData'),
      canEditField: (fieldName) => (grant.edit || grant.create) && fieldGrant(fieldName) === 'edit',
    };
  }

  #objectGrant(user: UserAccess, userId: string, model: ObjectModel): ObjectGrant {
    const { grants } = user;
    if (user.platform) return FULL_GRANT;
    const rule = accessRule(model);
    if (rule.kind === 'tooling') return NO_GRANT;
    if (grants.system.has('permissionsmodifyalldata')) {
      const { viewAllFields } = grants.objects.get(model.name.toLowerCase()) ?? NO_GRANT;
      return { ...FULL_GRANT, viewAllFields };
    }
    const viewAllData = grants.system.has('permissionsviewalldata');
    switch (rule.kind) {
      case 'own': {
        const own = grants.objects.get(model.name.toLowerCase()) ?? NO_GRANT;
        return viewAllData ? { ...own, read: true, viewAll: true } : own;
      }
      case 'follows': {
        const parent = this.#schema.get(rule.parent);
        return parent === undefined ? NO_GRANT : this.#objectGrant(user, userId, parent);
      }
      case 'share': {
        const parent = this.#schema.get(rule.parent);
        const above = parent === undefined ? NO_GRANT : this.#objectGrant(user, userId, parent);
        // Who may share a record is a matter of the record.
        return { ...above, create: above.read, edit: above.read, delete: above.read };
      }
      case 'everybody':
        return { ...FULL_GRANT, read: user.exists, viewAll: viewAllData, modifyAll: false };
      default: {
        const write = this.hasAnyPermission(userId, rule.write);
        const read =
          user.exists && (rule.read === undefined || write || this.hasAnyPermission(userId, rule.read));
        return {
          read,
          create: write,
          edit: write,
          delete: write,
          viewAll: true,
          modifyAll: write,
          viewAllFields: false,
        };
      }
    }
  }

  #user(userId: string): UserAccess {
    const now = this.#clock.now();
    const known = this.#users.get(userId);
    if (known !== undefined && known.validFrom <= now && now < known.validUntil) return known;
    const user = this.#read(userId, now);
    this.#users.set(userId, user);
    return user;
  }

  #read(userId: string, now: number): UserAccess {
    const objects = new Map<string, ObjectAccess>();
    const always = { validFrom: -Infinity, validUntil: Infinity, objects };
    if (userId === SYSTEM_USER_ID) return { grants: NOBODY, exists: true, platform: true, ...always };
    const [user] = this.reader.rows('User', '"Id" = ?', userId);
    if (user === undefined) return { grants: NOBODY, exists: false, platform: false, ...always };
    const { setIds, groupIds, validFrom, validUntil } = this.#assigned(
      userId,
      String(user['ProfileId']),
      now,
    );
    const grants = this.reader.sum(setIds);
    for (const groupId of groupIds) addGrants(grants, this.reader.group(groupId));
    const platform = user['UserType'] === 'AutomatedProcess';
    return { grants, exists: true, platform, validFrom, validUntil, objects };
  }

  /** The profile's own set, the assigned ones, and assigned groups; less what expired or waits for a session's activation. */
  #assigned(userId: string, profileId: string, now: number) {
    let validFrom = -Infinity;
    let validUntil = Infinity;
    const setIds = new Set<string>();
    const groupIds = new Set<string>();
    for (const row of this.reader.rows('PermissionSetAssignment', '"AssigneeId" = ?', userId)) {
      if (row['IsActive'] === 0) continue;
      const expires = Date.parse(String(row['ExpirationDate']));
      if (!Number.isNaN(expires)) {
        if (expires <= now) {
          validFrom = Math.max(validFrom, expires);
          continue;
        }
        validUntil = Math.min(validUntil, expires);
      }
      if (typeof row['PermissionSetGroupId'] === 'string') groupIds.add(row['PermissionSetGroupId']);
      else if (typeof row['PermissionSetId'] === 'string') setIds.add(row['PermissionSetId']);
    }
    const where = '"IsOwnedByProfile" = 1 and "ProfileId" = ?';
    for (const row of this.reader.rows('PermissionSet', where, profileId)) setIds.add(String(row['Id']));
    return {
      setIds: this.#withoutSessions('PermissionSet', setIds),
      groupIds: this.#withoutSessions('PermissionSetGroup', groupIds),
      validFrom,
      validUntil,
    };
  }

  #withoutSessions(object: string, ids: ReadonlySet<string>): string[] {
    return [...ids].filter(
      (id) => this.reader.rows(object, '"Id" = ? and "HasActivationRequired" = 1', id).length === 0,
    );
  }
}
