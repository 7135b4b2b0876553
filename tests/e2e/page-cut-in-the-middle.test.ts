import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FaultOrder } from '../support/org-control.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';

/** Two result pages of 50,000. */
const WIDGETS = 60_000;
const rig = await startRig({ seed: orgSeed({ widgets: WIDGETS }) });

async function rowsInTable(workspace: TestWorkspace, table: string): Promise<number> {
  const [row] = await rig.query<{ rows: string }>(
    `select count(*) as rows from ${workspace.schema}.${table}`,
  );
  return Number(row?.rows);
}

test('the second page breaking off leaves the first whole, and the load goes on with the second by itself', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.fault({ kind: 'cut', path: '/results', skip: 1, afterBytes: 500_000 });
  await workspace.select('Widget__c');
  const troubled = await workspace.untilObject('Widget__c', (object) => object.trouble !== null, {
    what: 'the page breaks off',
  });
  assert.equal(troubled.trouble?.code, 'SF_ANSWER_CUT');
  assert.equal(troubled.state, 'loading');
  assert.equal(troubled.load?.rowsLoaded, 50_000);
  assert.equal(
    await rowsInTable(workspace, 'widget__c'),
    50_000,
    'nothing of the broken page is in the mirror',
  );

  await workspace.untilLive();
  const results = (await rig.org.calls()).filter((call) => call.kind === 'bulkResults');
  assert.equal(results.length, 3, 'the first page is not fetched again');
  assert.equal((await workspace.object('Widget__c')).load?.attempts, 1);
  assert.equal(await rowsInTable(workspace, 'widget__c'), WIDGETS);
  await rig.assertMirrorIsSame(workspace);
});

const SPOILED: readonly (readonly [string, FaultOrder])[] = [
  ['ends early as if it were complete', { kind: 'cut', path: '/results', afterBytes: 9_000, clean: true }],
  ['breaks off inside its header line', { kind: 'cut', path: '/results', afterBytes: 10 }],
  ['is compressed and breaks off', { kind: 'cut', path: '/results', afterBytes: 900, gzip: true }],
  [
    'is compressed and ends early as if complete',
    { kind: 'cut', path: '/results', afterBytes: 900, gzip: true, clean: true },
  ],
];
for (const [how, fault] of SPOILED) {
  test(`a page that ${how} leaves nothing behind`, async () => {
    const workspace = await rig.openWorkspace();
    await rig.org.fault(fault);
    await workspace.select('Account');
    const troubled = await workspace.untilObject('Account', (object) => object.trouble !== null, {
      what: 'the page is spoiled',
    });
    assert.equal(troubled.trouble?.code, 'SF_ANSWER_CUT');
    assert.equal(await rowsInTable(workspace, 'account'), 0);
    await rig.api.reloadObject({ workspace: workspace.slug, object: 'Account' });
    await workspace.untilLive();
    await rig.assertMirrorIsSame(workspace);
  });
}

for (const [how, fault] of [
  ['a broken connection', { kind: 'reset', path: '/results', times: 2 }],
  ['a maintenance page', { kind: 'status', status: 503, path: '/results', times: 2 }],
] as const) {
  test(`${how} instead of a page is asked again at once, unnoticed`, async () => {
    const workspace = await rig.openWorkspace();
    await rig.org.fault(fault);
    await workspace.select('Account', 'Contact');
    await workspace.untilLive();
    assert.equal((await rig.org.state()).faults, 0, 'the fault was met');
    await rig.assertMirrorIsSame(workspace);
  });
}

test('a poll of many pages whose middle page cannot be read is read again from where the cursor stood', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Lead', 'Contact'] });
  const values = (n: number) => ({ LastName: `Lead ${n}`, Company: 'Many Ltd' });
  await rig.org.save(
    Array.from({ length: 4500 }, (_, n) => ({ kind: 'create', object: 'Lead', values: values(n) })),
  );
  const before = (await workspace.object('Lead')).freshAsOf;
  await rig.org.fault({ kind: 'cut', path: 'v[\\d.]+/query(All)?/\\w', afterBytes: 2_000, times: 5 });
  await rig.api.pollNow({ workspace: workspace.slug });
  const troubled = await workspace.untilObject('Lead', (object) => object.trouble !== null, {
    timeoutMs: 40_000,
    what: 'the page stays unreadable',
  });
  assert.equal(troubled.trouble?.code, 'SF_ANSWER_CUT');
  assert.equal(troubled.state, 'live');
  assert.equal(troubled.freshAsOf, before, 'the cursor did not move');

  await workspace.poll();
  assert.equal((await workspace.object('Lead')).trouble, null);
  assert.equal((await workspace.object('Lead')).rows, 4500);
  const created = (await workspace.changes()).filter((change) => change.object === 'Lead');
  assert.equal(new Set(created.map((change) => change.recordId)).size, 4500);
  assert.equal(created.length, 4500, 'no change is told twice');
  await rig.assertMirrorIsSame(workspace);
});
