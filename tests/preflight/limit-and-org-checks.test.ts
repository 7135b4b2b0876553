import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import type { AccessMapping } from '@sync-user/engine';
import { assertOnlyThisCheckSees, type Breakage, PreflightOrg } from './preflight-org.ts';
import { MAPPING } from './preflight-seed.ts';

function withFields(object: string, fields: readonly string[]): AccessMapping {
  return {
    objects: MAPPING.objects.map((one) =>
      one.name === object ? { ...one, fields: [...one.fields, ...fields] } : one,
    ),
  };
}

async function limits(org: PreflightOrg, body: unknown): Promise<void> {
  await org.control.send('POST', '/limits', body);
}

async function seed(org: PreflightOrg, body: unknown): Promise<void> {
  await org.control.send('POST', '/seed', { seed: body });
}

const withCurrency: AccessMapping = {
  objects: withFields('Account', ['CurrencyIsoCode']).objects.map((object) =>
    object.name === 'Opportunity' ? { ...object, fields: [...object.fields, 'CurrencyIsoCode'] } : object,
  ),
};

const BREAKAGES: readonly Breakage[] = [
  {
    check: 'api_allowance',
    what: 'nearly all calls are used',
    breakIt: (org) => limits(org, { maxDailyApiRequests: 1000, spend: 900 }),
    status: 'warn',
    remedy: /lengthen the sync interval/,
    mend: (org) => limits(org, { maxDailyApiRequests: null }),
  },
  {
    check: 'bulk_allowed',
    what: 'the org has no Bulk API',
    breakIt: (org) =>
      org.control.fault({
        kind: 'status',
        status: 403,
        path: '/jobs/query',
        times: 50,
        body: [{ errorCode: 'FUNCTIONALITY_NOT_ENABLED', message: 'Bulk API is not enabled' }],
      }),
    status: 'fail',
    remedy: /Bulk API comes with API access/,
    mend: (org) => org.control.clearFaults(),
  },
  {
    check: 'bulk_allowed',
    what: 'bulk jobs are used up',
    breakIt: (org) => limits(org, { allowances: { DailyBulkV2QueryJobs: 2 } }),
    status: 'warn',
    remedy: /come back by themselves/,
    mend: (org) => limits(org, { allowances: { DailyBulkV2QueryJobs: 10_000 } }),
  },
  {
    check: 'event_delivery',
    what: 'nearly all deliveries are used',
    breakIt: async (org) => void (await org.control.send('POST', '/events', { spend: 24_000 })),
    status: 'warn',
    remedy: /add-on/,
    mend: async (org) => void (await org.control.send('POST', '/events', { maxDeliveredEvents: 500_000 })),
  },
  {
    check: 'change_event_entities',
    what: 'five other objects have change events',
    breakIt: (org) => seed(org, { changeDataCapture: ['Contact', 'Lead', 'Case', 'Campaign', 'Account'] }),
    status: 'warn',
    remedy: /Selected Entities/,
    mend: async (org) => {
      const soql = "SELECT Id FROM PlatformEventChannelMember WHERE SelectedEntity = 'CaseChangeEvent'";
      const { records } = (await org.request('GET', `/tooling/query?q=${encodeURIComponent(soql)}`)) as {
        records: { Id: string }[];
      };
      await org.request('DELETE', `/tooling/sobjects/PlatformEventChannelMember/${records[0]?.Id}`);
    },
  },
  {
    check: 'who_what_limit',
    what: 'tasks are about too many records for a user without View All Data',
    breakIt: (org) =>
      org.control.fault({
        kind: 'status',
        status: 400,
        path: 'COUNT_DISTINCT',
        body: [{ errorCode: 'OPERATION_TOO_LARGE', message: "exceeded 100000 distinct who/what's" }],
      }),
    status: 'warn',
    remedy: /View All Data/,
    mend: (org) => org.control.clearFaults(),
  },
  {
    check: 'edition_has_api',
    what: 'the org has no API',
    breakIt: (org) =>
      org.control.fault({
        kind: 'status',
        status: 403,
        path: '^/services/data/v',
        times: 500,
        body: [
          { errorCode: 'API_DISABLED_FOR_ORG', message: 'The REST API is not enabled for this Organization' },
        ],
      }),
    status: 'fail',
    refusesLogin: true,
    remedy: /edition with API access/,
    mend: (org) => org.control.clearFaults(),
  },
  {
    check: 'org_identity',
    what: 'it is another org than the one whose data is here',
    brokenOptions: { about: { lockedOrganizationId: '00D000000000009AAA' } },
    status: 'fail',
    remedy: /confirm the move/,
  },
  {
    check: 'multi_currency',
    what: 'several currencies are on, and amounts are mapped without theirs',
    breakIt: (org) =>
      seed(org, {
        currencies: [
          { isoCode: 'EUR', corporate: true },
          { isoCode: 'USD', rate: 1.1, datedRates: [{ startDate: '2026-01-01', rate: 1.2 }] },
        ],
      }),
    status: 'warn',
    remedy: /CurrencyIsoCode/,
    mendedOptions: { mapping: withCurrency },
  },
  {
    check: 'person_accounts',
    what: 'accounts can be people, and what tells them apart is not mapped',
    breakIt: (org) => seed(org, { personAccounts: true }),
    status: 'warn',
    remedy: /IsPersonAccount/,
    mendedOptions: { mapping: withFields('Account', ['IsPersonAccount']) },
  },
];

describe('limits and the org itself are watched, each by its check', () => {
  let org: PreflightOrg;
  before(async () => {
    org = await PreflightOrg.start();
  });
  after(() => org[Symbol.asyncDispose]());

  for (const breakage of BREAKAGES) {
    test(`${breakage.check}: ${breakage.what}`, () => assertOnlyThisCheckSees(org, breakage));
  }

  test('change_event_entities: more objects than come free are the add-on’s', async () => {
    await org.reset();
    await org.control.send('POST', '/events', { addOn: true });
    await seed(org, { changeDataCapture: ['Contact', 'Lead', 'Case', 'Campaign', 'User'] });
    await org.request('POST', '/tooling/sobjects/PlatformEventChannelMember', {
      FullName: 'ChangeEvents_TaskChangeEvent',
      Metadata: { eventChannel: 'ChangeEvents', selectedEntity: 'TaskChangeEvent' },
    });
    const check = (await org.check()).checks.find(({ id }) => id === 'change_event_entities');
    assert.equal(check?.status, 'pass', check?.summary);
    assert.match(check.summary, /add-on/);
    await org.control.send('POST', '/events', { addOn: false });
  });

  test('a user who may not see the allowances still knows how many calls are left', async () => {
    await org.reset();
    await limits(org, { maxDailyApiRequests: 1000, spend: 950 });
    const report = await org.check({ alone: true });
    const check = report.checks.find(({ id }) => id === 'api_allowance');
    assert.equal(check?.status, 'warn');
    assert.ok(check.evidence.some(({ asked }) => asked === 'Sforce-Limit-Info'));
  });

  test('an org that does not answer is no finding', async () => {
    await org.reset();
    await org.check();
    await org.control.fault({ kind: 'status', status: 503, times: 1000, path: '^/services/data' });
    await assert.rejects(org.check(), (error) => isSyncError(error, 'SF_UNAVAILABLE'));
    await org.control.clearFaults();
  });

  test('the report says what it cost, and few calls they are', async () => {
    await org.reset();
    await org.check();
    const used = async (): Promise<number> => (await org.control.state()).apiUsage.used;
    const before = await used();
    const report = await org.check();
    assert.equal((await used()) - before, report.calls);
    assert.ok(report.calls <= 16 + MAPPING.objects.length, `${report.calls} calls`);
  });
});
