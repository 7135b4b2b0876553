/** Which fields of a lead become which of the account, contact and opportunity. Source: Salesforce Help, "Lead Conversion Field Mapping". */
import type { Row } from '../types.ts';
import type { SaveContext } from './save-context.ts';

const ADDRESS_PARTS = [
  'Street',
  'City',
  'State',
  'PostalCode',
  'Country',
  'StateCode',
  'CountryCode',
  'Latitude',
  'Longitude',
  'GeocodeAccuracy',
];

const TO_ACCOUNT: Readonly<Record<string, string>> = {
  Company: 'Name',
  Phone: 'Phone',
  Fax: 'Fax',
  Website: 'Website',
  Industry: 'Industry',
  Rating: 'Rating',
  AnnualRevenue: 'AnnualRevenue',
  NumberOfEmployees: 'NumberOfEmployees',
  LeadSource: 'AccountSource',
  CompanyDunsNumber: 'DunsNumber',
  CurrencyIsoCode: 'CurrencyIsoCode',
};
const TO_CONTACT: readonly string[] =
  `FirstName MiddleName LastName Suffix Salutation Title Phone MobilePhone Fax Email
  Description LeadSource DoNotCall HasOptedOutOfEmail HasOptedOutOfFax IndividualId Pronouns GenderIdentity CurrencyIsoCode`.split(
    /\s+/,
  );

function pick(lead: Readonly<Row>, names: Readonly<Record<string, string>>): Row {
  return Object.fromEntries(Object.entries(names).map(([from, to]) => [to, lead[from] ?? null]));
}

function address(lead: Readonly<Row>, prefix: string): Row {
  return Object.fromEntries(ADDRESS_PARTS.map((part) => [prefix + part, lead[part] ?? null]));
}

export function accountValues(lead: Readonly<Row>, isPerson: boolean): Row {
  if (!isPerson) return { ...pick(lead, TO_ACCOUNT), ...address(lead, 'Billing') };
  const { Company: _company, ...others } = TO_ACCOUNT;
  return { ...pick(lead, others), ...personValues(lead) };
}

export function contactValues(lead: Readonly<Row>): Row {
  return {
    ...pick(lead, Object.fromEntries(TO_CONTACT.map((name) => [name, name]))),
    ...address(lead, 'Mailing'),
  };
}

/** A person account has the person's fields itself. */
function personValues(lead: Readonly<Row>): Row {
  const {
    FirstName,
    LastName,
    Salutation,
    Phone,
    Fax,
    CurrencyIsoCode: _currency,
    ...rest
  } = contactValues(lead);
  const own = { FirstName: FirstName ?? null, LastName: LastName ?? null, Salutation: Salutation ?? null };
  const renamed = Object.entries(rest).map(([name, value]) => [`Person${name}`, value]);
  return { ...own, Phone: Phone ?? null, Fax: Fax ?? null, ...Object.fromEntries(renamed) };
}

/** The first stage, and the last day of the quarter. Source: Salesforce Help, "Convert Qualified Leads". */
export function opportunityValues(context: SaveContext, lead: Readonly<Row>): Row {
  const month = Number(context.stamp.slice(5, 7));
  const quarterEnd = new Date(Date.UTC(Number(context.stamp.slice(0, 4)), Math.ceil(month / 3) * 3, 0));
  return {
    StageName: firstStage(context),
    CloseDate: quarterEnd.toISOString().slice(0, 10),
    LeadSource: lead['LeadSource'] ?? null,
    CampaignId: lastCampaign(context, lead),
    CurrencyIsoCode: lead['CurrencyIsoCode'] ?? null,
  };
}

function firstStage(context: SaveContext): string {
  const stages = context.schema.get('OpportunityStage');
  const rows =
    stages === undefined
      ? []
      : context.rows.findIds(stages, 'IsActive', 1).map((id) => context.rows.read(stages, id));
  const [first] = rows.toSorted((a, b) => Number(a?.['SortOrder'] ?? 0) - Number(b?.['SortOrder'] ?? 0));
  return String(first?.['ApiName'] ?? first?.['MasterLabel'] ?? 'Prospecting');
}

/** The campaign the lead joined last becomes the opportunity's primary source. */
function lastCampaign(context: SaveContext, lead: Readonly<Row>): string | null {
  const members = context.schema.get('CampaignMember');
  if (members === undefined) return null;
  const rows = context.rows
    .findIds(members, 'LeadId', lead['Id'] ?? null)
    .map((id) => context.rows.read(members, id));
  const [last] = rows.toSorted((a, b) => (String(a?.['CreatedDate']) < String(b?.['CreatedDate']) ? 1 : -1));
  return typeof last?.['CampaignId'] === 'string' ? last['CampaignId'] : null;
}
