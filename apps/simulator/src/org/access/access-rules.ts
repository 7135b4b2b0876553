/** Which objects have permissions of their own, and which follow another's. */
import type { ObjectModel } from '../schema/schema.ts';

/**
 * Objects whose access is their parent's: there are no ObjectPermissions rows for them.
 * Source: Object Reference, the objects' "Special Access Rules".
 */
const FOLLOWS: Readonly<Record<string, string>> = {
  opportunityhistory: 'Opportunity',
  opportunityfieldhistory: 'Opportunity',
  opportunitycontactrole: 'Opportunity',
  campaignmember: 'Campaign',
  campaignmemberstatus: 'Campaign',
};

/** Everybody with a licence has these; what they may do with single rows is a matter of sharing. */
const FOR_EVERYBODY = new Set(['task', 'event', 'note']);

/** The system permission that lets somebody change rows of a setup object. */
const SETUP_WRITE: Readonly<Record<string, string>> = {
  user: 'ManageUsers',
  userlogin: 'ManageUsers',
  userrole: 'ManageRoles',
  group: 'ManageUsers',
  groupmember: 'ManageUsers',
  queuesobject: 'ManageUsers',
  permissionset: 'ManageProfilesPermissionsets',
  permissionsetgroup: 'ManageProfilesPermissionsets',
  permissionsetgroupcomponent: 'ManageProfilesPermissionsets',
  objectpermissions: 'ManageProfilesPermissionsets',
  fieldpermissions: 'ManageProfilesPermissionsets',
  setupentityaccess: 'ManageProfilesPermissionsets',
  permissionsetassignment: 'AssignPermissionSets',
  permissionsetlicenseassign: 'AssignPermissionSets',
};

export type AccessRule =
  | { readonly kind: 'own' }
  | { readonly kind: 'follows'; readonly parent: string }
  | { readonly kind: 'everybody' }
  | { readonly kind: 'setup'; readonly writePermission: string };

export function accessRule(model: ObjectModel): AccessRule {
  const name = model.name.toLowerCase();
  const parent = FOLLOWS[name];
  if (parent !== undefined) return { kind: 'follows', parent };
  if (FOR_EVERYBODY.has(name)) return { kind: 'everybody' };
  const writePermission = SETUP_WRITE[name];
  if (writePermission !== undefined) return { kind: 'setup', writePermission };
  if (model.definition.kind === 'setup') return { kind: 'setup', writePermission: 'CustomizeApplication' };
  return { kind: 'own' };
}

/** Writing a row of one of these may change what somebody may do. */
export const PERMISSION_OBJECTS: ReadonlySet<string> = new Set([
  'user',
  'profile',
  'permissionset',
  'permissionsetassignment',
  'permissionsetgroup',
  'permissionsetgroupcomponent',
  'objectpermissions',
  'fieldpermissions',
]);
