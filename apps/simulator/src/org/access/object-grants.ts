/** What permission sets grant, added up over several of them, and what muting takes away again. */
import type { DatabaseSync } from 'node:sqlite';
import type { Schema } from '../schema/schema.ts';
import { tableName } from '../storage/tables.ts';
import { missingPermissions } from './permission-dependencies.ts';

export interface ObjectGrant {
  readonly read: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly viewAll: boolean;
  readonly modifyAll: boolean;
  readonly viewAllFields: boolean;
}

export interface Grants {
  /** Lower-cased `permissionsapienabled`. */
  readonly system: Set<string>;
  /** By lower-cased object name. */
  readonly objects: Map<string, ObjectGrant>;
  /** Lower-cased `account.industry` → may edit. */
  readonly fields: Map<string, boolean>;
}

/** `PermissionsRead` … of ObjectPermissions, by our names. */
export const GRANT_COLUMNS = {
  read: 'PermissionsRead',
  create: 'PermissionsCreate',
  edit: 'PermissionsEdit',
  delete: 'PermissionsDelete',
  viewAll: 'PermissionsViewAllRecords',
  modifyAll: 'PermissionsModifyAllRecords',
  viewAllFields: 'PermissionsViewAllFields',
} as const satisfies Record<keyof ObjectGrant, string>;
export const GRANT_NAMES = Object.keys(GRANT_COLUMNS) as (keyof ObjectGrant)[];

function grantOf(value: (name: keyof ObjectGrant) => boolean): ObjectGrant {
  return Object.fromEntries(GRANT_NAMES.map((name) => [name, value(name)])) as unknown as ObjectGrant;
}

export const NO_GRANT: ObjectGrant = grantOf(() => false);
/** All rows, but not all fields: field-level security holds for everybody. */
export const FULL_GRANT: ObjectGrant = grantOf((name) => name !== 'viewAllFields');

/** One ObjectPermissions row, as stored. */
export function grantOfRow(row: Readonly<Record<string, unknown>>): ObjectGrant {
  return grantOf((name) => row[GRANT_COLUMNS[name]] === 1 || row[GRANT_COLUMNS[name]] === true);
}

export function isEmptyGrant(grant: ObjectGrant): boolean {
  return GRANT_NAMES.every((name) => !grant[name]);
}

type Rows = Record<string, unknown>[];

/** Reads permission rows straight from the tables: nobody's own access matters here. */
export class GrantReader {
  readonly #database: DatabaseSync;
  readonly #schema: Schema;

  constructor(database: DatabaseSync, schema: Schema) {
    this.#database = database;
    this.#schema = schema;
  }

  rows(objectName: string, where: string, ...params: string[]): Rows {
    const model = this.#schema.get(objectName);
    if (model === undefined) return [];
    const deleted = model.hasIsDeleted ? ' and "IsDeleted" = 0' : '';
    return this.#database
      .prepare(`select * from ${tableName(model.name)} where (${where})${deleted}`)
      .all(...params);
  }

  /** The sum of these permission sets (or muting permission sets). */
  sum(setIds: readonly string[]): Grants {
    const grants: Grants = { system: new Set(), objects: new Map(), fields: new Map() };
    if (setIds.length === 0) return grants;
    const ids = JSON.stringify(setIds);
    const inSets = '(select value from json_each(?))';
    for (const object of ['PermissionSet', 'MutingPermissionSet']) {
      for (const row of this.rows(object, `"Id" in ${inSets}`, ids)) addSystem(grants, row);
    }
    for (const row of this.rows('ObjectPermissions', `"ParentId" in ${inSets}`, ids)) {
      const name = String(row['SobjectType']).toLowerCase();
      const before = grants.objects.get(name) ?? NO_GRANT;
      const added = grantOfRow(row);
      grants.objects.set(
        name,
        grantOf((right) => before[right] || added[right]),
      );
    }
    for (const row of this.rows(
      'FieldPermissions',
      `"ParentId" in ${inSets} and "PermissionsRead" = 1`,
      ids,
    )) {
      const name = String(row['Field']).toLowerCase();
      grants.fields.set(name, grants.fields.get(name) === true || row['PermissionsEdit'] === 1);
    }
    return grants;
  }

  /** What a permission set group gives: its sets together, less what its muting permission set names. */
  group(groupId: string): Grants {
    const members = this.rows('PermissionSetGroupComponent', '"PermissionSetGroupId" = ?', groupId)
      .map((row) => String(row['PermissionSetId']))
      .filter((id) => this.#countsWithoutSession(id));
    const muting = members.filter((id) => id.startsWith('0QM'));
    const given = this.sum(members.filter((id) => !id.startsWith('0QM')));
    return muting.length === 0 ? given : mute(given, this.sum(muting), this.#mutedFields(muting));
  }

  /** Field → whether Read is muted too, or Edit alone. */
  #mutedFields(mutingIds: readonly string[]): Map<string, boolean> {
    const muted = new Map<string, boolean>();
    const where = '"ParentId" in (select value from json_each(?))';
    for (const row of this.rows('FieldPermissions', where, JSON.stringify(mutingIds))) {
      const name = String(row['Field']).toLowerCase();
      muted.set(name, muted.get(name) === true || row['PermissionsRead'] === 1);
    }
    return muted;
  }

  /** A set that needs the activation of a session gives nothing to API calls. */
  #countsWithoutSession(setId: string): boolean {
    const [set] = this.rows('PermissionSet', '"Id" = ?', setId);
    return set?.['HasActivationRequired'] !== 1;
  }
}

function addSystem(grants: Grants, row: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(row)) {
    if (value === 1 && name.startsWith('Permissions')) grants.system.add(name.toLowerCase());
  }
}

/** Puts what `more` grants on top of `grants`. */
export function addGrants(grants: Grants, more: Grants): void {
  for (const name of more.system) grants.system.add(name);
  for (const [name, grant] of more.objects) {
    const before = grants.objects.get(name) ?? NO_GRANT;
    grants.objects.set(
      name,
      grantOf((right) => before[right] || grant[right]),
    );
  }
  for (const [name, edit] of more.fields) grants.fields.set(name, grants.fields.get(name) === true || edit);
}

/**
 * A permission that is muted is gone, and so is what depends on it: who has no Read has no Edit either.
 * Source: Object Reference, MutingPermissionSet; Salesforce Help, "Muting Permission Sets".
 */
function mute(grants: Grants, muted: Grants, mutedFields: ReadonlyMap<string, boolean>): Grants {
  const system = new Set([...grants.system].filter((name) => !muted.system.has(name)));
  for (let before = -1; before !== system.size; ) {
    before = system.size;
    for (const name of system) if (missingPermissions(name, system).length > 0) system.delete(name);
  }
  const objects = new Map<string, ObjectGrant>();
  for (const [name, grant] of grants.objects) {
    const without = muted.objects.get(name) ?? NO_GRANT;
    const left = withoutDependents(grantOf((right) => grant[right] && !without[right]));
    if (!isEmptyGrant(left)) objects.set(name, left);
  }
  const fields = new Map<string, boolean>();
  for (const [name, edit] of grants.fields) {
    const readToo = mutedFields.get(name);
    if (readToo !== true) fields.set(name, edit && readToo === undefined);
  }
  return { system, objects, fields };
}

function withoutDependents(grant: ObjectGrant): ObjectGrant {
  const { read } = grant;
  const edit = grant.edit && read;
  const remove = grant.delete && edit;
  const viewAll = grant.viewAll && read;
  return {
    read,
    create: grant.create && read,
    edit,
    delete: remove,
    viewAll,
    modifyAll: grant.modifyAll && remove && viewAll,
    viewAllFields: grant.viewAllFields && read,
  };
}
