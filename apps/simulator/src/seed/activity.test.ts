import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openOrg } from '../org/open-org.ts';
import type { Org } from '../org/types.ts';
import { ActivityWorker, startActivity } from './activity.ts';
import { applySeed, type SeedSource } from './apply-seed.ts';
import { Random } from './random.ts';
import { systemCaller } from './row-writer.ts';

const opened: Org[] = [];
after(() => opened.forEach((org) => org.close()));

function orgWith(source: SeedSource): Org {
  const org = openOrg();
  opened.push(org);
  applySeed(org, source, { defineApp: () => undefined, setPassword: () => undefined });
  return org;
}

test('people of the demo company do everything that people do, and Salesforce refuses nothing', () => {
  const org = orgWith('demo');
  const worker = new ActivityWorker(org, new Random(7));
  for (let action = 0; action < 400; action += 1) worker.act();
  const { actions, created, updated, deleted, undeleted, refused, lastRefusal } = worker.stats;
  assert.equal(lastRefusal, null);
  assert.equal(refused, 0);
  assert.equal(actions, 400);
  for (const [what, number] of Object.entries({ created, updated, deleted, undeleted }))
    assert.ok(number > 0, what);
});

test('what they do carries their own names', () => {
  const org = orgWith('demo');
  const before = Math.floor(Date.now() / 1000) * 1000;
  const worker = new ActivityWorker(org, new Random(3));
  for (let action = 0; action < 40; action += 1) worker.act();
  const soql = `SELECT LastModifiedBy.UserType kind, COUNT_DISTINCT(LastModifiedById) people FROM Contact WHERE SystemModstamp >= ${new Date(before).toISOString()} GROUP BY LastModifiedBy.UserType`;
  const [row] = org.query(systemCaller, soql, { includeDeleted: true, batchSize: 200 }).records;
  assert.equal(row?.['kind'], 'Standard');
  assert.ok(Number(row?.['people']) >= 2);
});

test('an org with one administrator and no records still gets work done', () => {
  const org = orgWith('empty');
  const worker = new ActivityWorker(org, new Random(1));
  for (let action = 0; action < 20; action += 1) worker.act();
  assert.ok(org.countRows('Lead') > 0);
});

test('it goes on by itself until it is stopped', async () => {
  const org = orgWith('empty');
  const running = startActivity(org, { everyMs: 1 });
  while (running.stats().actions < 5) await new Promise((resolve) => setImmediate(resolve));
  running.stop();
  const { actions } = running.stats();
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(running.stats().actions, actions);
});

test('it can be stopped by a signal', async () => {
  const stopping = new AbortController();
  const running = startActivity(orgWith('empty'), { everyMs: 1_000_000, signal: stopping.signal });
  stopping.abort();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(running.stats().actions, 0);
});
