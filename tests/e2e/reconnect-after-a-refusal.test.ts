import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionState, ErrorCode } from '@sync-user/contract';
import { isApiError } from '@sync-user/sdk';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 20, contacts: 10, widgets: 0 }) });
await allowWebLogins(rig);
const { api, org, credentials } = rig;
const patchUser = (change: object) => org.send('PATCH', `/users/${ADMIN}`, change);
const patchApp = (change: object) => org.send('PATCH', `/apps/${SYNC_APP.clientId}`, change);
const nothing = async (): Promise<void> => {};

interface Refusal {
  readonly what: string;
  readonly breakIt: () => Promise<unknown>;
  readonly mendIt: () => Promise<unknown>;
  readonly state: ConnectionState;
  readonly code: ErrorCode;
}

const REFUSALS: readonly Refusal[] = [
  {
    what: 'revocation',
    breakIt: () => org.send('POST', '/sessions/revoke', { username: ADMIN }),
    mendIt: nothing,
    state: 'expired',
    code: 'SF_REFRESH_TOKEN_EXPIRED',
  },
  {
    what: 'freezing',
    breakIt: () => patchUser({ isFrozen: true }),
    mendIt: () => patchUser({ isFrozen: false }),
    state: 'expired',
    code: 'SF_REFRESH_TOKEN_EXPIRED',
  },
  {
    what: 'deactivation',
    breakIt: () => patchUser({ isActive: false }),
    mendIt: () => patchUser({ isActive: true }),
    state: 'blocked',
    code: 'SF_USER_INACTIVE',
  },
  {
    what: 'expiry by the app’s policy',
    breakIt: () => patchApp({ refreshTokenLifetimeMs: 1 }),
    mendIt: () => patchApp({ refreshTokenLifetimeMs: null }),
    state: 'expired',
    code: 'SF_REFRESH_TOKEN_EXPIRED',
  },
  {
    what: 'blocking of the app',
    breakIt: () => patchApp({ blocked: true }),
    mendIt: () => patchApp({ blocked: false }),
    state: 'blocked',
    code: 'SF_APP_NOT_INSTALLED',
  },
];

const bulkJobs = async () =>
  (await org.calls()).filter(({ method, url }) => method === 'POST' && /\/jobs\/query\/?$/.test(url)).length;

for (const refusal of REFUSALS) {
  test(`after ${refusal.what} reading pauses with a remedy, and goes on where it stopped after a login`, async () => {
    const workspace = await rig.openWorkspace({ connect: false });
    const { slug } = workspace;
    await api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
    const login = { workspace: slug, loginUrl: credentials.loginUrl, username: ADMIN };
    const first = await logInByWeb(api, login);
    assert.equal(first.trouble, null);
    await workspace.select('Account', 'Contact');
    await workspace.untilLive();
    const jobs = await bulkJobs();

    await refusal.breakIt();
    await org.send('POST', '/sessions/expire', {});
    await api.pollNow({ workspace: slug });
    const stopped = await workspace.untilConnection(({ state }) => state !== 'active');
    assert.equal(stopped.state, refusal.state);
    assert.equal(stopped.trouble?.code, refusal.code);
    const { notices, rows } = await api.readOverview({ workspace: slug });
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['connection_lost'],
    );
    assert.ok(rows > 0, 'the rows stay');
    await assert.rejects(api.pollNow({ workspace: slug }), (error) =>
      isApiError(error, 'CONNECTION_NOT_ACTIVE'),
    );

    await refusal.mendIt();
    await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
    const again = await logInByWeb(api, login);
    assert.equal(again.connectionId, first.connectionId, 'the same user keeps the connection');
    assert.equal((await api.readConnection({ workspace: slug })).state, 'active');
    await workspace.poll();
    await rig.assertMirrorIsSame(workspace);
    assert.equal(await bulkJobs(), jobs, 'no first load was repeated');
    assert.deepEqual((await api.readOverview({ workspace: slug })).notices, []);

    const { entries } = await api.listAudit({ workspace: slug });
    const told = entries.filter(({ action }) => action.startsWith('connection.')).map(({ action }) => action);
    assert.deepEqual(told, ['connection.reconnected', `connection.${refusal.state}`, 'connection.connected']);
    assert.ok(
      entries
        .filter(({ action }) => action.startsWith('connection.'))
        .every(({ asUser }) => asUser === ADMIN),
    );
  });
}

test('a new password ends the sessions and not the connection: nobody has to do anything', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  await logInByWeb(api, { workspace: slug, loginUrl: credentials.loginUrl, username: ADMIN });
  await workspace.select('Account');
  await workspace.untilLive();
  await patchUser({ password: 'Another1!' });
  await org.send('POST', '/sessions/expire', {});
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'After the change' } }]);
  await workspace.poll();
  assert.equal((await api.readConnection({ workspace: slug })).state, 'active');
  await rig.assertMirrorIsSame(workspace);
  await patchUser({ password: PASSWORD });
});
