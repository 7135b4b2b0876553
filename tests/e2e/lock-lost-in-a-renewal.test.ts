import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createClient } from '@sync-user/sdk';
import { startOrgProxy } from '../support/org-proxy.ts';
import { ADMIN, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 10, contacts: 0, widgets: 0 }) });
await allowWebLogins(rig);
const { api, org, credentials } = rig;
const proxy = await startOrgProxy(org.baseUrl, (await org.state()).organizationId);
after(() => proxy.close());

/** As a restart of PostgreSQL does, to the sessions that hold a connection's lock. */
const endLockedSessions = () =>
  rig.query(
    `select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and pid <> pg_backend_pid()
        and database = (select oid from pg_database where datname = current_database())`,
  );

async function openInRenewal() {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  await logInByWeb(api, { workspace: slug, loginUrl: credentials.loginUrl, username: ADMIN });
  await workspace.select('Account');
  await workspace.untilLive();
  await rig.query(
    `update connection set login_url = $1 where workspace_id = (select workspace_id from workspace where slug = $2)`,
    [proxy.baseUrl, slug],
  );
  await org.send('POST', '/sessions/expire', {});
  const answer = proxy.hold(/\/services\/oauth2\/token/);
  await api.pollNow({ workspace: slug });
  await answer.arrived;
  assert.ok((await endLockedSessions()).length > 0, 'the lock was held');
  return { workspace, answer };
}

test('PostgreSQL drops the lock while Salesforce answers: what it granted is stored all the same', async () => {
  const { workspace, answer } = await openInRenewal();
  answer.release();
  await workspace.settle();
  const connection = await api.readConnection({ workspace: workspace.slug });
  assert.deepEqual([connection.state, connection.renewals], ['active', 1]);
  assert.equal((await api.checkConnection({ workspace: workspace.slug })).state, 'active');
});

test('another server that took the lock meanwhile and found the token used is put right by the answer', async () => {
  const other = await rig.startServer({ ROLES: 'api' });
  const client = createClient({ baseUrl: other.url, apiKey: rig.apiKey });
  const { workspace, answer } = await openInRenewal();
  const { slug } = workspace;
  const stopped = await client.checkConnection({ workspace: slug });
  assert.deepEqual([stopped.state, stopped.trouble?.code], ['revoked', 'SF_REFRESH_TOKEN_LOST']);
  answer.release();
  const healed = await workspace.untilConnection(({ state }) => state === 'active');
  assert.equal(healed.trouble, null);
  const { notices } = await api.listNotices({ workspace: slug });
  assert.deepEqual(
    notices.filter(({ kind, closedAt }) => kind === 'connection_lost' && closedAt === null),
    [],
    'the incident is over',
  );
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
});
