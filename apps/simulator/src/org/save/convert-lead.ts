/** Converting a lead, in one transaction. Source: SOAP API Developer Guide, convertLead(). */
import { requireRowAccess } from '../access/row-access.ts';
import { toId18 } from '../ids.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { Row, SaveOperation, Scalar } from '../types.ts';
import type { Done } from './apply-operation.ts';
import { accountValues, contactValues, opportunityValues } from './lead-mapping.ts';
import { platformCreate, platformUpdate } from './platform-write.ts';
import { reparent } from './reparent.ts';
import { requireRow } from './require-row.ts';
import { refuse } from './row-failure.ts';
import type { SaveContext } from './save-context.ts';

/** @throws RowFailure */
export function convertLead(context: SaveContext, operation: SaveOperation & { kind: 'convertLead' }): Done {
  const { userId } = context.caller;
  if (!context.access.hasPermission(userId, 'ConvertLeads')) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  const leads = requireModel(context, 'Lead');
  const id = toId18(operation.id);
  if (id === undefined) throw refuse('MALFORMED_ID', `malformed id ${operation.id}`);
  const lead = requireRow(context, leads, id);
  requireRowAccess(context, leads, lead, 'edit');
  if (lead['IsConverted'] === 1)
    throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  if (!isConvertedStatus(context, leads, operation.convertedStatus)) {
    throw refuse('INVALID_STATUS', `invalid convertedStatus: ${operation.convertedStatus}`, ['Status']);
  }
  const OwnerId = ownerOf(operation, lead);
  const isPerson = (lead['Company'] ?? null) === null && context.setup.personAccounts;

  const accountId = convertedAccount(context, operation, lead, { OwnerId, isPerson });
  const contactId = isPerson
    ? String(requireRow(context, requireModel(context, 'Account'), accountId)['PersonContactId'])
    : convertedContact(context, operation, lead, { OwnerId, accountId });
  const opportunityId = operation.createOpportunity
    ? convertedOpportunity(context, operation, lead, { OwnerId, accountId, contactId })
    : null;
  moveActivities(context, id, contactId, opportunityId ?? accountId);
  moveMemberships(context, id, contactId);
  platformUpdate(context, leads, id, {
    IsConverted: 1,
    IsUnreadByOwner: 0,
    Status: operation.convertedStatus,
    ConvertedDate: context.stamp.slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId,
  });
  return { success: true, id, created: false };
}

function requireModel(context: SaveContext, name: string): ObjectModel {
  const model = context.schema.get(name);
  if (model === undefined) throw new Error(`The org has no ${name}.`);
  return model;
}

/** What LeadStatus says; without its rows, the status that a new org converts with. */
function isConvertedStatus(context: SaveContext, leads: ObjectModel, status: string): boolean {
  const statuses = context.schema.get('LeadStatus');
  const ids = statuses === undefined ? [] : context.rows.findIds(statuses, 'IsConverted', 1);
  if (statuses !== undefined && ids.length > 0) {
    return ids.some((id) => {
      const row = context.rows.read(statuses, id);
      return row?.['ApiName'] === status || row?.['MasterLabel'] === status;
    });
  }
  const values = leads.field('Status')?.picklistValues ?? [];
  return values.some(
    ({ value, active }) => active && value === status && /\bConverted$/.test(value) && !/\bNot\b/.test(value),
  );
}

/** A queue cannot own what becomes of its lead. */
function ownerOf(operation: SaveOperation & { kind: 'convertLead' }, lead: Readonly<Row>): string {
  const owner = operation.ownerId === null ? String(lead['OwnerId']) : toId18(operation.ownerId);
  if (owner === undefined) throw refuse('MALFORMED_ID', `malformed id ${String(operation.ownerId)}`);
  if (owner.startsWith('005')) return owner;
  throw refuse(
    'INVALID_CROSS_REFERENCE_KEY',
    'Converted objects can only be owned by users.  If the lead is not owned by a user, you must specify a user for the Owner field.',
    ['OwnerId'],
  );
}

function requireTarget(context: SaveContext, model: ObjectModel, given: string): Row {
  const id = toId18(given);
  if (id === undefined || !id.startsWith(model.definition.keyPrefix ?? '')) {
    throw refuse('INVALID_CROSS_REFERENCE_KEY', `invalid ${model.name.toLowerCase()}Id: ${given}`);
  }
  const row = requireRow(context, model, id);
  requireRowAccess(context, model, row, 'edit');
  return row;
}

/** Only what is empty is filled in. Source: SOAP API Developer Guide, convertLead(): "only empty fields … are overwritten". */
function fillIn(context: SaveContext, model: ObjectModel, row: Readonly<Row>, values: Readonly<Row>): void {
  const missing = Object.entries(values).filter(
    ([name, value]) => value !== null && (row[name] ?? null) === null && model.has(name),
  );
  platformUpdate(context, model, String(row['Id']), Object.fromEntries(missing));
}

function convertedAccount(
  context: SaveContext,
  { accountId }: SaveOperation & { kind: 'convertLead' },
  lead: Readonly<Row>,
  { OwnerId, isPerson }: { readonly OwnerId: string; readonly isPerson: boolean },
): string {
  const accounts = requireModel(context, 'Account');
  if (accountId !== null) {
    const account = requireTarget(context, accounts, accountId);
    fillIn(context, accounts, account, accountValues(lead, account['IsPersonAccount'] === 1));
    return String(account['Id']);
  }
  if ((lead['Company'] ?? null) === null && !isPerson) {
    throw refuse('REQUIRED_FIELD_MISSING', 'Required fields are missing: [Company]', ['Company']);
  }
  const personType = isPerson ? { RecordTypeId: personRecordType(context) } : {};
  return platformCreate(context, accounts, { ...accountValues(lead, isPerson), ...personType, OwnerId });
}

function personRecordType(context: SaveContext): Scalar {
  const types = context.schema.get('RecordType');
  const ids = types?.has('IsPersonType') === true ? context.rows.findIds(types, 'IsPersonType', 1) : [];
  return ids[0] ?? null;
}

function convertedContact(
  context: SaveContext,
  { contactId }: SaveOperation & { kind: 'convertLead' },
  lead: Readonly<Row>,
  { OwnerId, accountId }: { readonly OwnerId: string; readonly accountId: string },
): string {
  const contacts = requireModel(context, 'Contact');
  if (contactId === null)
    return platformCreate(context, contacts, { ...contactValues(lead), AccountId: accountId, OwnerId });
  const contact = requireTarget(context, contacts, contactId);
  if (typeof contact['AccountId'] === 'string' && contact['AccountId'] !== accountId) {
    throw refuse(
      'INVALID_CROSS_REFERENCE_KEY',
      'the contact must belong to the account that the lead is converted to',
      ['ContactId'],
    );
  }
  fillIn(context, contacts, contact, { ...contactValues(lead), AccountId: accountId });
  return String(contact['Id']);
}

/** With the contact in the primary role, where the org has roles. */
function convertedOpportunity(
  context: SaveContext,
  { opportunityName }: SaveOperation & { kind: 'convertLead' },
  lead: Readonly<Row>,
  links: { readonly OwnerId: string; readonly accountId: string; readonly contactId: string },
): string {
  const opportunities = requireModel(context, 'Opportunity');
  const accounts = requireModel(context, 'Account');
  const account = context.rows.read(accounts, links.accountId);
  const name = opportunityName ?? `${String(account?.['Name'])}-`;
  const id = platformCreate(context, opportunities, {
    ...opportunityValues(context, lead),
    Name: name.slice(0, 120),
    AccountId: links.accountId,
    OwnerId: links.OwnerId,
  });
  const roles = context.schema.get('OpportunityContactRole');
  if (roles !== undefined) {
    platformCreate(context, roles, { OpportunityId: id, ContactId: links.contactId, IsPrimary: 1 });
  }
  return id;
}

function moveActivities(context: SaveContext, leadId: string, contactId: string, whatId: string): void {
  for (const name of ['Task', 'Event']) {
    const model = context.schema.get(name);
    if (model === undefined) continue;
    for (const id of context.rows.findIds(model, 'WhoId', leadId)) {
      reparent(context, model, id, { WhoId: contactId, WhatId: whatId });
    }
  }
}

/** The membership keeps its lead and gains the contact. Source: Object Reference, CampaignMember. */
function moveMemberships(context: SaveContext, leadId: string, contactId: string): void {
  const members = context.schema.get('CampaignMember');
  if (members === undefined) return;
  const own = new Set(
    context.rows
      .findIds(members, 'ContactId', contactId)
      .map((id) => context.rows.read(members, id)?.['CampaignId']),
  );
  for (const id of context.rows.findIds(members, 'LeadId', leadId)) {
    if (own.has(context.rows.read(members, id)?.['CampaignId'])) continue;
    reparent(context, members, id, { ContactId: contactId });
  }
}
