/** How rows of an object are shared before anybody shares one: organization-wide defaults, or a parent's. */
import type { ObjectModel } from '../schema/schema.ts';
import type { FieldDefinition, SharingModel } from '../schema/types.ts';
import type { Row } from '../types.ts';
import { sharedObject } from './access-rules.ts';

/** What a default, a share or a person gives, from nothing to everything. */
export const LEVELS = ['None', 'Read', 'Edit', 'ReadEditTransfer', 'All'] as const;
export type Level = (typeof LEVELS)[number];
export const levelRank = (level: Level): number => LEVELS.indexOf(level);

/** As the Organization row spells what a seed and Setup call it. */
export const LEVEL_OF_MODEL: Readonly<Record<SharingModel, Level | 'ControlledByParent'>> = {
  Private: 'None',
  Read: 'Read',
  ReadWrite: 'Edit',
  ReadWriteTransfer: 'ReadEditTransfer',
  FullAccess: 'All',
  ControlledByParent: 'ControlledByParent',
};
export const SHARING_MODELS = Object.keys(LEVEL_OF_MODEL) as SharingModel[];

/** Columns of Organization that hold the defaults. Source: Object Reference, Organization. */
export const DEFAULT_COLUMNS: Readonly<Record<string, string>> = {
  account: 'DefaultAccountAccess',
  contact: 'DefaultContactAccess',
  opportunity: 'DefaultOpportunityAccess',
  lead: 'DefaultLeadAccess',
  case: 'DefaultCaseAccess',
  campaign: 'DefaultCampaignAccess',
};

/** Rows that are seen with the row this field points at. */
const SEEN_WITH: Readonly<Record<string, string>> = {
  opportunityhistory: 'OpportunityId',
  opportunityfieldhistory: 'OpportunityId',
  opportunitycontactrole: 'OpportunityId',
  opportunitylineitem: 'OpportunityId',
  campaignmember: 'CampaignId',
  campaignmemberstatus: 'CampaignId',
  asset: 'AccountId',
  note: 'ParentId',
  attachment: 'ParentId',
  eventrelation: 'EventId',
  acceptedeventrelation: 'EventId',
  declinedeventrelation: 'EventId',
  undecidedeventrelation: 'EventId',
  eventwhorelation: 'EventId',
  taskrelation: 'TaskId',
  taskwhorelation: 'TaskId',
};

export type Sharing =
  /** Everybody with the object sees and edits all rows: configuration, objects without owners. */
  | { readonly kind: 'none' }
  | { readonly kind: 'owned'; readonly level: Level }
  | { readonly kind: 'parent'; readonly field: FieldDefinition }
  /** Tasks and events: their owner's, and seen with what they are about. */
  | { readonly kind: 'activity' };

/** @param organization the Organization row */
export function sharingOf(model: ObjectModel, organization: Readonly<Row>): Sharing {
  const name = model.name.toLowerCase();
  if (name === 'task' || name === 'event') return { kind: 'activity' };
  const shared = model.definition.kind === 'setup' ? sharedObject(model.name) : undefined;
  const withField =
    shared === undefined ? (SEEN_WITH[name] ?? historyParentField(model)) : shareParentField(model.name);
  const seenWith = withField === undefined ? undefined : model.field(withField);
  if (seenWith !== undefined) return { kind: 'parent', field: seenWith };
  if (model.definition.kind === 'setup' || name === 'user') return { kind: 'none' };
  const master = model.definition.fields.find((field) => field.masterDetail);
  if (master !== undefined) return { kind: 'parent', field: master };
  if (!model.has('OwnerId')) return { kind: 'none' };
  const level = defaultLevel(model, organization);
  if (level !== 'ControlledByParent') return { kind: 'owned', level };
  const account = model.field('AccountId');
  return account === undefined ? { kind: 'owned', level: 'None' } : { kind: 'parent', field: account };
}

/** History is seen with the record whose it is. */
function historyParentField({ definition }: ObjectModel): string | undefined {
  const { associateEntityType, associateParentEntity: parent, fields } = definition;
  if (associateEntityType !== 'History' || parent === null) return undefined;
  return fields.find((field) => field.referenceTo.includes(parent))?.name;
}

function defaultLevel(model: ObjectModel, organization: Readonly<Row>): Level | 'ControlledByParent' {
  const column = DEFAULT_COLUMNS[model.name.toLowerCase()];
  if (column !== undefined) {
    const value = organization[column];
    return value === 'ControlledByParent' ? value : (LEVELS.find((level) => level === value) ?? 'Edit');
  }
  return LEVEL_OF_MODEL[model.definition.sharingModel ?? 'ReadWrite'];
}

/** `AccountId` of AccountShare, `ParentId` of a custom object's. */
export function shareParentField(shareName: string): string {
  return /__Share$/i.test(shareName) ? 'ParentId' : shareName.replace(/Share$/i, 'Id');
}

/** `AccountAccessLevel` of AccountShare, `AccessLevel` of a custom object's. */
export function shareLevelField(shareName: string): string {
  return /__Share$/i.test(shareName) ? 'AccessLevel' : shareName.replace(/Share$/i, 'AccessLevel');
}
