import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONNECTION_EFFECTS, CONNECTION_STATES, type ConnectionState } from '@sync-user/contract';
import { isApiError } from '@sync-user/sdk';
import { ADMIN, orgSeed, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';
import { until } from '../support/until.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 5, contacts: 5, widgets: 0 }) });
await allowWebLogins(rig);
const { api, org, credentials } = rig;
/** Goes on in every test: what it does shows that the worker has looked at everything that is due. */
const neighbour = await rig.openWorkspace({ objects: ['Account'] });

const webLogin = ({ slug }: TestWorkspace, username = ADMIN) =>
  logInByWeb(api, { workspace: slug, loginUrl: credentials.loginUrl, username });
const patchApp = (change: object) => org.send('PATCH', `/apps/${SYNC_APP.clientId}`, change);
const nothing = async (): Promise<void> => {};

interface Way {
  /** Breaks what a poll that is asked for next finds broken. */
  readonly breakIt: () => Promise<unknown>;
  readonly mendIt: (workspace: TestWorkspace) => Promise<unknown>;
}

/** How a sync user that is in force comes to the state, and out of it again. */
const WAYS: Readonly<Record<Exclude<ConnectionState, 'pending' | 'replaced'>, Way>> = {
  active: { breakIt: nothing, mendIt: nothing },
  degraded: {
    breakIt: () => org.fault({ kind: 'reset', times: 1000, path: '/composite|/jobs|/oauth2/token' }),
    mendIt: () => org.clearFaults(),
  },
  expired: {
    breakIt: () => org.send('POST', '/sessions/revoke', { username: ADMIN }),
    mendIt: (workspace) => webLogin(workspace),
  },
  revoked: {
    breakIt: async () => {
      await org.send('POST', '/sessions/expire', {});
      await org.fault({ kind: 'lost', times: 1, path: '/services/oauth2/token' });
    },
    mendIt: async (workspace) => {
      await org.clearFaults();
      await webLogin(workspace);
    },
  },
  blocked: {
    breakIt: async () => {
      await patchApp({ blocked: true });
      await org.send('POST', '/sessions/expire', {});
    },
    mendIt: async (workspace) => {
      await patchApp({ blocked: false });
      await webLogin(workspace);
    },
  },
};

/** Account is live, and the first load of Contact waits for Salesforce's job. */
async function openInTheMiddle(): Promise<TestWorkspace> {
  const workspace = await rig.openWorkspace({ connect: false });
  await api.writeSalesforceApp({ workspace: workspace.slug, ...SYNC_APP });
  await webLogin(workspace);
  await workspace.select('Account');
  await workspace.untilLive();
  await org.send('POST', '/bulk', { pace: 'polls', polls: 1_000_000 });
  await workspace.select('Contact');
  await workspace.untilObject('Contact', ({ load }) => load?.phase === 'job_running', {
    what: 'its job runs',
  });
  return workspace;
}

const callsOf = async ({ slug }: TestWorkspace): Promise<number> => {
  const [row] = await rig.query<{ calls: number }>(
    `select coalesce(sum(calls), 0)::int as calls from api_call join workspace using (workspace_id)
      where slug = $1 and cause in ('poll', 'load', 'describe')`,
    [slug],
  );
  return row?.calls ?? 0;
};

const loadsOf = ({ slug }: TestWorkspace) =>
  rig.query(
    `select sobject, job_id from object_load_part join workspace using (workspace_id) where slug = $1 order by 1, 2`,
    [slug],
  );

/** What is due is due now, as after hours; the worker has looked at it when the neighbour has been read. */
async function letEverythingComeDue({ slug }: TestWorkspace): Promise<void> {
  await rig.query(`update workspace set next_poll_at = now() - interval '1 hour' where slug = $1`, [slug]);
  await rig.query(
    `update selected_object set next_attempt_at = null
      where workspace_id = (select workspace_id from workspace where slug = $1)`,
    [slug],
  );
  await neighbour.settle();
}

const isInForce = (state: ConnectionState): state is keyof typeof WAYS => state in WAYS;

for (const state of CONNECTION_STATES.filter(isInForce)) {
  const { reads } = CONNECTION_EFFECTS[state];
  test(`${state}: ${reads ? 'reading goes on' : 'nothing is read'}, and then all goes on where it stood`, async () => {
    const workspace = await openInTheMiddle();
    const { slug } = workspace;
    const loads = await loadsOf(workspace);
    await WAYS[state].breakIt();
    // What runs may have found it out already.
    await api.pollNow({ workspace: slug }).catch((error: unknown) => {
      if (!isApiError(error, 'CONNECTION_NOT_ACTIVE')) throw error;
    });
    await workspace.untilConnection((connection) => connection.state === state);
    await org.save([{ kind: 'create', object: 'Account', values: { Name: `While ${state}` } }]);

    if (state === 'blocked') await patchApp({ blocked: false });
    if (!reads) {
      const refused = (error: unknown) => isApiError(error, 'CONNECTION_NOT_ACTIVE');
      await assert.rejects(api.pollNow({ workspace: slug }), refused);
      await until(async () => !(await isWorkedOn(workspace)), { what: 'what ran has ended' });
      const calls = await callsOf(workspace);
      await letEverythingComeDue(workspace);
      assert.equal(await callsOf(workspace), calls, 'Salesforce is not asked');
    } else {
      await api.pollNow({ workspace: slug });
    }

    await WAYS[state].mendIt(workspace);
    await org.send('POST', '/bulk', { pace: 'immediately' });
    await letEverythingComeDue(workspace);
    await workspace.untilConnection((connection) => connection.state === 'active');
    await workspace.untilLive();
    await workspace.poll();
    await rig.assertMirrorIsSame(workspace);
    assert.deepEqual(await loadsOf(workspace), loads, 'each load goes on with its job');
  });
}

/** A job of the workspace is queued or runs. */
async function isWorkedOn({ slug }: TestWorkspace): Promise<boolean> {
  const rows = await rig.query(
    `select from sync_user_jobs.job
      where state in ('created', 'active')
        and data ->> 'workspaceId' = (select workspace_id::text from workspace where slug = $1)`,
    [slug],
  );
  return rows.length > 0;
}

test('pending: the sync user in force goes on, and nothing is read as the one that waits', async () => {
  assert.equal(CONNECTION_EFFECTS.pending.reads, false);
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  await api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  await webLogin(workspace);
  // A refusal of the one that waits is its own affair.
  await org.send('POST', '/sessions/revoke', { username: ADMIN });
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'While one waits' } }]);
  await workspace.poll();
  const { connections } = await api.listConnections({ workspace: slug });
  assert.deepEqual(
    connections.map(({ username, state, lastCallAt }) => [username, state, lastCallAt !== null]),
    [
      [SYNC_USER, 'active', true],
      [ADMIN, 'pending', false],
    ],
  );
  await rig.assertMirrorIsSame(workspace);
});

test('replaced: nobody reads until the next is connected, who goes on where it stood', async () => {
  assert.equal(CONNECTION_EFFECTS.replaced.reads, false);
  const workspace = await openInTheMiddle();
  const { slug } = workspace;
  const [account] = await loadsOf(workspace);
  await api.disconnect({ workspace: slug });
  const refused = (error: unknown) => isApiError(error, 'CONNECTION_MISSING');
  await assert.rejects(api.pollNow({ workspace: slug }), refused);
  await until(async () => !(await isWorkedOn(workspace)), { what: 'what ran has ended' });
  const calls = await callsOf(workspace);
  await letEverythingComeDue(workspace);
  assert.equal(await callsOf(workspace), calls, 'Salesforce is not asked');
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'While nobody reads' } }]);

  await org.send('POST', '/bulk', { pace: 'immediately' });
  await api.connect({ workspace: slug, ...credentials });
  await workspace.untilLive();
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
  assert.deepEqual((await loadsOf(workspace))[0], account, 'what was live is not loaded again');
});
