import assert from 'node:assert/strict';
import { behaviour } from '../../../../testing/behaviour.ts';
import { create, openTestOrg, TEST_SEED, type TestClient } from '../../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  historyTracking: { Account: ['Industry', 'Description'], Widget__c: ['Size__c', 'Account__c', 'Name'] },
  opportunityStages: [
    { name: 'Verbal', probability: 80, forecastCategory: 'Best Case' },
    { name: 'Delivered', won: true },
  ],
};
const open = () => openTestOrg({ seed: SEED });
const rows = async (admin: TestClient, soql: string) => {
  const answer = await admin.query(soql);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.records.map(({ attributes: _attributes, ...row }: Record<string, unknown>) =>
    Object.values(row),
  );
};
const DEAL = { Name: 'd', StageName: 'Prospecting', CloseDate: '2026-01-31', Amount: 100 };
const patch = async (admin: TestClient, object: string, id: string, values: object) => {
  const answer = await admin.call('PATCH', `/sobjects/${object}/${id}`, values);
  assert.equal(answer.status, 204, JSON.stringify(answer.body));
};

behaviour(
  'OpportunityHistory has a row for the new opportunity and for each change of amount, stage, probability or close date',
  { documented: 'Object Reference, OpportunityHistory; facts 8.3' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const id = await create(admin, 'Opportunity', DEAL);
    await patch(admin, 'Opportunity', id, { NextStep: 'none of these' });
    await patch(admin, 'Opportunity', id, { Amount: 250 });
    await patch(admin, 'Opportunity', id, { CloseDate: '2026-02-28', StageName: 'Closed Won' });
    const history = await rows(
      admin,
      `SELECT StageName, Amount, ExpectedRevenue, CloseDate, Probability, ForecastCategory, PrevAmount, PrevCloseDate FROM OpportunityHistory WHERE OpportunityId = '${id}' ORDER BY Id`,
    );
    assert.deepEqual(history, [
      ['Prospecting', 100, 10, '2026-01-31', 10, 'Pipeline', null, null],
      ['Prospecting', 250, 25, '2026-01-31', 10, 'Pipeline', 100, '2026-01-31'],
      ['Closed Won', 250, 250, '2026-02-28', 100, 'Closed', 250, '2026-01-31'],
    ]);
    const ids = (await admin.query(`SELECT Id FROM OpportunityHistory ORDER BY Id`)).body.records.map(
      (row: { Id: string }) => row.Id,
    );
    const { body } = await admin.get(`/sobjects/Opportunity/${id}`);
    assert.deepEqual([body.LastAmountChangedHistoryId, body.LastCloseDateChangedHistoryId], [ids[1], ids[2]]);
    assert.equal(
      (await admin.post('/sobjects/OpportunityHistory', { OpportunityId: id })).status >= 400,
      true,
    );
  },
  { covers: 'data.history' },
);

behaviour(
  'OpportunityFieldHistory starts with "created", and shows a lookup by name and by id',
  { documented: 'Object Reference, OpportunityFieldHistory; facts 8.3' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [acme, other] = [
      await create(admin, 'Account', { Name: 'Acme' }),
      await create(admin, 'Account', { Name: 'Other' }),
    ];
    const id = await create(admin, 'Opportunity', { ...DEAL, AccountId: acme });
    await patch(admin, 'Opportunity', id, { AccountId: other, Amount: 120.5, NextStep: 'untracked' });
    const history = await rows(
      admin,
      `SELECT Field, DataType, OldValue, NewValue FROM OpportunityFieldHistory WHERE OpportunityId = '${id}' ORDER BY Id`,
    );
    assert.deepEqual(history.toSorted(), [
      ['Account', 'EntityId', acme, other],
      ['Account', 'Text', 'Acme', 'Other'],
      ['Amount', 'Currency', '100', '120.5'],
      ['created', 'Text', null, null],
    ]);
    const [[author]] = await rows(admin, `SELECT CreatedById FROM OpportunityFieldHistory LIMIT 1`);
    assert.equal(
      author,
      (await rows(admin, "SELECT Id FROM User WHERE Username = 'admin@test.example'"))[0][0],
    );
  },
  { covers: 'data.history' },
);

behaviour(
  'other objects keep the history of the fields an administrator chose; of long texts only that they changed',
  { documented: 'Salesforce Help, "Field History Tracking"; Object Reference, AccountHistory' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'a' });
    await patch(admin, 'Account', account, {
      Industry: 'Energy',
      Description: 'long',
      Phone: '1',
      Name: 'b',
    });
    assert.deepEqual((await rows(admin, 'SELECT Field, OldValue, NewValue FROM AccountHistory')).toSorted(), [
      ['Description', null, null],
      ['Industry', null, 'Energy'],
      ['created', null, null],
    ]);
    const widget = await create(admin, 'Widget__c', { Name: 'w', Size__c: 1 });
    await patch(admin, 'Widget__c', widget, { Size__c: 2.5, Account__c: account });
    assert.deepEqual(
      (
        await rows(
          admin,
          `SELECT Field, OldValue, NewValue FROM Widget__History WHERE ParentId = '${widget}'`,
        )
      ).toSorted(),
      [
        ['Account__c', null, account],
        ['Account__c', null, 'b'],
        ['Size__c', '1', '2.5'],
        ['created', null, null],
      ],
    );
    const contact = await create(admin, 'Contact', { LastName: 'c' });
    assert.deepEqual(
      await rows(admin, `SELECT Field FROM ContactHistory WHERE ContactId = '${contact}'`),
      [],
      'nothing is tracked there',
    );
  },
  { covers: 'data.history' },
);

behaviour(
  "an org's own stages decide probability, forecast and whether the deal is closed",
  { documented: 'Object Reference, OpportunityStage; facts 8.3' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const read = async (id: string) => {
      const { body } = await admin.get(`/sobjects/Opportunity/${id}`);
      return [body.Probability, body.ForecastCategory, body.ForecastCategoryName, body.IsClosed, body.IsWon];
    };
    const id = await create(admin, 'Opportunity', { ...DEAL, StageName: 'Verbal' });
    assert.deepEqual(await read(id), [80, 'BestCase', 'Best Case', false, false]);
    await patch(admin, 'Opportunity', id, { ForecastCategoryName: 'Commit', Probability: 85 });
    assert.deepEqual(await read(id), [85, 'Forecast', 'Commit', false, false]);
    await patch(admin, 'Opportunity', id, { StageName: 'Delivered' });
    assert.deepEqual(await read(id), [100, 'Closed', 'Closed', true, true]);
    const { fields } = (await admin.get('/sobjects/Opportunity/describe')).body;
    const stages = fields.find((field: { name: string }) => field.name === 'StageName').picklistValues;
    assert.ok(stages.some((entry: { value: string }) => entry.value === 'Verbal'));
  },
  { covers: 'data.history' },
);

behaviour(
  "LastActivityDate follows finished tasks and moves neither stamps nor the account's author",
  { documented: 'facts 5.2: LastActivityDate is derived' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'a' });
    const before = (await admin.get(`/sobjects/Account/${account}`)).body;
    await create(admin, 'Task', {
      Subject: 'Call',
      Status: 'Completed',
      ActivityDate: '2026-01-05',
      WhatId: account,
    });
    const after = (await admin.get(`/sobjects/Account/${account}`)).body;
    assert.equal(after.LastActivityDate, '2026-01-05');
    assert.deepEqual(
      [after.SystemModstamp, after.LastModifiedDate],
      [before.SystemModstamp, before.LastModifiedDate],
    );
  },
  { covers: 'data.activities' },
);
