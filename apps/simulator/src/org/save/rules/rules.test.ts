import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openTestOrg, refusals } from '../../testing/open-test-org.ts';

const { org, create, saveOne, records, caller, setTime } = openTestOrg();
after(() => org.close());

function read(object: string, id: string, ...names: string[]): unknown[] {
  const row = org.retrieve(caller, object, id);
  return names.map((name) => row?.[name]);
}

function change(object: string, id: string, values: Record<string, unknown>): void {
  assert.deepEqual(refusals(saveOne({ kind: 'update', object, id, values })), []);
}

describe('opportunity', () => {
  const stageFields = [
    'Probability',
    'IsClosed',
    'IsWon',
    'ForecastCategory',
    'ForecastCategoryName',
    'ExpectedRevenue',
  ];

  test('the stage decides probability, forecast and whether it is closed', () => {
    const id = create('Opportunity', {
      Name: 'o',
      StageName: 'Negotiation/Review',
      CloseDate: '2026-08-15',
      Amount: 1000,
    });
    assert.deepEqual(read('Opportunity', id, ...stageFields), [90, false, false, 'Forecast', 'Commit', 900]);
    change('Opportunity', id, { StageName: 'Closed Won' });
    assert.deepEqual(read('Opportunity', id, ...stageFields), [100, true, true, 'Closed', 'Closed', 1000]);
    assert.deepEqual(read('Opportunity', id, 'Fiscal', 'FiscalYear', 'FiscalQuarter'), ['2026 3', 2026, 3]);
  });

  test('a probability given with the stage stays', () => {
    const id = create('Opportunity', {
      Name: 'o',
      StageName: 'Prospecting',
      CloseDate: '2026-08-15',
      Probability: 33,
    });
    assert.deepEqual(read('Opportunity', id, 'Probability'), [33]);
  });

  test('rows of OpportunityStage come before the built-in table', () => {
    org.load('OpportunityStage', [
      {
        MasterLabel: 'Odd',
        ApiName: 'Odd',
        IsActive: true,
        DefaultProbability: 42,
        ForecastCategory: 'Pipeline',
        ForecastCategoryName: 'Pipeline',
        IsClosed: false,
        IsWon: false,
      },
    ]);
    const id = create('Opportunity', { Name: 'o', StageName: 'Odd', CloseDate: '2026-08-15' });
    assert.deepEqual(read('Opportunity', id, 'Probability'), [42]);
  });

  test('history has a row for the start and for each change that matters, with what was before', () => {
    const id = create('Opportunity', {
      Name: 'o',
      StageName: 'Prospecting',
      CloseDate: '2026-08-15',
      Amount: 10,
    });
    change('Opportunity', id, { Description: 'nothing that matters' });
    setTime('2026-05-13T11:00:00Z');
    change('Opportunity', id, { Amount: 20 });
    const rows = records(
      `SELECT StageName, Amount, PrevAmount, CreatedDate FROM OpportunityHistory WHERE OpportunityId = '${id}' ORDER BY Id`,
    );
    assert.deepEqual(
      rows.map((row) => [row['Amount'], row['PrevAmount']]),
      [
        [10, null],
        [20, 10],
      ],
    );
    assert.equal(rows[1]?.['CreatedDate'], '2026-05-13T11:00:00.000+0000');
  });

  test('field history has what tracked fields were and became, lookups by name and by id', () => {
    const account = create('Account', { Name: 'Acme' });
    const id = create('Opportunity', { Name: 'o', StageName: 'Prospecting', CloseDate: '2026-08-15' });
    change('Opportunity', id, { AccountId: account, Description: 'untracked' });
    const rows = records(
      `SELECT Field, OldValue, NewValue FROM OpportunityFieldHistory WHERE OpportunityId = '${id}' ORDER BY Id`,
    );
    assert.deepEqual(
      rows.map((row) => [row['Field'], row['OldValue'], row['NewValue']]),
      [
        ['created', null, null],
        ['Account', null, 'Acme'],
        ['Account', null, account],
      ],
    );
  });
});

describe('people', () => {
  test('names are made of their parts, and follow them', () => {
    const id = create('Contact', { FirstName: 'Ann', LastName: 'Lee', Salutation: 'Dr.' });
    assert.deepEqual(read('Contact', id, 'Name'), ['Ann Lee']);
    change('Contact', id, { LastName: 'Hall' });
    assert.deepEqual(read('Contact', id, 'Name'), ['Ann Hall']);
  });
});

describe('activities', () => {
  test('a completed task is closed and marks its account, silently', () => {
    const account = create('Account', { Name: 'Acme' });
    const [stamp] = read('Account', account, 'SystemModstamp');
    const opportunity = create('Opportunity', {
      Name: 'o',
      StageName: 'Prospecting',
      CloseDate: '2026-08-15',
      AccountId: account,
    });
    setTime('2026-05-13T15:00:00Z');
    const task = create('Task', {
      Subject: 'Call',
      WhatId: opportunity,
      ActivityDate: '2026-05-02',
      Status: 'Not Started',
    });
    assert.deepEqual(read('Task', task, 'IsClosed', 'AccountId'), [false, account]);
    assert.deepEqual(read('Account', account, 'LastActivityDate'), [null]);
    change('Task', task, { Status: 'Completed' });
    assert.deepEqual(read('Task', task, 'IsClosed'), [true]);
    assert.deepEqual(read('Account', account, 'LastActivityDate', 'SystemModstamp'), ['2026-05-02', stamp]);
  });

  test('an event has its end from its length, and its length from its end', () => {
    const byLength = create('Event', {
      Subject: 'Meet',
      ActivityDateTime: '2026-05-20T09:00:00Z',
      DurationInMinutes: 30,
    });
    assert.deepEqual(read('Event', byLength, 'StartDateTime', 'EndDateTime', 'ActivityDate'), [
      '2026-05-20T09:00:00.000Z',
      '2026-05-20T09:30:00.000Z',
      '2026-05-20',
    ]);
    const byEnd = create('Event', {
      Subject: 'Meet',
      StartDateTime: '2026-05-20T09:00:00Z',
      EndDateTime: '2026-05-20T10:30:00Z',
    });
    assert.deepEqual(read('Event', byEnd, 'DurationInMinutes'), [90]);
    change('Event', byEnd, { DurationInMinutes: 15 });
    assert.deepEqual(read('Event', byEnd, 'EndDateTime'), ['2026-05-20T09:15:00.000Z']);
  });

  test('an event without a beginning or an end is refused', () => {
    assert.match(
      refusals(saveOne({ kind: 'create', object: 'Event', values: { Subject: 'x' } }))[0] ?? '',
      /^REQUIRED_FIELD_MISSING/,
    );
    const backwards = {
      Subject: 'x',
      StartDateTime: '2026-05-20T09:00:00Z',
      EndDateTime: '2026-05-20T08:00:00Z',
    };
    assert.match(
      refusals(saveOne({ kind: 'create', object: 'Event', values: backwards }))[0] ?? '',
      /^FIELD_INTEGRITY_EXCEPTION/,
    );
  });
});

describe('campaign members', () => {
  test('copy their person, and are one per person and campaign', () => {
    const campaign = create('Campaign', { Name: 'Fair' });
    const lead = create('Lead', { FirstName: 'Lea', LastName: 'Lee', Company: 'Lee Ltd' });
    const member = create('CampaignMember', { CampaignId: campaign, LeadId: lead, Status: 'Responded' });
    assert.deepEqual(read('CampaignMember', member, 'LastName', 'CompanyOrAccount', 'HasResponded'), [
      'Lee',
      'Lee Ltd',
      true,
    ]);
    const again = saveOne({
      kind: 'create',
      object: 'CampaignMember',
      values: { CampaignId: campaign, LeadId: lead },
    });
    assert.deepEqual(refusals(again), ['DUPLICATE_VALUE: Already a campaign member.']);
  });
});
