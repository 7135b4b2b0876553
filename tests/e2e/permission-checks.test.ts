import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECK, openAccess } from '../../packages/salesforce/testing/open-access.ts';
import { ADMIN, AUDIT_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({ env: { PERMISSION_CHECK_HOURS: '24' } });

async function readSyncUserSet(): Promise<string> {
  await using admin = await openAccess(rig.org.baseUrl, AUDIT_APP, ADMIN);
  const answer = await admin.access.query(`SELECT Id FROM PermissionSet WHERE Name = 'Sync_User'`, CHECK);
  assert.equal(answer.kind, 'answered');
  return String(answer.value.records[0]?.['Id']);
}

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

test('missing permissions are one incident, however often they are seen, with an all-clear', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const { slug } = workspace;
  const listMissing = async (open: 'true' | 'false') =>
    (await rig.api.listNotices({ workspace: slug, open })).notices.filter(
      ({ kind }) => kind === 'permissions_missing',
    );
  assert.deepEqual(await listMissing('true'), []);

  await rig.org.access(SYNC_USER, 'Contact', 'none');
  const report = await rig.api.runPreflight({ workspace: slug });
  assert.equal(report.checks.find(({ id }) => id === 'object_read')?.status, 'fail');
  assert.ok(
    report.notices.some(
      ({ title }) => title === 'This user does not have the necessary Salesforce permissions',
    ),
  );
  await rig.api.runPreflight({ workspace: slug });
  const [notice, ...more] = await listMissing('true');
  assert.deepEqual(more, []);
  assert.equal(notice?.title, 'Missing Salesforce Permissions');
  assert.match(notice.text, /Read on every mapped object/);

  await rig.org.send('POST', '/records', {
    operations: [
      {
        kind: 'create',
        object: 'ObjectPermissions',
        values: {
          ParentId: await readSyncUserSet(),
          SobjectType: 'Contact',
          PermissionsRead: true,
          PermissionsViewAllRecords: true,
        },
      },
    ],
  });
  await rig.api.runPreflight({ workspace: slug });
  assert.deepEqual(await listMissing('true'), []);
  assert.equal((await listMissing('false')).length, 1);
});

test('a candidate is checked with its own eyes while the sync user stays in force', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  const before = await rig.api.readConnection({ workspace: slug });
  const { loginUrl } = rig.credentials;
  const candidate = await rig.api.connect({ workspace: slug, loginUrl, ...AUDIT_APP });
  assert.equal(candidate.state, 'pending');

  // The worker looks at it without being asked.
  const report = await until(
    async () =>
      (await rig.api.readPreflight({ workspace: slug, connectionId: candidate.id })).report ?? undefined,
    { timeoutMs: 60_000, what: 'a report of the candidate' },
  );
  assert.equal(report.username, ADMIN);
  assert.equal(report.connectionId, candidate.id);
  assert.equal((await rig.api.readConnection({ workspace: slug })).id, before.id);

  const { candidates } = await rig.api.listSyncUserCandidates({ workspace: slug });
  assert.equal(candidates.find(({ username }) => username === ADMIN)?.connectionId, candidate.id);
  await rig.api.designateSyncUser({ workspace: slug, connectionId: candidate.id });
  const after = await rig.api.readPreflight({ workspace: slug });
  assert.equal(after.report?.connectionId, candidate.id);
});
