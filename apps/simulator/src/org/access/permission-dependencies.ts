/** Permissions that need others. */
import type { ObjectGrant } from './object-grants.ts';

/**
 * System permissions and what each needs, as far as it is documented.
 * Source: Salesforce Help, "Permission Dependencies"; Metadata API Developer Guide, PermissionSet.
 */
const SYSTEM_DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  ModifyAllData: ['ViewAllData'],
  CustomizeApplication: ['ViewSetup'],
  ManageUsers: ['ViewSetup'],
  ManageProfilesPermissionsets: ['ViewSetup'],
  AssignPermissionSets: ['ViewSetup'],
  ManageRoles: ['ViewRoles'],
  ApiUserOnly: ['ApiEnabled'],
};

const BY_LOWER_NAME = new Map(
  Object.entries(SYSTEM_DEPENDENCIES).map(([name, needs]) => [`permissions${name.toLowerCase()}`, needs]),
);

/** Names (without `Permissions`) of what this permission needs and the lower-cased set lacks. */
export function missingPermissions(permission: string, granted: ReadonlySet<string>): readonly string[] {
  const needs = BY_LOWER_NAME.get(permission.toLowerCase()) ?? [];
  return needs.filter((name) => !granted.has(`permissions${name.toLowerCase()}`));
}

const OBJECT_DEPENDENCIES: Readonly<Record<keyof ObjectGrant, readonly (keyof ObjectGrant)[]>> = {
  read: [],
  create: ['read'],
  edit: ['read'],
  delete: ['read', 'edit'],
  viewAll: ['read'],
  modifyAll: ['read', 'edit', 'delete', 'viewAll'],
  viewAllFields: ['read'],
};

/** As messages name them: `Read Account`, `View All Account`. */
export const RIGHT_LABELS: Readonly<Record<keyof ObjectGrant, string>> = {
  read: 'Read',
  create: 'Create',
  edit: 'Edit',
  delete: 'Delete',
  viewAll: 'View All',
  modifyAll: 'Modify All',
  viewAllFields: 'View All Fields',
};

/** The first right that lacks one it needs. Source: Object Reference, ObjectPermissions; facts 7.3. */
export function brokenDependency(
  grant: ObjectGrant,
): { readonly right: keyof ObjectGrant; readonly missing: readonly (keyof ObjectGrant)[] } | undefined {
  for (const [right, needs] of Object.entries(OBJECT_DEPENDENCIES) as [
    keyof ObjectGrant,
    readonly (keyof ObjectGrant)[],
  ][]) {
    const missing = needs.filter((need) => !grant[need]);
    if (grant[right] && missing.length > 0) return { right, missing };
  }
  return undefined;
}
