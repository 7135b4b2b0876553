import { refuse } from '../row-failure.ts';
import type { Row } from '../../types.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';

const COPIED = [
  'Name',
  'FirstName',
  'LastName',
  'Salutation',
  'Title',
  'Email',
  'Phone',
  'MobilePhone',
  'Fax',
  'Description',
  'DoNotCall',
  'HasOptedOutOfEmail',
  'HasOptedOutOfFax',
  'LeadSource',
];
const ADDRESS = ['Street', 'City', 'State', 'PostalCode', 'Country'];
/** Where the address of each kind of member stands. */
const ADDRESS_OF = { Contact: 'Mailing', Lead: '', Account: 'Billing' } as const;
const KINDS = { ContactId: 'Contact', LeadId: 'Lead', AccountId: 'Account' } as const;

/**
 * One member per person (or account) and campaign; name and company are copied. Of a contact and a lead given together only
 * the contact is kept. Source: Object Reference, CampaignMember (usage).
 */
export function deriveCampaignMember(context: SaveContext, change: RowChange): void {
  const { row, model } = change;
  const field = (['ContactId', 'LeadId', 'AccountId'] as const).find((name) => typeof row[name] === 'string');
  const person = field === undefined ? undefined : row[field];
  if (change.before === undefined) {
    if (field === undefined || typeof person !== 'string') {
      // The text is assumed.
      throw refuse('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LeadId, ContactId]', [
        'LeadId',
        'ContactId',
      ]);
    }
    if (field === 'ContactId') setField(change, 'LeadId', null);
    refuseSecond(context, change, field, person);
  }
  if (field !== undefined && typeof person === 'string') {
    const personModel = context.schema.byPrefix(person.slice(0, 3));
    const source = personModel === undefined ? undefined : context.rows.read(personModel, person);
    for (const name of COPIED) {
      if (model.has(name) && source?.[name] !== undefined) setField(change, name, source[name] ?? null);
    }
    for (const part of ADDRESS) {
      setField(change, part, source?.[`${ADDRESS_OF[KINDS[field]]}${part}`] ?? null);
    }
    setField(change, 'CompanyOrAccount', companyOf(context, field, source));
    setField(change, 'Type', KINDS[field]);
    setField(change, 'LeadOrContactId', person);
    setField(change, 'LeadOrContactOwnerId', source?.['OwnerId'] ?? null);
  }
  if (hasChanged(change, 'Status') || change.before === undefined) deriveResponse(context, change);
}

/** A lead's company, or the account's name. */
function companyOf(
  context: SaveContext,
  field: keyof typeof KINDS,
  source: Readonly<Row> | undefined,
): Row[string] {
  if (field === 'LeadId') return source?.['Company'] ?? null;
  if (field === 'AccountId') return source?.['Name'] ?? null;
  const accounts = context.schema.get('Account');
  const account = source?.['AccountId'];
  if (accounts === undefined || typeof account !== 'string') return null;
  return context.rows.read(accounts, account)?.['Name'] ?? null;
}

function refuseSecond(context: SaveContext, change: RowChange, field: string, person: string): void {
  const others = context.rows.findIds(change.model, field, person);
  const same = others.some(
    (id) => context.rows.read(change.model, id)?.['CampaignId'] === change.row['CampaignId'],
  );
  if (same) throw refuse('DUPLICATE_VALUE', 'Already a campaign member.');
}

/** Whether a status counts as a response is the campaign's own matter; without its rows, `Responded` does. */
function deriveResponse(context: SaveContext, change: RowChange): void {
  const { CampaignId: campaign } = change.row;
  const model = context.schema.get('CampaignMemberStatus');
  const ids =
    model === undefined || typeof campaign !== 'string'
      ? []
      : context.rows.findIds(model, 'CampaignId', campaign);
  const statuses = ids.map((id) => (model === undefined ? undefined : context.rows.read(model, id)));
  if (change.before === undefined && !change.changed.has('Status')) {
    // Each campaign says which status its members begin with. Source: Object Reference, CampaignMemberStatus.IsDefault.
    setField(change, 'Status', statuses.find((row) => row?.['IsDefault'] === 1)?.['Label'] ?? 'Sent');
  }
  const status = change.row['Status'];
  const chosen = statuses.find((row) => row?.['Label'] === status);
  const responded = chosen === undefined ? status === 'Responded' : chosen['HasResponded'] === 1;
  setField(change, 'HasResponded', responded ? 1 : 0);
  if (responded && (change.row['FirstRespondedDate'] ?? null) === null) {
    setField(change, 'FirstRespondedDate', context.stamp.slice(0, 10));
  }
}

/** A campaign has one default status: a new one takes the place of the old. Source: Object Reference, CampaignMemberStatus.IsDefault. */
export function keepOneDefault(context: SaveContext, { model, row }: RowChange): void {
  if (row['IsDefault'] !== 1) return;
  for (const id of context.rows.findIds(model, 'CampaignId', row['CampaignId'] ?? null)) {
    if (id !== row['Id'] && context.rows.read(model, id)?.['IsDefault'] === 1) {
      context.rows.update(model, id, { IsDefault: 0 });
    }
  }
}
