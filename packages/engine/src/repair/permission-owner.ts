/** Whose ObjectPermissions row decides about an object. */
export type PermissionOwner =
  | { readonly kind: 'own' }
  /** Rows are as readable as the parent is; there is no row of its own. */
  | { readonly kind: 'follows'; readonly parent: string }
  /** No row at all: everybody with the system permission, if any, reads what sharing shows. */
  | { readonly kind: 'none' };

/** Source: Object Reference, "Special Access Rules" of these objects. */
const FOLLOWS: Readonly<Record<string, string>> = {
  OpportunityHistory: 'Opportunity',
  OpportunityFieldHistory: 'Opportunity',
  OpportunityContactRole: 'Opportunity',
  OpportunityLineItem: 'Opportunity',
  CampaignMember: 'Campaign',
  CampaignMemberStatus: 'Campaign',
  PricebookEntry: 'Pricebook2',
  CaseComment: 'Case',
  AccountContactRole: 'Account',
};

/** Activities, files and what belongs to Setup. */
const NONE: ReadonlySet<string> = new Set([
  'Task',
  'Event',
  'EventRelation',
  'TaskRelation',
  'EventWhoRelation',
  'TaskWhoRelation',
  'Note',
  'Attachment',
  'EmailMessage',
  'ContentDocument',
  'ContentDocumentLink',
  'ContentVersion',
  'User',
  'UserRole',
  'UserLogin',
  'Profile',
  'Group',
  'GroupMember',
  'QueueSobject',
  'RecordType',
  'CurrencyType',
  'DatedConversionRate',
  'Organization',
  'PermissionSet',
  'PermissionSetAssignment',
  'BusinessHours',
  'OpportunityStage',
  'LeadStatus',
  'CaseStatus',
  'TaskStatus',
  'TaskPriority',
]);

export function permissionOwner(sobject: string): PermissionOwner {
  const parent = FOLLOWS[sobject] ?? trackedObject(sobject);
  if (parent !== undefined) return { kind: 'follows', parent };
  return NONE.has(sobject) ? { kind: 'none' } : { kind: 'own' };
}

/** `Account` of `AccountHistory` and `AccountShare`, `Widget__c` of `Widget__History` and `Widget__Share`. */
function trackedObject(sobject: string): string | undefined {
  const custom = /^(\w+__)(?:History|Share)$/.exec(sobject)?.[1];
  if (custom !== undefined) return `${custom}c`;
  return /^(\w*[a-z])(?:History|Share)$/.exec(sobject)?.[1];
}

/** Another object that must be granted in the same permission set. */
export interface PermissionParent {
  readonly name: string;
  /** View All Records needs View All Records of it as well; Read needs its Read in any case. */
  readonly viewAll: boolean;
}

/**
 * Standard objects that Salesforce grants only beside others. Details of custom masters are found by describe. Source:
 * messages of real orgs ("Permission Read Contract depends on permission(s): Read Account", "Permission Read All Asset
 * depends on permission(s): Read All Account"); of contacts, opportunities, cases and orders recalled.
 */
export const STANDARD_PARENTS: Readonly<Record<string, readonly PermissionParent[]>> = {
  Contact: [{ name: 'Account', viewAll: false }],
  Opportunity: [{ name: 'Account', viewAll: false }],
  Case: [
    { name: 'Account', viewAll: false },
    { name: 'Contact', viewAll: false },
  ],
  Contract: [{ name: 'Account', viewAll: true }],
  Order: [{ name: 'Account', viewAll: false }],
  Asset: [{ name: 'Account', viewAll: true }],
};
