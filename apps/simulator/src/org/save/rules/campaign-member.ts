import { refuse } from '../row-failure.ts';
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
  'LeadSource',
];
const COPIED_FROM_LEAD: Readonly<Record<string, string>> = { CompanyOrAccount: 'Company' };

/** One member per person and campaign; the person's name and address are copied. Source: Object Reference, CampaignMember. */
export function deriveCampaignMember(context: SaveContext, change: RowChange): void {
  const { row, model } = change;
  const field = typeof row['ContactId'] === 'string' ? 'ContactId' : 'LeadId';
  const person = row[field];
  if (typeof person === 'string' && change.before === undefined) refuseSecond(context, change, field, person);
  if (typeof person === 'string') {
    const personModel = context.schema.byPrefix(person.slice(0, 3));
    const source = personModel === undefined ? undefined : context.rows.read(personModel, person);
    for (const name of COPIED) {
      if (model.has(name) && source?.[name] !== undefined) setField(change, name, source[name] ?? null);
    }
    for (const [name, from] of Object.entries(COPIED_FROM_LEAD))
      setField(change, name, source?.[from] ?? null);
    setField(change, 'Type', field === 'LeadId' ? 'Lead' : 'Contact');
    setField(change, 'LeadOrContactId', person);
    setField(change, 'LeadOrContactOwnerId', source?.['OwnerId'] ?? null);
  }
  if (hasChanged(change, 'Status') || change.before === undefined) deriveResponse(context, change);
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
  const { Status: status, CampaignId: campaign } = change.row;
  const model = context.schema.get('CampaignMemberStatus');
  const ids =
    model === undefined || typeof campaign !== 'string'
      ? []
      : context.rows.findIds(model, 'CampaignId', campaign);
  const statuses = ids.map((id) => (model === undefined ? undefined : context.rows.read(model, id)));
  const chosen = statuses.find((row) => row?.['Label'] === status);
  const responded = chosen === undefined ? status === 'Responded' : chosen['HasResponded'] === 1;
  setField(change, 'HasResponded', responded ? 1 : 0);
  if (responded && (change.row['FirstRespondedDate'] ?? null) === null) {
    setField(change, 'FirstRespondedDate', context.stamp.slice(0, 10));
  }
}
