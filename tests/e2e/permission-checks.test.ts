import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({ env: { PERMISSION_CHECK_HOURS: '24' } });

test('the checks run by themselves after a connection, and again after what is synced has changed', async () => {
  const workspace = await rig.openWorkspace();
  const read = async () => (await rig.api.readPreflight({ workspace: workspace.slug })).report ?? undefined;
  const first = await until(read, { timeoutMs: 60_000, what: 'the first report' });
  assert.deepEqual(first.objects, []);

  await workspace.select('Account');
  const second = await until(
    async () => {
      const report = await read();
      return report?.objects.some(({ object }) => object === 'Account') ? report : undefined;
    },
    { timeoutMs: 60_000, what: 'a report that knows of Account' },
  );
  const account = second.objects.find(({ object }) => object === 'Account');
  assert.notEqual(account?.visible, null);
  assert.equal(account?.visible, account?.existing);
});

test('a person runs them at once, and finds who did so in the audit', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const report = await rig.api.runPreflight({ workspace: workspace.slug });
  assert.equal(report.username, (await rig.api.readConnection({ workspace: workspace.slug })).username);
  assert.notEqual(report.calls, 0);
  const byId = Object.fromEntries(report.checks.map((check) => [check.id, check]));
  assert.equal(byId['object_read']?.status, 'pass', byId['object_read']?.summary);
  assert.equal(byId['object_write']?.status, 'not_needed');
  const { report: stored } = await rig.api.readPreflight({ workspace: workspace.slug });
  assert.deepEqual(stored, report);

  const { entries } = await rig.api.listAudit({ workspace: workspace.slug, action: 'preflight' });
  const entry = entries.find(({ actor }) => actor.startsWith('key:'));
  assert.equal(entry?.asUser, report.username);
  assert.equal(entry?.action, 'preflight.finished');
});

test('without a connection there is nothing to check', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  await assert.rejects(rig.api.runPreflight({ workspace: workspace.slug }), {
    code: 'CONNECTION_MISSING',
  });
});

test('candidates are listed with the sight of the sync user', async () => {
  const workspace = await rig.openWorkspace();
  const { candidates, askedAs } = await rig.api.listSyncUserCandidates({ workspace: workspace.slug });
  const connection = await rig.api.readConnection({ workspace: workspace.slug });
  assert.equal(askedAs, connection.username);
  const current = candidates.find(({ isCurrent }) => isCurrent);
  assert.equal(current?.username, connection.username);
  assert.equal(current?.connectionId, connection.id);
});
