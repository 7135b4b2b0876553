/** What a user may do, computed from the permission rows of the org and kept until one of them changes. */
import type { DatabaseSync } from 'node:sqlite';
import { tableName } from '../storage/tables.ts';
import type { ObjectModel, Schema } from '../schema/schema.ts';
import { SYSTEM_USER_ID } from '../system-user.ts';
import type { ObjectAccess, OrgClock } from '../types.ts';
import { accessRule } from './access-rules.ts';

interface ObjectGrant {
  readonly read: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly viewAll: boolean;
  readonly modifyAll: boolean;
}

interface UserGrants {
  /** Lower-cased `PermissionsX` names. */
  readonly system: ReadonlySet<string>;
  readonly objects: ReadonlyMap<string, ObjectGrant>;
  /** Lower-cased `account.industry` → may edit. */
  readonly fields: ReadonlyMap<string, boolean>;
}

const NO_GRANT: ObjectGrant = {
  read: false,
  create: false,
  edit: false,
  delete: false,
  viewAll: false,
  modifyAll: false,
};
const FULL_GRANT: ObjectGrant = {
  read: true,
  create: true,
  edit: true,
  delete: true,
  viewAll: true,
  modifyAll: true,
};

export class EffectiveAccess {
  readonly #database: DatabaseSync;
  readonly #schema: Schema;
  readonly #clock: OrgClock;
  readonly #grants = new Map<string, UserGrants>();
  readonly #access = new Map<string, ObjectAccess>();

  constructor(database: DatabaseSync, schema: Schema, clock: OrgClock) {
    this.#database = database;
    this.#schema = schema;
    this.#clock = clock;
  }

  /** Call it after a change of a permission row or of the schema. */
  forget(): void {
    this.#grants.clear();
    this.#access.clear();
  }

  hasPermission(userId: string, permission: string): boolean {
    if (userId === SYSTEM_USER_ID) return true;
    return this.#grantsOf(userId).system.has(`permissions${permission.toLowerCase()}`);
  }

  access(userId: string, model: ObjectModel): ObjectAccess {
    const key = `${userId}:${model.name}`;
    const known = this.#access.get(key);
    if (known !== undefined) return known;
    const access = this.#compute(userId, model);
    this.#access.set(key, access);
    return access;
  }

  #compute(userId: string, model: ObjectModel): ObjectAccess {
    const all = this.hasPermission(userId, 'ModifyAllData');
    const grant = this.#objectGrant(userId, model);
    const fields = all ? undefined : this.#grantsOf(userId).fields;
    const fieldGrant = (fieldName: string): 'none' | 'read' | 'edit' => {
      const field = model.field(fieldName);
      if (field === undefined) return 'none';
      if (fields === undefined || !field.permissionable) return 'edit';
      // A compound's permission is that of its parts: rows exist for the compound. Source: Object Reference, FieldPermissions.
      const names = field.compoundFieldName === null ? [field.name] : [field.name, field.compoundFieldName];
      const grants = names.map((name) => fields.get(`${model.name}.${name}`.toLowerCase()));
      if (grants.includes(true)) return 'edit';
      return grants.includes(false) ? 'read' : 'none';
    };
    return {
      read: grant.read,
      create: grant.create,
      edit: grant.edit,
      delete: grant.delete,
      viewAllRecords: grant.viewAll,
      modifyAllRecords: grant.modifyAll,
      canReadField: (fieldName) => grant.read && fieldGrant(fieldName) !== 'none',
      canEditField: (fieldName) => (grant.edit || grant.create) && fieldGrant(fieldName) === 'edit',
    };
  }

  #objectGrant(userId: string, model: ObjectModel): ObjectGrant {
    if (userId === SYSTEM_USER_ID || this.hasPermission(userId, 'ModifyAllData')) return FULL_GRANT;
    const grants = this.#grantsOf(userId);
    const viewAllData = grants.system.has('permissionsviewalldata');
    const rule = accessRule(model);
    switch (rule.kind) {
      case 'own': {
        const own = grants.objects.get(model.name.toLowerCase()) ?? NO_GRANT;
        return viewAllData ? { ...own, read: true, viewAll: true } : own;
      }
      case 'follows': {
        const parent = this.#schema.get(rule.parent);
        return parent === undefined ? NO_GRANT : this.#objectGrant(userId, parent);
      }
      case 'everybody':
        return { ...FULL_GRANT, read: grants.system.size > 0, viewAll: viewAllData, modifyAll: false };
      default: {
        const write = grants.system.has(`permissions${rule.writePermission.toLowerCase()}`);
        return {
          read: grants.system.size > 0,
          create: write,
          edit: write,
          delete: write,
          viewAll: true,
          modifyAll: write,
        };
      }
    }
  }

  #grantsOf(userId: string): UserGrants {
    const known = this.#grants.get(userId);
    if (known !== undefined) return known;
    const grants = this.#readGrants(userId);
    this.#grants.set(userId, grants);
    return grants;
  }

  #readGrants(userId: string): UserGrants {
    const setIds = JSON.stringify(this.#permissionSetIds(userId));
    const inSets = `(select value from json_each('${setIds}'))`;
    const system = new Set<string>();
    for (const row of this.#rows('PermissionSet', `"Id" in ${inSets}`)) {
      for (const [name, value] of Object.entries(row)) {
        if (value === 1 && name.startsWith('Permissions')) system.add(name.toLowerCase());
      }
    }
    const objects = new Map<string, ObjectGrant>();
    for (const row of this.#rows('ObjectPermissions', `"ParentId" in ${inSets}`)) {
      const name = String(row['SobjectType']).toLowerCase();
      const before = objects.get(name) ?? NO_GRANT;
      objects.set(name, {
        read: before.read || row['PermissionsRead'] === 1,
        create: before.create || row['PermissionsCreate'] === 1,
        edit: before.edit || row['PermissionsEdit'] === 1,
        delete: before.delete || row['PermissionsDelete'] === 1,
        viewAll: before.viewAll || row['PermissionsViewAllRecords'] === 1,
        modifyAll: before.modifyAll || row['PermissionsModifyAllRecords'] === 1,
      });
    }
    const fields = new Map<string, boolean>();
    for (const row of this.#rows('FieldPermissions', `"ParentId" in ${inSets} and "PermissionsRead" = 1`)) {
      const name = String(row['Field']).toLowerCase();
      fields.set(name, fields.get(name) === true || row['PermissionsEdit'] === 1);
    }
    return { system, objects, fields };
  }

  /** The profile's own set, the assigned ones, and those that come through assigned groups. */
  #permissionSetIds(userId: string): string[] {
    const [user] = this.#rows('User', `"Id" = '${userId}'`);
    if (user === undefined) return [];
    const now = new Date(this.#clock.now()).toISOString();
    const assignments = this.#rows('PermissionSetAssignment', `"AssigneeId" = '${userId}'`).filter((row) => {
      const expires = row['ExpirationDate'];
      return row['IsActive'] !== 0 && !(typeof expires === 'string' && expires <= now);
    });
    const assigned = assignments.flatMap((row) => textOf(row['PermissionSetId']));
    const groups = JSON.stringify(assignments.flatMap((row) => textOf(row['PermissionSetGroupId'])));
    const components = this.#rows(
      'PermissionSetGroupComponent',
      `"PermissionSetGroupId" in (select value from json_each('${groups}'))`,
    );
    const owned = this.#rows(
      'PermissionSet',
      `"IsOwnedByProfile" = 1 and "ProfileId" = '${String(user['ProfileId'])}'`,
    );
    return [
      ...owned.flatMap((row) => textOf(row['Id'])),
      ...assigned,
      ...components.flatMap((row) => textOf(row['PermissionSetId'])),
    ];
  }

  #rows(objectName: string, where: string): Record<string, unknown>[] {
    const model = this.#schema.get(objectName);
    if (model === undefined) return [];
    const deleted = model.hasIsDeleted ? ' and "IsDeleted" = 0' : '';
    return this.#database.prepare(`select * from ${tableName(model.name)} where ${where}${deleted}`).all();
  }
}

function textOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}
