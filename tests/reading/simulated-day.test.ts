import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallCause } from '@sync-user/contract';
import { measureObjects, planReading, toInstant } from '@sync-user/engine';
import { gatherFacts } from '../../apps/server/src/plan/plan-workspace.ts';
import { orgSeed, READABLE, SYNC_APP } from '../support/org-seed.ts';
import { type DayRig, RHYTHM, startDayRig, STEP_MINUTES } from './day-rig.ts';

const DAY_MINUTES = 24 * 60;
const TEN = [...READABLE, 'Task', 'User'];
/** Permission checks are another part's work and do not run here. */
const HERE: readonly CallCause[] = ['poll', 'drain', 'describe', 'census', 'formula', 'repair', 'event'];

/** A day's calls as planned, and then as the org itself counted them; the ledger agrees to the call. */
async function liveDay(rig: DayRig, life?: (step: number) => Promise<void>) {
  const { facts } = await gatherFacts({ ...rig, clock: rig.time, rhythm: RHYTHM }, rig.workspaceId);
  const { byCause } = planReading(facts);
  const forecast = HERE.reduce((sum, cause) => sum + (byCause[cause] ?? 0), 0);
  const before = (await rig.org.state()).apiUsage.apiCalls;
  const since = toInstant(rig.time.nowMs());
  await rig.live(DAY_MINUTES, life);
  const calls = (await rig.org.state()).apiUsage.apiCalls - before;
  const until = toInstant(rig.time.nowMs());
  const report = await rig.store.calls.read(rig.workspaceId, { since, until, bucketSeconds: 3600 });
  assert.equal(report.total, calls, 'the ledger agrees with the org to the call');
  const words = `planned ${forecast} ${JSON.stringify(byCause)}, counted ${calls} ${JSON.stringify(report.byCause)}`;
  assert.ok(Math.abs(forecast - calls) <= 0.15 * calls, words);
  return { calls, report };
}

/** Somebody changes an Account at each step, and a Contact at every sixth. */
function aBusyOffice(rig: DayRig, ids: { readonly account: string; readonly contact: string }) {
  return async (step: number): Promise<void> => {
    await rig.org.save([
      { kind: 'update', object: 'Account', id: ids.account, values: { Name: `Renamed ${step}` } },
      ...(step % 6 === 0
        ? [{ kind: 'update' as const, object: 'Contact', id: ids.contact, values: { LastName: `L${step}` } }]
        : []),
    ]);
  };
}

async function twoRecords(rig: DayRig): Promise<{ account: string; contact: string }> {
  const [account = '', contact = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Busy' } },
    { kind: 'create', object: 'Contact', values: { LastName: 'Busy' } },
  ]);
  return { account, contact };
}

test('ten objects of a quiet org at 30 minutes: within 100 calls a day, census included, as forecast; within 30 with events', async () => {
  const rig = await startDayRig({ seed: orgSeed(), app: SYNC_APP });
  await rig.select(...TEN);
  await rig.live(120);
  const { calls, report } = await liveDay(rig);
  assert.ok(calls <= 100, `${calls} calls`);
  assert.ok((report.byCause.census ?? 0) > 0 && (report.byCause.describe ?? 0) > 0);
  assert.equal(report.byTransport.bulk, undefined, 'small increments make no bulk jobs');

  await rig.feedByEvents(TEN);
  await rig.live(2 * STEP_MINUTES);
  const events = await liveDay(rig);
  assert.ok(events.calls <= 30, `${events.calls} calls`);
});

test('a busy org with intervals of its own for one object: a day as forecast, from what was measured before', async () => {
  const rig = await startDayRig({ seed: orgSeed(), app: SYNC_APP });
  const life = aBusyOffice(rig, await twoRecords(rig));
  await rig.select(...TEN);
  await rig.live(60, life);
  const at = toInstant(rig.time.nowMs());
  await rig.store.plans.changeReading(rig.workspaceId, 'Account', { intervalSeconds: 900 }, at);
  await rig.live(8 * 60, life);
  await liveDay(rig, life);
});

test('the forecast before anything is selected knows sizes and changes, for two calls', async () => {
  const rig = await startDayRig({ seed: orgSeed(), app: SYNC_APP });
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'New today' } }]);
  const before = (await rig.org.state()).apiUsage.apiCalls;
  const measured = await measureObjects(rig.ports, ['Account', 'Contact'], AbortSignal.timeout(60_000));
  assert.equal((await rig.org.state()).apiUsage.apiCalls - before, 2);
  assert.equal(measured[0]?.rows, 121);
  assert.equal(measured[0]?.changesPerDay, 1);
  assert.equal(measured[1]?.changesPerDay, 0);
  await assert.rejects(measureObjects(rig.ports, ['Nothing__c'], AbortSignal.timeout(60_000)), {
    code: 'OBJECT_UNKNOWN',
  });
});

test('what is asked whether anything changed or not is in the forecast before its first day: checks, comparisons, exchange rates', async () => {
  const seed = {
    ...orgSeed(),
    currencies: [
      { isoCode: 'EUR', rate: 1, corporate: true },
      { isoCode: 'USD', rate: 2 },
    ],
  };
  const rig = await startDayRig({ seed, app: SYNC_APP });
  const planned = async (rhythm: typeof RHYTHM) => {
    const { facts } = await gatherFacts({ ...rig, clock: rig.time, rhythm }, rig.workspaceId);
    const { describe = 0, census = 0, check = 0 } = planReading(facts).byCause;
    return { describe, census, check };
  };
  await rig.select('CampaignMember');
  await rig.live(10);
  const daily = { permissionCheckHours: 24, censusHours: 24 };
  const one = await planned(daily);
  await rig.select('Opportunity');
  assert.deepEqual(await planned(daily), one, 'a second object travels along');
  assert.deepEqual(await planned({ permissionCheckHours: 12, censusHours: 6 }), {
    describe: one.describe,
    census: 4,
    check: 24,
  });
  assert.deepEqual(await planned({ permissionCheckHours: 0, censusHours: 0 }), {
    ...one,
    census: 0,
    check: 0,
  });
  assert.equal(one.describe, 2, 'the rates of several currencies take a call of their own');
});
