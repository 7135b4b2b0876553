import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { ADMIN, create, openTestOrg, REP, signIn, TEST_SEED, type TestOrg } from '../../testing/test-org.ts';

const [admin, rep] = TEST_SEED.users;
const CURRENCIES = [
  { isoCode: 'EUR', rate: 1, corporate: true },
  { isoCode: 'USD', rate: 2 },
  { isoCode: 'JPY', rate: 100, decimals: 0 },
  { isoCode: 'DEM', rate: 1.95583, isActive: false },
];
const SEED = {
  ...TEST_SEED,
  currencies: CURRENCIES,
  users: [admin, { ...rep, currency: 'USD', locale: 'de_DE' }],
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
};
const DATED = {
  ...SEED,
  currencies: CURRENCIES.map((currency) =>
    currency.isoCode === 'USD'
      ? {
          ...currency,
          datedRates: [
            { startDate: '2026-01-01', rate: 4 },
            { startDate: '2026-02-01', rate: 8 },
          ],
        }
      : currency,
  ),
};

function deal(values: Record<string, unknown>): Record<string, unknown> {
  return { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-01-15', ...values };
}

async function values(org: TestOrg, soql: string, user = ADMIN): Promise<Record<string, unknown>[]> {
  const answer = await (await signIn(org.baseUrl, user)).query(soql);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  for (const record of answer.body.records) delete record.attributes;
  return answer.body.records;
}

const EVIDENCE = { documented: 'SOQL and SOSL Reference, "convertCurrency()"; facts 8.2' } as const;
const COVERS = { covers: ['data.currencies', 'soql.functions'] } as const;

behaviour(
  'amounts are in the row’s currency; convertCurrency gives the user’s, in SELECT alone',
  EVIDENCE,
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    await create(org.admin, 'Opportunity', deal({ Amount: 10_000, CurrencyIsoCode: 'JPY' }));
    const soql = 'SELECT Amount, CurrencyIsoCode, convertCurrency(Amount) own FROM Opportunity';
    assert.deepEqual(await values(org, soql), [{ Amount: 10_000, CurrencyIsoCode: 'JPY', own: 100 }]);
    const own = deal({ Name: 'Own', Amount: 10_000, CurrencyIsoCode: 'JPY' });
    await create(await signIn(org.baseUrl, REP), 'Opportunity', own);
    assert.deepEqual(await values(org, `${soql} WHERE Name = 'Own'`, REP), [
      { Amount: 10_000, CurrencyIsoCode: 'JPY', own: 200 },
    ]);
    for (const clause of ['WHERE convertCurrency(Amount) > 1', 'ORDER BY convertCurrency(Amount)']) {
      const refused = await org.admin.query(`SELECT Id FROM Opportunity ${clause}`);
      assert.equal(refused.status, 400, clause);
      assert.equal(refused.body[0].errorCode, 'MALFORMED_QUERY');
    }
  },
  COVERS,
);

behaviour(
  'filters compare in the currency that they name, sorting and aggregates in the organization’s',
  EVIDENCE,
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    await create(org.admin, 'Opportunity', deal({ Name: 'dollars', Amount: 5001, CurrencyIsoCode: 'USD' }));
    await create(org.admin, 'Opportunity', deal({ Name: 'yen', Amount: 7000, CurrencyIsoCode: 'JPY' }));
    await create(org.admin, 'Opportunity', deal({ Name: 'euros', Amount: 3000 }));
    assert.deepEqual(await values(org, 'SELECT Name FROM Opportunity WHERE Amount > USD5000 ORDER BY Name'), [
      { Name: 'dollars' },
      { Name: 'euros' },
    ]);
    assert.deepEqual(await values(org, 'SELECT Name FROM Opportunity WHERE Amount > 5000 ORDER BY Name'), [
      { Name: 'dollars' },
      { Name: 'yen' },
    ]);
    assert.deepEqual(await values(org, 'SELECT Name FROM Opportunity ORDER BY Amount DESC'), [
      { Name: 'euros' },
      { Name: 'dollars' },
      { Name: 'yen' },
    ]);
    assert.deepEqual(await values(org, 'SELECT SUM(Amount) total, MAX(Amount) most FROM Opportunity'), [
      { total: 5570.5, most: 3000 },
    ]);
  },
  COVERS,
);

behaviour(
  'FORMAT shows the row’s currency and the user’s, numbers and dates by the user’s locale',
  { documented: 'SOQL and SOSL Reference, "FORMAT()"' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    await create(org.admin, 'Opportunity', deal({ Amount: 1500, CurrencyIsoCode: 'USD' }));
    const soql =
      'SELECT FORMAT(Amount) amt, FORMAT(CloseDate) day, FORMAT(convertCurrency(Amount)) own, FORMAT(Probability) odds FROM Opportunity';
    assert.deepEqual(await values(org, soql), [
      { amt: 'USD 1,500.00 (EUR 750.00)', day: '1/15/2026', own: 'EUR 750.00', odds: '10%' },
    ]);
    await create(
      await signIn(org.baseUrl, REP),
      'Opportunity',
      deal({ Amount: 1500, CurrencyIsoCode: 'USD' }),
    );
    const [german] = await values(org, soql, REP);
    assert.deepEqual(german, { amt: 'USD 1.500,00', day: '15.01.2026', own: 'USD 1.500,00', odds: '10%' });
    await using single = await openTestOrg();
    await create(single.admin, 'Opportunity', deal({ Amount: 44_000 }));
    assert.deepEqual(await values(single, 'SELECT FORMAT(Amount) FROM Opportunity'), [
      { Amount: '$44,000.00' },
    ]);
  },
  COVERS,
);

behaviour(
  'a rate can be changed by the API; no row that uses it is stamped',
  { documented: 'facts 8.2' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const id = await create(org.admin, 'Opportunity', deal({ Amount: 100, CurrencyIsoCode: 'USD' }));
    const read = async (): Promise<Record<string, unknown>> =>
      (await org.admin.get(`/sobjects/Opportunity/${id}`)).body;
    const before = await read();
    const [usd] = await values(org, "SELECT Id FROM CurrencyType WHERE IsoCode = 'USD'");
    const path = `/sobjects/CurrencyType/${String(usd?.['Id'])}`;
    assert.equal((await org.admin.call('PATCH', path, { ConversionRate: 4 })).status, 204);
    assert.deepEqual(await values(org, 'SELECT convertCurrency(Amount) FROM Opportunity'), [{ Amount: 25 }]);
    assert.deepEqual(await read(), before);
    const refused = await org.admin.call('PATCH', path, { ConversionRate: 0 });
    assert.equal(refused.body[0].errorCode, 'INVALID_CURRENCY_CONV_RATE');
    const [eur] = await values(org, "SELECT Id FROM CurrencyType WHERE IsoCode = 'EUR'");
    const corporate = await org.admin.call('PATCH', `/sobjects/CurrencyType/${String(eur?.['Id'])}`, {
      ConversionRate: 2,
    });
    assert.equal(corporate.body[0].errorCode, 'INVALID_CURRENCY_CORP_RATE');
  },
  COVERS,
);

behaviour(
  'rows are in active currencies only; new ones in their creator’s unless told',
  { documented: 'facts 8.2; Object Reference, CurrencyType' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const refused = await org.admin.post('/sobjects/Account', { Name: 'x', CurrencyIsoCode: 'DEM' });
    assert.equal(refused.body[0].errorCode, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    const [dem] = await values(org, "SELECT Id FROM CurrencyType WHERE IsoCode = 'DEM'");
    await org.admin.call('PATCH', `/sobjects/CurrencyType/${String(dem?.['Id'])}`, { IsActive: true });
    await create(org.admin, 'Account', { Name: 'old', CurrencyIsoCode: 'DEM' });
    await create(org.admin, 'CurrencyType', {
      IsoCode: 'CHF',
      ConversionRate: 0.95,
      DecimalPlaces: 2,
      IsActive: true,
    });
    await create(org.admin, 'Account', { Name: 'swiss', CurrencyIsoCode: 'CHF' });
    const own = await create(await signIn(org.baseUrl, REP), 'Account', { Name: 'own' });
    assert.equal((await org.admin.get(`/sobjects/Account/${own}`)).body.CurrencyIsoCode, 'USD');
  },
  COVERS,
);

behaviour(
  'a summary is in its parent’s currency',
  { documented: 'Salesforce Help, "Roll-Up Summary Field": multi-currency' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const account = await create(org.admin, 'Account', { Name: 'Acme', CurrencyIsoCode: 'USD' });
    await create(org.admin, 'Opportunity', deal({ AccountId: account, Amount: 100, CurrencyIsoCode: 'EUR' }));
    await create(org.admin, 'Opportunity', deal({ AccountId: account, Amount: 7, CurrencyIsoCode: 'USD' }));
    assert.equal((await org.admin.get(`/sobjects/Account/${account}`)).body.Pipeline__c, 207);
  },
  COVERS,
);

behaviour(
  'a formula reads a parent’s amount in the currency of its own row',
  { documented: 'Salesforce Help, "Cross-Object Formulas": multiple currencies' },
  async () => {
    const share = { name: 'Share__c', type: 'currency', formula: 'Amount / Account.AnnualRevenue * 100' };
    const revenue = { name: 'Revenue__c', type: 'currency', formula: 'Account.AnnualRevenue' };
    await using org = await openTestOrg({ seed: { ...SEED, fields: { Opportunity: [share, revenue] } } });
    const account = await create(org.admin, 'Account', {
      Name: 'Acme',
      AnnualRevenue: 1000,
      CurrencyIsoCode: 'EUR',
    });
    const id = await create(
      org.admin,
      'Opportunity',
      deal({ AccountId: account, Amount: 100, CurrencyIsoCode: 'USD' }),
    );
    const [row] = await values(org, 'SELECT Share__c, Revenue__c FROM Opportunity');
    assert.deepEqual(row, { Share__c: 5, Revenue__c: 2000 });
    assert.equal((await org.admin.get(`/sobjects/Opportunity/${id}`)).body.Revenue__c, 2000);
  },
  COVERS,
);

behaviour(
  'with advanced currency management opportunities convert by the rate of their close date, other rows by the fixed one',
  { documented: 'Salesforce Help, "About Advanced Currency Management"; facts 8.2' },
  async () => {
    await using org = await openTestOrg({ seed: DATED });
    const converted = 'SELECT CloseDate, convertCurrency(Amount) own FROM Opportunity ORDER BY CloseDate';
    for (const day of ['2025-12-31', '2026-01-31', '2026-02-01']) {
      await create(org.admin, 'Opportunity', deal({ Amount: 80, CurrencyIsoCode: 'USD', CloseDate: day }));
    }
    const own = async (): Promise<unknown[]> => (await values(org, converted)).map((record) => record['own']);
    assert.deepEqual(await own(), [40, 20, 10]);
    await create(org.admin, 'Account', { Name: 'Acme', AnnualRevenue: 80, CurrencyIsoCode: 'USD' });
    assert.deepEqual(await values(org, 'SELECT convertCurrency(AnnualRevenue) own FROM Account'), [
      { own: 40 },
    ]);
    await create(org.admin, 'DatedConversionRate', {
      IsoCode: 'USD',
      StartDate: '2026-01-20',
      ConversionRate: 16,
    });
    assert.deepEqual(await own(), [40, 5, 10]);
    assert.deepEqual(
      await values(
        org,
        "SELECT StartDate, NextStartDate FROM DatedConversionRate WHERE IsoCode = 'USD' ORDER BY StartDate",
      ),
      [
        { StartDate: '0001-01-01', NextStartDate: '2026-01-01' },
        { StartDate: '2026-01-01', NextStartDate: '2026-01-20' },
        { StartDate: '2026-01-20', NextStartDate: '2026-02-01' },
        { StartDate: '2026-02-01', NextStartDate: '9999-12-31' },
      ],
    );
    const [middle] = await values(org, 'SELECT Id FROM DatedConversionRate WHERE StartDate = 2026-01-20');
    const gone = await org.admin.call('DELETE', `/sobjects/DatedConversionRate/${String(middle?.['Id'])}`);
    assert.equal(gone.status, 204, JSON.stringify(gone.body));
    assert.deepEqual(await own(), [40, 20, 10]);
    await org.admin.control('POST', '/currencies', { advancedCurrencyManagement: false });
    assert.deepEqual(await own(), [40, 40, 40]);
  },
  COVERS,
);

behaviour(
  'an org with one currency has no CurrencyType and no CurrencyIsoCode; one with several has both',
  { documented: 'facts 8.2' },
  async () => {
    const names = async (org: TestOrg): Promise<boolean[]> => {
      const global = await org.admin.get('/sobjects');
      const account = await org.admin.get('/sobjects/Account/describe');
      const objects = global.body.sobjects.map((object: { name: string }) => object.name);
      const fields = account.body.fields.map((field: { name: string }) => field.name);
      return [
        objects.includes('CurrencyType'),
        objects.includes('DatedConversionRate'),
        fields.includes('CurrencyIsoCode'),
      ];
    };
    await using single = await openTestOrg();
    assert.deepEqual(await names(single), [false, false, false]);
    await using several = await openTestOrg({ seed: SEED });
    assert.deepEqual(await names(several), [true, false, true]);
    await using dated = await openTestOrg({ seed: DATED });
    assert.deepEqual(await names(dated), [true, true, true]);
  },
  COVERS,
);

behaviour(
  'toLabel shows a picklist’s labels, and filters by them',
  { documented: 'SOQL and SOSL Reference, "toLabel()"' },
  async () => {
    const stage = {
      name: 'Stage__c',
      type: 'picklist',
      values: [
        { value: 'N', label: 'New' },
        { value: 'D', label: 'Done' },
      ],
    };
    await using org = await openTestOrg({ seed: { ...TEST_SEED, fields: { Account: [stage] } } });
    await create(org.admin, 'Account', { Name: 'a', Stage__c: 'N' });
    await create(org.admin, 'Account', { Name: 'b', Stage__c: 'D' });
    assert.deepEqual(
      await values(org, "SELECT toLabel(Stage__c), Name FROM Account WHERE toLabel(Stage__c) = 'done'"),
      [{ Stage__c: 'Done', Name: 'b' }],
    );
  },
  { covers: 'soql.functions' },
);
