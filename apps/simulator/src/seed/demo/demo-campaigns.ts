import type { Row } from '../../org/types.ts';
import type { DemoOpportunity } from './demo-sales.ts';
import { addRow, auditValues, DAY_MS, type DemoWorld, isoDay } from './demo-world.ts';

const CAMPAIGNS: readonly (readonly [name: string, type: string])[] = [
  ['ProMat Chicago', 'Trade Show'],
  ['LogiMAT Stuttgart', 'Trade Show'],
  ['IMHX Birmingham', 'Trade Show'],
  ['Warehouse Safety Webinar', 'Webinar'],
  ['"Robots & People" Webinar', 'Webinar'],
  ['PalletPro X Launch', 'Public Relations'],
  ['PickMate 500 Launch', 'Public Relations'],
  ['Spring Newsletter', 'Email'],
  ['Autumn Newsletter', 'Email'],
  ['Peak Season Readiness', 'Email'],
  ['Refer a Neighbour', 'Referral Program'],
  ['Integrator Partner Day', 'Partners'],
  ['Demo Hall Open House', 'Conference'],
  ['Cold Chain Outreach', 'Telemarketing'],
  ['Brewers Direct Mail 🍺', 'Direct Mail'],
  ['Retargeting Q1', 'Banner Ads'],
  ['Retargeting Q3', 'Banner Ads'],
  ['Journée Portes Ouvertes Lyon', 'Conference'],
  ['Customer Council', 'Conference'],
  ['Always-on Search', 'Advertisement'],
];

/** Campaigns with the leads and contacts they reached, and counters that agree. */
export function makeCampaigns(
  world: DemoWorld,
  membersEach: number,
  opportunities: readonly DemoOpportunity[],
): void {
  const { random, writer, now, people } = world;
  const leads = world.rows.get('Lead') ?? [];
  const contacts = world.rows.get('Contact') ?? [];
  for (const [index, id] of writer.takeIds('Campaign', CAMPAIGNS.length).entries()) {
    const [name, type] = CAMPAIGNS[index] ?? ['Campaign', 'Other'];
    const startsAt = now - (700 - index * 36) * DAY_MS;
    const endsAt = startsAt + random.int(2, 60) * DAY_MS;
    const createdAt = startsAt - random.int(20, 60) * DAY_MS;
    const status = endsAt < now ? 'Completed' : startsAt < now ? 'In Progress' : 'Planned';
    const row: Row = {
      Id: id,
      Name: `${name} ${new Date(startsAt).getUTCFullYear()}`,
      Type: type,
      Status: status,
      IsActive: status !== 'Completed',
      StartDate: isoDay(startsAt),
      EndDate: isoDay(endsAt),
      BudgetedCost: random.int(2, 80) * 500,
      ActualCost: status === 'Completed' ? random.int(2, 90) * 480 : null,
      ExpectedRevenue: random.int(10, 400) * 1000,
      ExpectedResponse: random.int(2, 20),
      NumberSent: random.int(300, 9000),
      OwnerId: people.marketing,
      CurrencyIsoCode: 'USD',
      Description: random.chance(0.5) ? 'Goal: fill the demo hall.\nMeasure: booked walk-throughs.' : null,
      ...auditValues(createdAt, people.marketing, Math.min(endsAt, now - 60_000), people.marketing),
    };
    addStatuses(world, id, createdAt);
    addMembers(world, row, membersEach, leads, contacts, Math.min(startsAt, now - DAY_MS));
    countOpportunities(world, row, opportunities);
    addRow(world, 'Campaign', row);
  }
}

function addStatuses(world: DemoWorld, campaignId: string, createdAt: number): void {
  const { marketing } = world.people;
  for (const [index, label] of ['Sent', 'Responded'].entries()) {
    addRow(world, 'CampaignMemberStatus', {
      CampaignId: campaignId,
      Label: label,
      SortOrder: index + 1,
      IsDefault: index === 0,
      HasResponded: index === 1,
      ...auditValues(createdAt, marketing, createdAt, marketing),
    });
  }
}

function addMembers(
  world: DemoWorld,
  campaign: Row,
  count: number,
  leads: readonly Row[],
  contacts: readonly Row[],
  from: number,
): void {
  const { random, now, people } = world;
  const members = new Set<Row>();
  while (members.size < count) members.add(random.pick(random.chance(0.6) ? leads : contacts));
  let responses = 0;
  let leadCount = 0;
  for (const person of members) {
    const isLead = 'Company' in person;
    const responded = random.chance(0.18);
    const createdAt = from + random.next() * Math.min(5 * DAY_MS, now - from - 60_000);
    const changedAt = responded ? createdAt + random.next() * (now - 60_000 - createdAt) : createdAt;
    if (responded) responses += 1;
    if (isLead) leadCount += 1;
    const account = isLead ? undefined : world.accounts.find(({ id }) => id === person['AccountId']);
    addRow(world, 'CampaignMember', {
      CampaignId: campaign['Id'] ?? null,
      LeadId: isLead ? (person['Id'] ?? null) : null,
      ContactId: isLead ? null : (person['Id'] ?? null),
      LeadOrContactId: person['Id'] ?? null,
      LeadOrContactOwnerId: person['OwnerId'] ?? null,
      Type: isLead ? 'Lead' : 'Contact',
      Status: responded ? 'Responded' : 'Sent',
      HasResponded: responded,
      FirstRespondedDate: responded ? isoDay(changedAt) : null,
      Name: person['Name'] ?? null,
      FirstName: person['FirstName'] ?? null,
      LastName: person['LastName'] ?? null,
      Title: person['Title'] ?? null,
      Email: person['Email'] ?? null,
      Phone: person['Phone'] ?? null,
      City: person['City'] ?? person['MailingCity'] ?? null,
      Country: person['Country'] ?? person['MailingCountry'] ?? null,
      CompanyOrAccount: person['Company'] ?? account?.row['Name'] ?? null,
      LeadSource: person['LeadSource'] ?? null,
      CurrencyIsoCode: 'USD',
      ...auditValues(createdAt, people.marketing, changedAt, people.marketing),
    });
  }
  campaign['NumberOfLeads'] = leadCount;
  campaign['NumberOfContacts'] = members.size - leadCount;
  campaign['NumberOfResponses'] = responses;
  campaign['NumberOfConvertedLeads'] = 0;
  campaign['HierarchyNumberOfLeads'] = leadCount;
  campaign['HierarchyNumberOfContacts'] = members.size - leadCount;
  campaign['HierarchyNumberOfResponses'] = responses;
  campaign['HierarchyNumberSent'] = campaign['NumberSent'] ?? 0;
}

/** Some opportunities came from a campaign. */
function countOpportunities(
  world: DemoWorld,
  campaign: Row,
  opportunities: readonly DemoOpportunity[],
): void {
  const { random } = world;
  let count = 0;
  let won = 0;
  for (let tries = 0; tries < 40; tries += 1) {
    const { row } = random.pick(opportunities);
    if (row['CampaignId'] !== undefined) continue;
    row['CampaignId'] = campaign['Id'] ?? null;
    count += 1;
    if (row['IsWon'] === true) won += 1;
  }
  for (const prefix of ['', 'Hierarchy']) {
    campaign[`${prefix}NumberOfOpportunities`] = count;
    campaign[`${prefix}NumberOfWonOpportunities`] = won;
  }
}
