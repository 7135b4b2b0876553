/** Field stories: "$30 became £30"; "100 EUR + 100 USD = 200 EUR"; converted totals that are plausible and wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRates } from '@sync-user/engine';
import { createMoneyServices } from '../../apps/server/src/services/money.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startCensusRig } from './census-rig.ts';

const OPPORTUNITY = { StageName: 'Prospecting', CloseDate: '2031-02-10' };
const rig = await startCensusRig({
  seed: {
    ...orgSeed({ accounts: 3, contacts: 1, widgets: 1 }),
    currencies: [
      { isoCode: 'EUR', rate: 1, corporate: true },
      {
        isoCode: 'USD',
        rate: 2,
        datedRates: [
          { startDate: '2031-01-01', rate: 4 },
          { startDate: '2031-03-01', rate: 8 },
        ],
      },
      { isoCode: 'JPY', rate: 100, decimals: 0 },
    ],
    fields: {
      Account: [
        {
          name: 'Pipeline__c',
          type: 'rollUp',
          summaryForeignKey: 'Opportunity.AccountId',
          summaryOperation: 'sum',
          summarizedField: 'Opportunity.Amount',
        },
      ],
    },
  },
  objects: {
    Opportunity: ['Name', 'Amount', 'StageName', 'CloseDate', 'IsClosed', 'IsWon'],
    Account: ['AnnualRevenue', 'Pipeline__c'],
  },
});
const { workspaceId, store } = rig;
const money = createMoneyServices(store);
const signal = AbortSignal.timeout(240_000);
const create = (values: Record<string, unknown>, object = 'Opportunity') =>
  rig.org.save([
    { kind: 'create', object, values: object === 'Opportunity' ? { ...OPPORTUNITY, ...values } : values },
  ]);

test('before the rates are read every sum is per currency, and nothing pretends to be a total', async () => {
  await create({ Name: 'Euros', Amount: 100, CurrencyIsoCode: 'EUR' });
  await create({ Name: 'Dollars', Amount: 100, CurrencyIsoCode: 'USD' });
  await rig.poll();
  const { total } = await money.summarize(workspaceId, { object: 'Opportunity', field: 'Amount' });
  assert.deepEqual(total.perCurrency, [
    { currency: 'EUR', rows: 1, sum: '100' },
    { currency: 'USD', rows: 1, sum: '100' },
  ]);
  assert.equal(total.corporate, null);
  assert.deepEqual(total.unconverted, [{ reason: 'The exchange rates have not been read', rows: 2 }]);
});

test('the rates cost one call', async () => {
  rig.calls.length = 0;
  await readRates(
    { org: rig.ports.org, rates: store.money.port(null), clock: rig.time },
    workspaceId,
    signal,
  );
  assert.equal(rig.calls.length, 1);
  const { rates, corporateCurrency, datedRates, currencies } = await money.read(workspaceId);
  assert.equal(currencies, 'several');
  assert.equal(corporateCurrency, 'EUR');
  assert.equal(datedRates, true);
  assert.deepEqual(
    rates.map(({ isoCode, rate }) => [isoCode, Number(rate)]),
    [
      ['EUR', 1],
      ['JPY', 100],
      ['USD', 2],
    ],
  );
});

test('hundred euro and hundred dollar are not two hundred of anything, and convert as Salesforce converts them', async () => {
  await create({ Name: 'Later dollars', Amount: 100, CurrencyIsoCode: 'USD', CloseDate: '2031-03-01' });
  await create({ Name: 'Yen', Amount: 1000, CurrencyIsoCode: 'JPY' });
  await create({ Name: 'Nothing yet', CurrencyIsoCode: 'USD' });
  await rig.poll();
  const { total, groups } = await money.summarize(workspaceId, {
    object: 'opportunity',
    field: 'amount',
    groupBy: 'CloseDate',
  });
  assert.deepEqual(total.perCurrency, [
    { currency: 'EUR', rows: 1, sum: '100' },
    { currency: 'JPY', rows: 1, sum: '1000' },
    { currency: 'USD', rows: 2, sum: '200' },
  ]);
  assert.equal(total.rows, 5);
  assert.equal(Number(total.corporate), 100 + 100 / 4 + 100 / 8 + 1000 / 100);
  assert.deepEqual(
    groups.map(({ key, corporate }) => [key, Number(corporate)]),
    [
      ['2031-02-10', 135],
      ['2031-03-01', 12.5],
    ],
  );
  const org = await rig.ports.org.query(
    'SELECT SUM(Amount) total FROM Opportunity',
    { withDeleted: false },
    { cause: 'census', sobject: null, signal },
  );
  assert.equal(org.value.records[0]?.['total'], Number(total.corporate));
});

test('the amount keeps its currency: each row has its own, the corporate amount and the rate used beside it', async () => {
  const rows = await rig.sql(
    `select o.name, v.amount::float, v.currencyisocode, v.corporate_currency, v.corporate_rate::float as rate,
            v.amount_corporate::float as corporate, v.corporate_reason as reason
       from crm_acme.opportunity_in_corporate_currency v join crm_acme.opportunity o using (id)
      where o.name in ('Dollars', 'Later dollars', 'Euros') order by o.name`,
  );
  const usd = { amount: 100, currencyisocode: 'USD', corporate_currency: 'EUR', reason: null };
  assert.deepEqual(rows, [
    { ...usd, name: 'Dollars', rate: 4, corporate: 25 },
    { ...usd, name: 'Euros', currencyisocode: 'EUR', rate: 1, corporate: 100 },
    { ...usd, name: 'Later dollars', rate: 8, corporate: 12.5 },
  ]);
});

test('an account converts by today’s rate, whatever rates have dates', async () => {
  await create({ Name: 'Rich', AnnualRevenue: 500, CurrencyIsoCode: 'USD' }, 'Account');
  await rig.poll();
  const { groups, datedRates } = await money.summarize(workspaceId, {
    object: 'Account',
    field: 'AnnualRevenue',
    groupBy: 'Name',
  });
  assert.equal(datedRates, false);
  const rich = groups.find(({ key }) => key === 'Rich');
  assert.deepEqual(rich?.perCurrency, [{ currency: 'USD', rows: 1, sum: '500' }]);
  assert.equal(Number(rich.corporate), 250);
});

test('a roll-up adds its children’s currencies up: it is Salesforce’s own sum, in its own record’s currency', async () => {
  const [account = ''] = await create({ Name: 'Dollar house', CurrencyIsoCode: 'USD' }, 'Account');
  // Roll-ups convert by today's rates, not by those of a day.
  const [, dollars = ''] = [
    ...(await create({ Name: 'In euro', AccountId: account, Amount: 100, CurrencyIsoCode: 'EUR' })),
    ...(await create({ Name: 'In dollars', AccountId: account, Amount: 30, CurrencyIsoCode: 'USD' })),
  ];
  const sum = async () => {
    await rig.time.advance(60_000);
    await rig.poll();
    const [row] = await rig.sql(
      `select a.pipeline__c::float as ours, a.currencyisocode as currency, v.pipeline__c_corporate::float as corporate
         from crm_acme.account a join crm_acme.account_in_corporate_currency v using (id) where a.id = $1`,
      [account],
    );
    const [theirs] = await rig
      .orgRows('Account', ['Id', 'Pipeline__c', 'CurrencyIsoCode'])
      .then((rows) => rows.filter((one) => one['Id'] === account));
    assert.deepEqual([row?.['ours'], row?.['currency']], [theirs?.['Pipeline__c'], 'USD']);
    return row;
  };
  assert.deepEqual(await sum(), { ours: 230, currency: 'USD', corporate: 115 });
  await rig.org.save([{ kind: 'update', object: 'Opportunity', id: dollars, values: { Amount: 50 } }]);
  assert.deepEqual(await sum(), { ours: 250, currency: 'USD', corporate: 125 });
  const { groups } = await money.summarize(workspaceId, {
    object: 'Account',
    field: 'Pipeline__c',
    groupBy: 'Name',
  });
  const house = groups.find(({ key }) => key === 'Dollar house');
  assert.deepEqual(house?.perCurrency, [{ currency: 'USD', rows: 1, sum: '250' }]);
  assert.equal(Number(house.corporate), 125);
  await rig.org.save([{ kind: 'update', object: 'Opportunity', id: dollars, values: { Amount: 0 } }]);
});

test('a currency whose rate is not known: the sum of it stays, the corporate total is refused with the reason', async () => {
  for (const table of ['sync_currency', 'sync_dated_rate'])
    await rig.sql(`delete from crm_acme.${table} where iso_code = 'JPY'`);
  const { total } = await money.summarize(workspaceId, { object: 'Opportunity', field: 'Amount' });
  assert.equal(total.corporate, null);
  assert.equal(total.perCurrency.length, 3);
  assert.deepEqual(total.unconverted, [{ reason: 'No exchange rate is known for the currency', rows: 1 }]);
});

test('amounts whose currencies are kept private are not added at all', async () => {
  const account = await store.objects.read(workspaceId, 'Account');
  assert.ok(account);
  await store.fields.makePrivate(account.table, ['CurrencyIsoCode']);
  await assert.rejects(
    money.summarize(workspaceId, { object: 'Account', field: 'AnnualRevenue' }),
    /several currencies, and CurrencyIsoCode is not mirrored/,
  );
  assert.deepEqual(await rig.sql(`select to_regclass('crm_acme.account_in_corporate_currency') as view`), [
    { view: null },
  ]);
});

test('the view is no obstacle: its object is deselected with it', async () => {
  const opportunity = await store.objects.read(workspaceId, 'Opportunity');
  assert.ok(opportunity);
  await store.objects.remove(opportunity.table);
  assert.deepEqual(
    await rig.sql(`select to_regclass('crm_acme.opportunity_in_corporate_currency') as view`),
    [{ view: null }],
  );
});
