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
  opportunitylineitem: 'Opportunity',
  pricebookentry: 'Pricebook2',
  casecomment: 'Case',
  accountcontactrole: 'Account',
  accounthistory: 'Account',
  contacthistory: 'Contact',
  leadhistory: 'Lead',
  casehistory: 'Case',
};

/** Everybody with a licence has these; what they may do with single rows is a matter of sharing. */
const FOR_EVERYBODY = new Set([
  'task',
  'event',
  'note',
  'eventrelation',
  'acceptedeventrelation',
  'declinedeventrelation',
  'undecidedeventrelation',
  'eventwhorelation',
  'taskrelation',
  'taskwhorelation',
  'contentnote',
  'emailmessage',
  'attachment',
  'contentdocument',
  'contentversion',
  'contentdocumentlink',
]);

interface SetupRule {
  /** System permissions, one of which lets somebody change rows. */
  readonly write: readonly string[];
  /** One of which lets somebody read them; undefined for everybody. */
  readonly read?: readonly string[];
}

const SEES_PERMISSION_SETS = [
  'ViewSetup',
  'AssignPermissionSets',
  'ManageProfilesPermissionsets',
  'ManageSessionPermissionSets',
];
const EDITS_PERMISSION_SETS = { write: ['ManageProfilesPermissionsets'], read: SEES_PERMISSION_SETS };

/**
 * Source: Object Reference, "Special Access Rules" of PermissionSet, MutingPermissionSet, PermissionSetAssignment,
 * FieldPermissions (since v49.0 View Setup and Configuration); facts 7.3. What writing needs is recalled.
 */
const SETUP: Readonly<Record<string, SetupRule>> = {
  user: { write: ['ManageUsers', 'ManageInternalUsers'] },
  userlogin: { write: ['ManageUsers', 'FreezeUsers'], read: ['ManageUsers', 'FreezeUsers', 'ViewSetup'] },
  userrole: { write: ['ManageRoles', 'ManageUsers'] },
  group: { write: ['ManageUsers'] },
  groupmember: { write: ['ManageUsers'] },
  queuesobject: { write: ['ManageUsers'] },
  profile: { write: ['ManageProfilesPermissionsets'] },
  permissionset: EDITS_PERMISSION_SETS,
  mutingpermissionset: EDITS_PERMISSION_SETS,
  permissionsetgroup: EDITS_PERMISSION_SETS,
  permissionsetgroupcomponent: EDITS_PERMISSION_SETS,
  objectpermissions: EDITS_PERMISSION_SETS,
  fieldpermissions: { write: ['ManageProfilesPermissionsets'], read: ['ViewSetup'] },
  setupentityaccess: { write: ['ManageProfilesPermissionsets'], read: SEES_PERMISSION_SETS },
  permissionsetassignment: { write: ['AssignPermissionSets'], read: SEES_PERMISSION_SETS },
  setupaudittrail: { write: [], read: ['ViewSetup'] },
  permissionsetlicense: { write: [], read: ['ViewSetup', 'AssignPermissionSets', 'ManageUsers'] },
  permissionsetlicenseassign: {
    write: ['AssignPermissionSets', 'ManageInternalUsers'],
    read: ['ViewSetup', 'AssignPermissionSets', 'ManageUsers'],
  },
};

/** Only the Tooling API shows them, which asks for permissions of its own. */
const TOOLING = new Set([
  'customfield',
  'platformeventchannel',
  'platformeventchannelmember',
  'managedeventsubscription',
]);

export type AccessRule =
  | { readonly kind: 'own' }
  | { readonly kind: 'tooling' }
  | { readonly kind: 'follows'; readonly parent: string }
  /** `AccountShare`, `Widget__Share`. */
  | { readonly kind: 'share'; readonly parent: string }
  | { readonly kind: 'everybody' }
  | ({ readonly kind: 'setup' } & SetupRule);

const EVERYBODY: AccessRule = { kind: 'everybody' };
const OWN: AccessRule = { kind: 'own' };

export function accessRule({ definition }: Pick<ObjectModel, 'definition'>): AccessRule {
  const name = definition.name.toLowerCase();
  const parent = FOLLOWS[name];
  if (parent !== undefined) return { kind: 'follows', parent };
  const { associateEntityType, associateParentEntity } = definition;
  if (associateEntityType === 'History' && associateParentEntity !== null) {
    return { kind: 'follows', parent: associateParentEntity };
  }
  if (FOR_EVERYBODY.has(name)) return EVERYBODY;
  if (TOOLING.has(name)) return { kind: 'tooling' };
  const rule = SETUP[name];
  if (rule !== undefined) return { kind: 'setup', ...rule };
  const shared = sharedObject(definition.name);
  if (definition.kind === 'setup' && shared !== undefined) return { kind: 'share', parent: shared };
  if (definition.kind === 'setup') return { kind: 'setup', write: ['CustomizeApplication'] };
  return OWN;
}

/** `Account` of `AccountShare`, `Widget__c` of `Widget__Share`. */
export function sharedObject(name: string): string | undefined {
  const [, stem, custom] = /^(\w+?)(__)?Share$/i.exec(name) ?? [];
  if (stem === undefined) return undefined;
  return custom === undefined ? stem : `${stem}__c`;
}

/** The share object of an object, whether the org has it or not. */
export function shareObjectName(objectName: string): string {
  return objectName.replace(/__c$/i, '__') + 'Share';
}

/** Writing a row of one of these may change what somebody may do or see. */
export const PERMISSION_OBJECTS: ReadonlySet<string> = new Set([
  'organization',
  'user',
  'userrole',
  'group',
  'groupmember',
  'profile',
  'permissionset',
  'mutingpermissionset',
  'permissionsetassignment',
  'permissionsetgroup',
  'permissionsetgroupcomponent',
  'objectpermissions',
  'fieldpermissions',
]);
