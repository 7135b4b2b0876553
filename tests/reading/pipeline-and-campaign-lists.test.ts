/** Pipeline over time and campaign lists, from the mirror, held against the simulated org's own sums and rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReportServices } from '../../apps/server/src/services/reports.ts';
import { readRates } from '@sync-user/engine';
import { ADMIN, orgSeed } from '../support/org-seed.ts';
import { startCensusRig } from './census-rig.ts';

const rig = await startCensusRig({
  seed: {
    ...orgSeed({ accounts: 2, contacts: 2, widgets: 1 }),
    currencies: [
      { isoCode: 'EUR', rate: 1, corporate: true },
      { isoCode: 'USD', rate: 2, datedRates: [{ startDate: '2031-01-01', rate: 4 }] },
    ],
  },
  objects: {
    Opportunity: 'default',
    OpportunityHistory: 'default',
    OpportunityFieldHistory: 'default',
    Account: 'default',
    Contact: 'default',
    Lead: 'default',
    User: 'default',
    Campaign: 'default',
    CampaignMember: 'default',
  },
});
const { workspaceId, store, org } = rig;
const signal = AbortSignal.timeout(240_000);
const reports = createReportServices(store, rig.time);
await readRates({ org: rig.ports.org, rates: store.money.port(null), clock: rig.time }, workspaceId, signal);

async function create(object: string, values: Record<string, unknown>): Promise<string> {
  const [saved] = await org.save([{ kind: 'create', object, values }], ADMIN);
  assert.ok(saved);
  return saved;
}

async function query(soql: string): Promise<readonly Record<string, unknown>[]> {
  const { value } = await rig.ports.org.query(
    soql,
    { withDeleted: false },
    { cause: 'census', sobject: null, signal },
  );
  return value.records;
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const byStage = ([a]: readonly unknown[], [b]: readonly unknown[]) => String(a).localeCompare(String(b));

test('pipeline by stage over time: the last day is what the org sums up itself, earlier days are what was then', async () => {
  const first = dayOf(rig.time.nowMs());
  const base = { StageName: 'Prospecting', CloseDate: '2031-05-01' };
  const euros = await create('Opportunity', { ...base, Name: 'Euros', Amount: 100, CurrencyIsoCode: 'EUR' });
  const dollars = await create('Opportunity', {
    ...base,
    Name: 'Dollars',
    Amount: 100,
    CurrencyIsoCode: 'USD',
  });
  const gone = await create('Opportunity', { ...base, Name: 'Gone', Amount: 7, CurrencyIsoCode: 'EUR' });
  await rig.poll();
  await rig.time.advance(2 * 86_400_000);
  const last = dayOf(rig.time.nowMs());
  await org.save([
    {
      kind: 'update',
      object: 'Opportunity',
      id: dollars,
      values: { StageName: 'Closed Won', CloseDate: last },
    },
    { kind: 'update', object: 'Opportunity', id: euros, values: { Amount: 150, StageName: 'Qualification' } },
    { kind: 'delete', object: 'Opportunity', id: gone },
  ]);
  await rig.time.advance(30 * 60_000);
  await rig.poll();

  const pipeline = await reports.readPipeline(workspaceId, { from: first, to: last, interval: 'day' });
  assert.equal(pipeline.currency, 'EUR');
  assert.equal(pipeline.points.length, 3);
  const shown = (index: number) =>
    pipeline.points[index]?.stages.map(({ kind, stage, opportunities, amount }) => [
      kind,
      stage,
      opportunities,
      Number(amount),
    ]);
  // What was deleted counts nowhere, as in Salesforce.
  assert.deepEqual(shown(0), [['open', 'Prospecting', 2, 100 + 100 / 4]]);
  assert.deepEqual(shown(1), shown(0));
  assert.deepEqual(shown(2), [
    ['open', 'Qualification', 1, 150],
    ['won', 'Closed Won', 1, 25],
  ]);
  const sums = await query(
    'SELECT StageName, COUNT(Id) n, SUM(Amount) total FROM Opportunity GROUP BY StageName ORDER BY StageName',
  );
  assert.deepEqual(
    pipeline.points
      .at(-1)
      ?.stages.map(({ stage, opportunities, amount }) => [stage, opportunities, Number(amount)])
      .toSorted(byStage),
    sums.map((row) => [String(row['StageName']), row['n'], row['total']]).toSorted(byStage),
  );
});

test('after a census, history of a record that is gone is gone too, and what stays is what the org has', async () => {
  for (const object of ['OpportunityHistory', 'OpportunityFieldHistory']) {
    await rig.census(object);
    const theirs = (await rig.orgRows(object, ['Id'])).map((row) => String(row['Id'])).toSorted();
    const ours = await rig.sql<{ id: string }>(`select id from crm_acme.${object.toLowerCase()}`);
    assert.ok(theirs.length > 0, `${object} has rows`);
    assert.deepEqual(ours.map(({ id }) => id).toSorted(), theirs, object);
  }
});

test('the list of a campaign has its leads and contacts with their owners; who was taken off it goes', async () => {
  const [owner] = await query(`SELECT Id, Name FROM User WHERE Username = '${ADMIN}'`);
  const campaign = await create('Campaign', { Name: 'Spring fair', IsActive: true });
  const account = await create('Account', { Name: 'Halden' });
  const contact = await create('Contact', {
    LastName: 'Berg',
    FirstName: 'Kai',
    AccountId: account,
    Email: 'kai@halden.example',
  });
  const lead = await create('Lead', { LastName: 'Olsen', Company: 'Fjord AS' });
  const onList = await create('CampaignMember', {
    CampaignId: campaign,
    ContactId: contact,
    Status: 'Responded',
  });
  const leaving = await create('CampaignMember', { CampaignId: campaign, LeadId: lead });
  await rig.poll();
  const { list, members, missing } = await reports.readCampaignList(workspaceId, campaign, { limit: 10 });
  assert.deepEqual(missing, []);
  assert.deepEqual([list.name, list.members, list.responded], ['Spring fair', 2, 1]);
  assert.deepEqual(
    members.map(({ kind, recordId, name, company, accountId }) => [kind, recordId, name, company, accountId]),
    [
      ['contact', contact, 'Kai Berg', 'Halden', account],
      ['lead', lead, 'Olsen', 'Fjord AS', null],
    ],
  );
  assert.equal(members[0]?.email, 'kai@halden.example');
  assert.deepEqual(members[0].owner, {
    userId: owner?.['Id'],
    name: owner?.['Name'],
    email: ADMIN,
    member: null,
  });
  assert.equal(members[0].accountOwner?.userId, owner?.['Id']);

  await rig.sql(
    `insert into sync_user.member (workspace_id, email, name, role, salesforce_user_id) values ($1, 'ada@app.example', 'Ada of the app', 'member', $2)`,
    [workspaceId, owner?.['Id']],
  );
  const matched = await reports.readCampaignList(workspaceId, campaign.slice(0, 15), { limit: 1 });
  assert.equal(matched.members[0]?.owner?.member?.name, 'Ada of the app');
  assert.equal(matched.nextCursor, onList);
  const second = await reports.readCampaignList(workspaceId, campaign, { limit: 1, cursor: onList });
  assert.deepEqual([second.members[0]?.campaignMemberId, second.nextCursor], [leaving, null]);

  await org.save([{ kind: 'delete', object: 'CampaignMember', id: leaving }]);
  await rig.time.advance(120_000);
  await rig.poll();
  const lists = await reports.listCampaignLists(workspaceId);
  assert.deepEqual(lists.map(({ members: count }) => count).slice(0, 1), [1]);
  const after = await reports.readCampaignList(workspaceId, campaign, { limit: 10 });
  assert.deepEqual(
    after.members.map(({ campaignMemberId }) => campaignMemberId),
    [onList],
  );
});
