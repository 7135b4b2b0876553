import type { Check } from '../../check.ts';
import { evidenceOf, unknownBecause } from '../../check.ts';
import { textOf } from '../../effective/soql-values.ts';
import { apiRefusedToAll, ORGANIZATION, organization } from '../../facts.ts';
import { here, onPage } from '../../remedy.ts';

/** Without API access unless an add-on brings it. Source: Salesforce Help, "API access in editions". */
const WITHOUT_API = new Set([
  'Team Edition',
  'Contact Manager Edition',
  'Base Edition',
  'Personal Edition',
  'Professional Edition',
]);

const editionHasApi: Check = {
  id: 'edition_has_api',
  group: 'org',
  title: 'Edition with API access',
  asks: 'Organization.OrganizationType, and whether calls are answered.',
  without: 'The org has no API: nothing can be read.',
  needs: () => 'required',
  async run(run) {
    const { as, answer } = await run.look(ORGANIZATION);
    if (answer.kind === 'refused') {
      if (answer.error.code !== 'SF_API_DISABLED') return unknownBecause(as, answer);
      const { refused, evidence } = await apiRefusedToAll(run);
      if (!refused) {
        const summary =
          'The API is refused; Salesforce does not say whether to this user or to the whole org.';
        return { status: 'unknown', summary, evidence };
      }
      return {
        status: 'fail',
        summary: 'Salesforce refuses the API to every connected user of this org.',
        evidence,
        affected: { features: ['everything'] },
        remedy: onPage(
          run,
          'company',
          'Organization Edition',
          'Use an edition with API access (Enterprise, Unlimited, Performance, Developer), or buy the API add-on for Professional.',
        ),
      };
    }
    const edition = textOf(answer.value.records[0], 'OrganizationType') ?? 'unknown';
    const evidence = [evidenceOf(as, answer, edition)];
    const words = WITHOUT_API.has(edition)
      ? `${edition} has API access by its add-on.`
      : `${edition} comes with API access.`;
    return { status: 'pass', summary: words, evidence };
  },
};

const orgIdentity: Check = {
  id: 'org_identity',
  group: 'org',
  title: 'The right org',
  asks: 'Organization.Id, IsSandbox and InstanceName, compared with the org whose data this workspace holds.',
  without: 'The data of two orgs would mix, so the workspace refuses to go on.',
  needs: () => 'required',
  async run(run) {
    const answer = await organization(run);
    const row = answer.kind === 'answered' ? answer.value.records[0] : undefined;
    const id = typeof row?.['Id'] === 'string' ? row['Id'] : run.about.organizationId;
    const sandbox = typeof row?.['IsSandbox'] === 'boolean' ? row['IsSandbox'] : run.about.isSandbox;
    const kind = sandbox === null ? 'an org' : sandbox ? 'a sandbox' : 'a production org';
    const evidence = [
      evidenceOf(
        run.subject,
        answer,
        `${id}, ${kind}, instance ${textOf(row, 'InstanceName') ?? 'not told'}`,
      ),
    ];
    const locked = run.about.lockedOrganizationId;
    if (locked !== null && locked !== id) {
      return {
        status: 'fail',
        summary: `This is the org ${id}; the workspace holds the data of ${locked}.`,
        evidence,
        affected: { features: ['everything'] },
        remedy: here(
          'Connection > Change sync user',
          'Connect a user of the org whose data is here, or confirm the move to this org: the mapping stays, the data is loaded anew.',
        ),
      };
    }
    const trial = row?.['TrialExpirationDate'];
    const ends = typeof trial === 'string' ? ` It is a trial that ends on ${trial.slice(0, 10)}.` : '';
    return {
      status: 'pass',
      summary: `The org is ${kind}${locked === null ? '' : ', the one whose data is here'}.${ends}`,
      evidence,
    };
  },
};

const multiCurrency: Check = {
  id: 'multi_currency',
  group: 'org',
  title: 'Currencies',
  asks: 'Whether CurrencyType and DatedConversionRate can be queried: they are there in orgs with several currencies only.',
  without: 'Amounts arrive without their currency, so sums of them mean nothing.',
  needs: ({ mapping }) => (mapping.objects.length > 0 ? 'recommended' : 'not_needed'),
  async run(run) {
    const [types, dated] = await Promise.all([
      run.ask('SELECT IsoCode, ConversionRate, IsCorporate FROM CurrencyType WHERE IsActive = true'),
      run.ask('SELECT COUNT() FROM DatedConversionRate'),
    ]);
    if (types.kind === 'refused') {
      if (types.error.code !== 'SF_OBJECT_NOT_READABLE') return unknownBecause(run.subject, types);
      return {
        status: 'pass',
        summary: 'The org has one currency.',
        evidence: [evidenceOf(run.subject, types, '')],
      };
    }
    const codes = types.value.records.map((row) => String(row['IsoCode']));
    const rates =
      dated.kind === 'answered' ? `with dated rates (${dated.value.totalSize})` : 'without dated rates';
    const evidence = [
      evidenceOf(run.subject, types, codes.join(', ')),
      evidenceOf(run.subject, dated, 'dated rates are on'),
    ];
    const lacking = run.mapping.objects.filter(
      ({ name, fields }) => WITH_AMOUNTS.has(name) && !fields.includes('CurrencyIsoCode'),
    );
    if (lacking.length === 0) {
      return { status: 'pass', summary: `The org has ${codes.length} currencies, ${rates}.`, evidence };
    }
    const names = lacking.map(({ name }) => name);
    return {
      status: 'fail',
      summary: `The org has ${codes.length} currencies, ${rates}; ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} mapped without CurrencyIsoCode.`,
      evidence,
      affected: { objects: names, fields: names.map((name) => `${name}.CurrencyIsoCode`) },
      remedy: here(
        'Objects > (the object) > Fields',
        'Map CurrencyIsoCode, so that each amount has its currency.',
      ),
    };
  },
};

/** Standard objects whose standard amounts need a currency beside them. */
const WITH_AMOUNTS = new Set(['Account', 'Lead', 'Opportunity', 'Campaign', 'OpportunityLineItem']);

const personAccounts: Check = {
  id: 'person_accounts',
  group: 'org',
  title: 'Person accounts',
  asks: 'Whether Account has IsPersonAccount, and how many accounts are people.',
  without: 'Accounts that are people cannot be told from companies.',
  needs: ({ mapping }) =>
    mapping.objects.some(({ name }) => name === 'Account') ? 'recommended' : 'not_needed',
  async run(run) {
    const answer = await run.ask('SELECT COUNT() FROM Account WHERE IsPersonAccount = true');
    if (answer.kind === 'refused') {
      if (answer.error.code !== 'SF_FIELD_NOT_READABLE') return unknownBecause(run.subject, answer);
      return {
        status: 'pass',
        summary: 'The org has no person accounts.',
        evidence: [evidenceOf(run.subject, answer, '')],
      };
    }
    const people = answer.value.totalSize;
    const evidence = [evidenceOf(run.subject, answer, `${people}`)];
    const fields = run.mapping.objects.find(({ name }) => name === 'Account')?.fields ?? [];
    if (fields.includes('IsPersonAccount')) {
      return {
        status: 'pass',
        summary: `Person accounts are on: ${people.toLocaleString('en')} accounts are people.`,
        evidence,
      };
    }
    return {
      status: 'fail',
      summary: `Person accounts are on, but IsPersonAccount is not mapped: ${people.toLocaleString('en')} accounts are people.`,
      evidence,
      affected: { objects: ['Account'], fields: ['Account.IsPersonAccount'] },
      remedy: onPage(
        run,
        'personAccounts',
        '',
        'Map IsPersonAccount (and PersonEmail, FirstName, LastName) of Account on the Objects page; in Salesforce nothing has to change.',
      ),
    };
  },
};

export const ORG_CHECKS: readonly Check[] = [editionHasApi, orgIdentity, multiCurrency, personAccounts];
