import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import pg from 'pg';
import { startOrgProxy } from '../support/org-proxy.ts';
import { ADMIN, orgSeed, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';
import { until } from '../support/until.ts';
import { allowWebLogins, logInByWeb, walkAuthorization } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 5, contacts: 0, widgets: 0 }) });
await allowWebLogins(rig);
const { api, org, credentials } = rig;

const proxy = await startOrgProxy(org.baseUrl, (await org.state()).organizationId);
after(() => proxy.close());

const webLogin = (workspace: string) =>
  logInByWeb(api, { workspace, loginUrl: credentials.loginUrl, username: ADMIN });

/** What a workspace's connections are. */
interface Standing {
  /** Who is in force. */
  readonly syncUser: string | null;
  /** Whether it is one that Salesforce refuses. */
  readonly isStopped: boolean;
  readonly candidate: string | null;
}

interface Change {
  readonly name: string;
  /** Its line in the audit trail. */
  readonly action: string;
  /** Who is in force before it; refused by Salesforce from then on, with an open incident, unless it connects the first. */
  readonly inForce: string | null;
  readonly hasCandidate?: boolean;
  /** Whether it takes a grant back at Salesforce. */
  readonly revokes: boolean;
  readonly after: Standing;
  /** Walks up to the last step, and answers it. */
  prepare(slug: string): Promise<() => Promise<unknown>>;
}

const stopped = (syncUser: string, candidate: string | null = null): Standing => ({
  syncUser,
  isStopped: true,
  candidate,
});
const active = (syncUser: string): Standing => ({ syncUser, isStopped: false, candidate: null });
const NOBODY: Standing = { syncUser: null, isStopped: false, candidate: null };

const CHANGES: readonly Change[] = [
  {
    name: 'connect',
    action: 'connection.connected',
    inForce: null,
    revokes: false,
    after: active(SYNC_USER),
    prepare: async (slug) => () => api.connect({ workspace: slug, ...credentials }),
  },
  {
    name: 'reconnect',
    action: 'connection.reconnected',
    inForce: ADMIN,
    revokes: true,
    after: active(ADMIN),
    prepare: async (slug) => {
      const wanted = { workspace: slug, purpose: 'sync_user', loginUrl: credentials.loginUrl } as const;
      const begun = await api.beginAuthorization(wanted);
      return () => walkAuthorization(api, slug, begun, { username: ADMIN });
    },
  },
  {
    name: 'designate',
    action: 'connection.designated',
    inForce: SYNC_USER,
    hasCandidate: true,
    revokes: true,
    after: active(ADMIN),
    prepare: async (slug) => {
      const { connections } = await api.listConnections({ workspace: slug });
      const connectionId = connections.find(({ state }) => state === 'pending')?.id ?? '';
      return () => api.designateSyncUser({ workspace: slug, connectionId, acceptMissing: true });
    },
  },
  {
    name: 'disconnect',
    action: 'connection.disconnected',
    inForce: SYNC_USER,
    revokes: true,
    after: NOBODY,
    prepare: async (slug) => () => api.disconnect({ workspace: slug }),
  },
  {
    name: 'reset',
    action: 'connection.reset',
    inForce: SYNC_USER,
    revokes: false,
    after: NOBODY,
    prepare: async (slug) => () => api.resetConnection({ workspace: slug }),
  },
  {
    name: 'discard',
    action: 'connection.candidate_discarded',
    inForce: SYNC_USER,
    hasCandidate: true,
    revokes: true,
    after: stopped(SYNC_USER),
    prepare: async (slug) => () => api.discardCandidate({ workspace: slug }),
  },
];

interface Scene {
  readonly change: Change;
  readonly workspace: TestWorkspace;
  readonly before: Standing;
  readonly loads: string;
}

const loadsOf = async (slug: string): Promise<string> =>
  JSON.stringify(
    await rig.query(
      `select sobject, load_id from object_load join workspace using (workspace_id) where slug = $1 order by 1, 2`,
      [slug],
    ),
  );

async function openScene(change: Change): Promise<Scene> {
  const { inForce, hasCandidate = false } = change;
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  if (inForce === ADMIN) await webLogin(slug);
  else await api.connect({ workspace: slug, ...credentials });
  await workspace.select('Account');
  await workspace.untilLive();
  if (inForce === null) await api.disconnect({ workspace: slug });
  if (hasCandidate) await webLogin(slug);
  const before = inForce === null ? NOBODY : stopped(inForce, hasCandidate ? ADMIN : null);
  return { change, workspace, before, loads: await loadsOf(slug) };
}

/** A workspace with a live object for each change; whoever is in force there is refused by Salesforce. */
async function openScenes(changes: readonly Change[]): Promise<Scene[]> {
  const scenes = await Promise.all(changes.map(openScene));
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { blocked: true });
  await org.send('POST', '/sessions/expire', {});
  for (const { before, workspace } of scenes) {
    if (before.syncUser === null) continue;
    // A poll of its own may have found it out already.
    await api.pollNow({ workspace: workspace.slug }).catch((error: unknown) => {
      if (!isApiError(error, 'CONNECTION_NOT_ACTIVE')) throw error;
    });
    await workspace.untilConnection(({ state }) => state === 'blocked');
    await until(async () => (await openIncidents(workspace)) === 1, { what: 'the incident is open' });
  }
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { blocked: false });
  return scenes;
}

async function openIncidents(workspace: TestWorkspace): Promise<number> {
  const { notices } = await api.listNotices({ workspace: workspace.slug });
  return notices.filter(({ kind, closedAt }) => kind === 'connection_lost' && closedAt === null).length;
}

async function standingOf(workspace: TestWorkspace): Promise<Standing> {
  const { connections } = await api.listConnections({ workspace: workspace.slug });
  const all = connections.filter(({ state }) => state !== 'replaced');
  const inForce = all.filter(({ isSyncUser }) => isSyncUser);
  const waiting = all.filter(({ isSyncUser }) => !isSyncUser);
  assert.ok(inForce.length <= 1 && waiting.length <= 1, 'one sync user, one candidate');
  return {
    syncUser: inForce[0]?.username ?? null,
    isStopped: inForce[0] !== undefined && inForce[0].state !== 'active',
    candidate: waiting[0]?.username ?? null,
  };
}

/** Writers of the table wait; readers do not. */
async function holdTable(table: 'audit_event' | 'notice') {
  const holder = new pg.Client({ connectionString: rig.databaseUrl, options: '-c search_path=sync_user' });
  await holder.connect();
  await holder.query(`begin; lock table ${table} in exclusive mode`);
  return {
    untilWaiting: (count: number) =>
      until(
        async () => {
          const { rows } = await holder.query(
            `select from pg_locks where relation = $1::regclass and not granted`,
            [table],
          );
          return rows.length >= count;
        },
        { what: `${count} wait for ${table}` },
      ),
    /** Those who wait have lost their process; they write nothing any more. */
    release: async () => {
      await holder.query(
        `select pg_terminate_backend(pid) from pg_locks where relation = $1::regclass and not granted`,
        [table],
      );
      await holder.end();
    },
  };
}

const isCommitted = async ({ change, workspace }: Scene) =>
  (await api.listAudit({ workspace: workspace.slug, action: change.action })).entries.length > 0;

async function untilCommitted(scenes: readonly Scene[]): Promise<void> {
  for (const scene of scenes) {
    await until(() => isCommitted(scene), { what: `${scene.change.name} is committed` });
  }
}

/** Where the process is killed: it gets there with all changes at once. */
const BORDERS: readonly {
  readonly name: string;
  readonly done: boolean;
  readonly concerns: (change: Change) => boolean;
  readonly reach: (scenes: readonly Scene[], begin: () => void) => Promise<() => Promise<void>>;
}[] = [
  {
    name: 'before the commit',
    done: false,
    concerns: () => true,
    reach: async (scenes, begin) => {
      const held = await holdTable('audit_event');
      begin();
      await held.untilWaiting(scenes.length);
      return held.release;
    },
  },
  {
    name: 'between the commit and Salesforce’s answer to the revocation',
    done: true,
    concerns: ({ revokes }) => revokes,
    reach: async (scenes, begin) => {
      await rig.query('update connection set login_url = $1', [proxy.baseUrl]);
      const answers = scenes.map(() => proxy.hold(/\/services\/oauth2\/revoke/));
      begin();
      await Promise.all(answers.map(({ arrived }) => arrived));
      await untilCommitted(scenes);
      return async () => {
        for (const answer of answers) answer.release();
      };
    },
  },
  {
    name: 'between the commit and the end of the incident',
    done: true,
    concerns: ({ name }) => name !== 'discard',
    reach: async (scenes, begin) => {
      const held = await holdTable('notice');
      begin();
      await untilCommitted(scenes);
      await held.untilWaiting(scenes.length - 1);
      return held.release;
    },
  },
];

for (const border of BORDERS) {
  test(`a server that dies ${border.name} leaves one sync user or none, as before or as wanted, and nothing untold`, async () => {
    const scenes = await openScenes(CHANGES.filter(border.concerns));
    const steps = await Promise.all(scenes.map(({ change, workspace }) => change.prepare(workspace.slug)));
    const release = await border.reach(scenes, () => {
      // Their answers die with the server.
      for (const step of steps) step().catch(() => {});
    });
    await rig.server.kill();
    await release();
    await rig.server.start();

    await Promise.all(scenes.map((scene) => assertHealed(scene, border)));
  });
}

/** As before or as wanted, and from there on all is well. */
async function assertHealed(
  { change, workspace, before, loads }: Scene,
  border: (typeof BORDERS)[number],
): Promise<void> {
  const { slug } = workspace;
  const what = `${change.name}, killed ${border.name}`;
  assert.deepEqual(await standingOf(workspace), border.done ? change.after : before, what);
  if (!border.done) {
    await (await change.prepare(slug))();
    assert.deepEqual(await standingOf(workspace), change.after, `${what}, and done again`);
  }
  await until(async () => (await openIncidents(workspace)) === (change.after.isStopped ? 1 : 0), {
    what: `${what}: the incident is open or not, as it is`,
  });
  if (change.after.isStopped) {
    assert.match((await api.readConnection({ workspace: slug })).trouble?.fix ?? '', /\w/, what);
  }
  if (change.after.isStopped || change.after.syncUser === null) {
    await api.connect({ workspace: slug, ...credentials });
  }
  assert.equal((await api.checkConnection({ workspace: slug })).state, 'active', `${what}: its token`);
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
  assert.equal(await loadsOf(slug), loads, `${what}: no first load was repeated`);
}
