import {
  addRow,
  auditValues,
  DAY_MS,
  type DemoAccount,
  type DemoWorld,
  dial,
  HISTORY_DAYS,
  isoDay,
  mailName,
  momentAgo,
} from './demo-world.ts';
import {
  CITIES,
  type City,
  COMPANY_STEMS,
  FIRST_NAMES,
  INDUSTRY_WORDS,
  JOBS,
  LAST_NAMES,
  LEGAL_FORMS,
  NOTES,
  STREETS,
} from './words.ts';

const ACCOUNT_TYPES = [
  'Prospect',
  'Customer - Direct',
  'Customer - Channel',
  'Channel Partner / Reseller',
  'Other',
];
const LANGUAGES: Readonly<Record<string, string>> = { Germany: 'German', France: 'French', Spain: 'Spanish' };
const LEAD_SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];

interface Company {
  readonly name: string;
  readonly domain: string;
  readonly industry: string;
  readonly city: City;
}

/** Companies that do not exist, none twice. */
function inventCompanies({ random }: DemoWorld, count: number): Company[] {
  const taken = new Set<string>();
  const companies: Company[] = [];
  while (companies.length < count) {
    const [industry, words] = random.pickEarly(INDUSTRY_WORDS);
    const city = random.pickEarly(CITIES);
    const stem = `${random.pick(COMPANY_STEMS)} ${random.pick(words)}`;
    const domain = `${mailName(stem.replaceAll(' & ', ' ').replaceAll(' ', '-'))}.example`;
    if (taken.has(domain)) continue;
    taken.add(domain);
    const form = random.pick(LEGAL_FORMS[city.country] ?? ['']);
    companies.push({ name: form === '' ? stem : `${stem} ${form}`, domain, industry, city });
  }
  return companies;
}

function inventPerson({ random }: DemoWorld) {
  const firstName = random.pick(FIRST_NAMES);
  const lastName = random.pick(LAST_NAMES);
  return {
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    mail: `${mailName(firstName)}.${mailName(lastName)}`,
  };
}

function repFor({ random, people }: DemoWorld, city: City): string {
  return random.pick(city.currency === 'USD' ? people.reps.americas : people.reps.emea);
}

export function makeAccounts(world: DemoWorld, count: number): void {
  const { random, writer } = world;
  const ids = writer.takeIds('Account', count);
  for (const [index, company] of inventCompanies(world, count).entries()) {
    const { city, industry } = company;
    const ownerId = repFor(world, city);
    const createdAt = momentAgo(world, 20, HISTORY_DAYS);
    const changedAt = createdAt + random.next() * (world.now - createdAt);
    const employees = Math.round(random.skewed(8, 40_000));
    const customer = random.chance(0.45);
    const street = `${random.int(1, 980)} ${random.pick(STREETS)}`;
    const parent = random.chance(0.06) ? world.accounts[random.int(0, Math.max(0, index - 1))] : undefined;
    const account: DemoAccount = {
      id: ids[index] ?? '',
      city,
      domain: company.domain,
      ownerId,
      createdAt,
      contacts: [],
      row: {
        Id: ids[index] ?? '',
        Name: company.name,
        Type: customer ? random.pick(ACCOUNT_TYPES.slice(1, 3)) : random.pickEarly(ACCOUNT_TYPES),
        ParentId: parent?.id ?? null,
        Industry: industry,
        Rating: random.chance(0.6) ? random.pick(['Hot', 'Warm', 'Cold']) : null,
        Ownership: random.chance(0.4) ? random.pick(['Public', 'Private', 'Subsidiary']) : null,
        AccountSource: random.chance(0.7) ? random.pick(LEAD_SOURCES) : null,
        NumberOfEmployees: employees,
        AnnualRevenue: Math.round((employees * random.skewed(60_000, 400_000)) / 1000) * 1000,
        Phone: dial(random, city.phone),
        Website: `https://www.${company.domain}`,
        BillingStreet: random.chance(0.12) ? `${street}\nBuilding ${random.int(1, 9)}` : street,
        BillingCity: city.city,
        BillingState: city.state,
        BillingPostalCode: city.postal,
        BillingCountry: city.country,
        BillingLatitude: Number((city.latitude + random.next() / 20).toFixed(6)),
        BillingLongitude: Number((city.longitude + random.next() / 20).toFixed(6)),
        BillingGeocodeAccuracy: 'Street',
        ...(random.chance(0.3)
          ? {
              ShippingStreet: street,
              ShippingCity: city.city,
              ShippingState: city.state,
              ShippingPostalCode: city.postal,
              ShippingCountry: city.country,
            }
          : {}),
        Description: random.chance(0.35) ? random.pick(NOTES) : null,
        OwnerId: ownerId,
        CurrencyIsoCode: city.currency,
        CleanStatus: 'Pending',
        Customer_Number__c: customer ? `C-${String(10_000 + index)}` : null,
        Segment__c: employees > 5000 ? 'Enterprise' : employees > 400 ? 'Mid-Market' : 'Small Business',
        Health_Score__c: customer ? random.int(20, 100) : null,
        Renewal_Date__c: customer ? isoDay(world.now + random.int(5, 700) * DAY_MS) : null,
        ...auditValues(createdAt, ownerId, changedAt, ownerId),
      },
    };
    world.accounts.push(account);
    addRow(world, 'Account', account.row);
  }
}

export function makeContacts(world: DemoWorld, count: number): void {
  const { random, writer } = world;
  const ids = writer.takeIds('Contact', count);
  const mails = new Set<string>();
  for (const [index, id] of ids.entries()) {
    // Everybody gets one contact first; what is left goes mostly to the first accounts.
    const account = index < world.accounts.length ? world.accounts[index] : random.pickEarly(world.accounts);
    if (account === undefined) continue;
    const { firstName, lastName, name, mail } = inventPerson(world);
    const [title, department] = random.pick(JOBS);
    let email = `${mail}@${account.domain}`;
    for (let copy = 2; mails.has(email); copy += 1) email = `${mail}${copy}@${account.domain}`;
    mails.add(email);
    const createdAt = account.createdAt + random.next() * (world.now - account.createdAt) * 0.9;
    const changedAt = createdAt + random.next() * (world.now - createdAt);
    const boss = random.chance(0.25) ? account.contacts[0] : undefined;
    const row = {
      Id: id,
      AccountId: account.id,
      FirstName: firstName,
      LastName: lastName,
      Salutation: random.chance(0.1) ? random.pick(['Dr.', 'Prof.', 'Mr.', 'Ms.']) : null,
      Name: name,
      Title: title,
      Department: department,
      Email: email,
      Phone: account.row['Phone'] ?? null,
      MobilePhone: random.chance(0.5) ? dial(random, account.city.phone) : null,
      ReportsToId: boss?.id ?? null,
      LeadSource: random.chance(0.6) ? random.pick(LEAD_SOURCES) : null,
      MailingStreet: account.row['BillingStreet'] ?? null,
      MailingCity: account.city.city,
      MailingState: account.city.state,
      MailingPostalCode: account.city.postal,
      MailingCountry: account.city.country,
      Birthdate: random.chance(0.08) ? isoDay(world.now - random.int(24, 64) * 365 * DAY_MS) : null,
      Description: random.chance(0.1) ? random.pick(NOTES) : null,
      OwnerId: account.ownerId,
      CurrencyIsoCode: account.city.currency,
      CleanStatus: 'Pending',
      Preferred_Language__c: LANGUAGES[account.city.country] ?? 'English',
      Newsletter__c: random.chance(0.4),
      ...(random.chance(0.01)
        ? {
            EmailBouncedReason: '550 5.1.1 user unknown',
            EmailBouncedDate: auditValues(createdAt, '', changedAt, '')['LastModifiedDate'] ?? null,
            IsEmailBounced: true,
          }
        : {}),
      ...auditValues(createdAt, account.ownerId, changedAt, account.ownerId),
    };
    account.contacts.push({ id, row, accountId: account.id, name });
    addRow(world, 'Contact', row);
  }
}

const LEAD_STATUSES = [
  'Open - Not Contacted',
  'Working - Contacted',
  'Open - Not Contacted',
  'Closed - Not Converted',
  'Working - Contacted',
];

export function makeLeads(world: DemoWorld, count: number): void {
  const { random, writer, people } = world;
  const ids = writer.takeIds('Lead', count);
  const companies = inventCompanies(world, Math.ceil(count / 2));
  for (const id of ids) {
    const { firstName, lastName, name, mail } = inventPerson(world);
    // Some forms ask for the last name only.
    const known = random.chance(0.03) ? { first: null, name: lastName } : { first: firstName, name };
    const company = random.pick(companies);
    const { city } = company;
    const [title] = random.pick(JOBS);
    const createdAt = momentAgo(world, 0, random.chance(0.3) ? 30 : HISTORY_DAYS);
    const status = random.pick(LEAD_STATUSES);
    const unread = status === 'Open - Not Contacted' && random.chance(0.5);
    const developer = random.pick(people.developers);
    const ownerId = unread && random.chance(0.3) ? (people.leadQueue ?? developer) : developer;
    const changedAt = createdAt + (unread ? 0 : random.next() * (world.now - createdAt));
    addRow(world, 'Lead', {
      Id: id,
      FirstName: known.first,
      LastName: lastName,
      Name: known.name,
      Company: company.name,
      Title: random.chance(0.85) ? title : null,
      Email: `${mail}@${company.domain}`,
      Phone: random.chance(0.7) ? dial(random, city.phone) : null,
      Website: random.chance(0.3) ? `https://www.${company.domain}` : null,
      City: city.city,
      State: city.state,
      PostalCode: random.chance(0.6) ? city.postal : null,
      Country: city.country,
      Industry: company.industry,
      LeadSource: random.pickEarly(LEAD_SOURCES),
      Status: status,
      Rating: random.chance(0.4) ? random.pick(['Hot', 'Warm', 'Cold']) : null,
      NumberOfEmployees: random.chance(0.5) ? Math.round(random.skewed(5, 20_000)) : null,
      AnnualRevenue: random.chance(0.2) ? Math.round(random.skewed(1, 900)) * 100_000 : null,
      Description: random.chance(0.15) ? random.pick(NOTES) : null,
      OwnerId: ownerId,
      CurrencyIsoCode: city.currency,
      IsUnreadByOwner: unread,
      IsConverted: false,
      CleanStatus: 'Pending',
      ...auditValues(createdAt, people.marketing, changedAt, unread ? people.marketing : developer),
    });
  }
}
