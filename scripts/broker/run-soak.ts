import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildAuthorizeUrl, createCodeVerifier, exchangeCode } from '@sync-user/salesforce';
import { migrate, createPool } from '@sync-user/store';
import { startSimulator } from '@sync-user/simulator';
import { adopt } from '../../apps/server/src/connection/adopt.ts';
import { walkLogin } from '../../packages/salesforce/testing/walk-login.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { openBroker } from './open-broker.ts';
import type { WorkerReport, WorkerSettings } from './worker.ts';

export interface SoakOptions {
  readonly databaseUrl: string;
  readonly seconds: number;
  readonly processes?: number;
  /** Of all processes together. */
  readonly callers?: number;
  readonly connections?: number;
  /** A process is killed about this often. */
  readonly killEveryMs?: number;
  readonly log?: (line: string) => void;
}

export interface SoakReport {
  readonly refreshes: number;
  readonly calls: number;
  readonly refusals: number;
  readonly kills: number;
  /** Kills that came between Salesforce's answer and our commit. */
  readonly losses: number;
  /** Calls that were told to wait, because their connection was lost or its token out of reach. */
  readonly pauses: number;
  /** What must never happen. */
  readonly wrongs: readonly string[];
}

const APP = { clientId: '3MVG9soak.broker.key', clientSecret: 'SOAK0BROKER0SECRET0123' };
const CALLBACK = 'http://localhost:9/oauth/callback';
const PASSWORD = 'Password1!';
const EXPIRE_EVERY_MS = 500;

/** A worker's process, and when processes of its name were killed. */
interface Worker {
  readonly name: string;
  child: ChildProcess;
}

/**
 * Many processes share the broker's connections while access tokens are ended on purpose and processes die: rotation is
 * on, so that a refresh token works once. A lost connection is logged in anew, as a person would.
 */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { processes = 4, callers = 200, connections = 3, killEveryMs = 2500, log = () => {} } = options;
  const wrongs: string[] = [];
  const totals = { calls: 0, refusals: 0, pauses: 0, kills: 0, losses: 0 };
  const killedAt = new Map<string, number>();

  const pool = createPool(options.databaseUrl, { max: 2 });
  await migrate(pool);
  await pool.end();
  const users = Array.from({ length: connections }, (_, n) => `soak${n + 1}@acme.example`);
  const simulator = await startSimulator({ seed: seedOf(users) });
  const encryptionKey = randomBytes(32).toString('base64');
  const own = openBroker({ databaseUrl: options.databaseUrl, encryptionKey, worker: 'person' });
  const proxies: CountingProxy[] = [];
  const places: { workspaceId: string; connectionId: string; username: string; proxy: CountingProxy }[] = [];

  async function logIn(workspaceId: string, username: string, loginUrl: string): Promise<string> {
    const { appId } = await own.store.apps.write(workspaceId, APP);
    const codeVerifier = createCodeVerifier();
    const target = { loginUrl, extraHosts: ['127.0.0.1'] };
    const authorizeUrl = buildAuthorizeUrl({
      ...target,
      loginUrl: simulator.baseUrl,
      clientId: APP.clientId,
      redirectUri: CALLBACK,
      state: 'soak',
      codeVerifier,
      username: undefined,
      prompt: undefined,
    });
    const walked = await walkLogin(authorizeUrl, { username, pw: PASSWORD, decision: 'allow' });
    if (!('sentTo' in walked)) throw new Error(`the login ended at a page: ${walked.page.slice(0, 2000)}`);
    const granted = await exchangeCode({
      ...target,
      ...APP,
      code: walked.sentTo.searchParams.get('code') ?? '',
      redirectUri: CALLBACK,
      codeVerifier,
      dispatcher: own.context.agent,
      signal: AbortSignal.timeout(30_000),
    });
    return await adopt(own.context, workspaceId, {
      purpose: 'sync_user',
      memberId: null,
      method: 'web_server',
      appId,
      loginUrl,
      granted,
      expectedUsername: username,
      actor: 'user:soak@example.com',
    });
  }

  const workers: Worker[] = [];
  let stopping = false;
  let generation = 0;
  function start(): Worker {
    generation += 1;
    const settings: WorkerSettings = {
      databaseUrl: options.databaseUrl,
      encryptionKey,
      worker: `worker ${generation}`,
      callers: Math.ceil(callers / processes),
      connections: places.map(({ workspaceId, connectionId }) => ({ workspaceId, connectionId })),
    };
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('worker.ts', import.meta.url))],
      {
        env: { ...process.env, SOAK_WORKER: JSON.stringify(settings) },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const worker = { name: settings.worker, child };
    child.once('exit', () => {
      if (!stopping && !killedAt.has(worker.name)) wrongs.push(`${worker.name} ended by itself`);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as WorkerReport;
      totals.calls += said.calls;
      totals.refusals += said.refusals;
      totals.pauses += said.pauses;
      for (const wrong of said.wrongs) wrongs.push(`${worker.name}: ${wrong}`);
    });
    return worker;
  }

  try {
    await control(simulator.baseUrl, 'PATCH', `/apps/${APP.clientId}`, { refreshTokenRotation: true });
    for (const [n, username] of users.entries()) {
      const proxy = await startCountingProxy(simulator.baseUrl, (worker) => !killedAt.has(worker));
      proxies.push(proxy);
      const { workspaceId } = await own.store.workspaces.create({
        slug: `soak_${n + 1}`,
        name: 'Soak',
        pollIntervalSeconds: 3600,
      });
      const connectionId = await logIn(workspaceId, username, proxy.baseUrl);
      places.push({ workspaceId, connectionId, username, proxy });
    }
    for (let n = 0; n < processes; n += 1) workers.push(start());

    const began = performance.now();
    let nextKill = began + killEveryMs;
    let nextExpiry = began + EXPIRE_EVERY_MS;
    let nextLine = began + 15_000;
    while (performance.now() - began < options.seconds * 1000) {
      await new Promise((done) => setTimeout(done, 50));
      const now = performance.now();
      if (now >= nextExpiry) {
        nextExpiry = now + EXPIRE_EVERY_MS * (0.5 + Math.random());
        await control(simulator.baseUrl, 'POST', '/sessions/expire', {});
      }
      if (now >= nextKill) {
        nextKill = now + killEveryMs * (0.5 + Math.random());
        await killOne();
      }
      await mendLost();
      if (now >= nextLine) {
        nextLine = now + 15_000;
        log(lineOf());
        for (const wrong of new Set(wrongs)) log(`  ${wrong}`);
      }
    }
    // Whatever is under way ends; then everybody must be connected.
    await new Promise((done) => setTimeout(done, 1500));
    await mendLost();
    stopping = true;
    for (const { child } of workers) child.kill('SIGKILL');
    for (const { workspaceId, connectionId, username } of places) {
      await own.broker.renewNow({ workspaceId, connectionId }).catch((error: unknown) => {
        wrongs.push(`${username} does not work at the end: ${String(error)}`);
      });
    }
  } finally {
    stopping = true;
    for (const { child } of workers) child.kill('SIGKILL');
    for (const proxy of proxies) await proxy.close();
    await own.close();
    await simulator.close();
  }
  wrongs.push(
    ...proxies.flatMap(({ overlaps }) => overlaps.map((overlap) => `two renewals at once: ${overlap}`)),
  );
  return { ...totals, refreshes: refreshes(), wrongs };

  function refreshes(): number {
    return proxies.reduce(
      (sum, { renewals }) => sum + renewals.filter(({ status }) => status === 200).length,
      0,
    );
  }

  function lineOf(): string {
    return `${refreshes()} refreshes, ${totals.calls} calls, ${totals.refusals} dead tokens met, ${totals.kills} kills, ${totals.losses} connections lost, ${wrongs.length} wrongs`;
  }

  /** Half of the time in the middle of a renewal, where it can do harm; else whenever. */
  async function killOne(): Promise<void> {
    const index = Math.floor(Math.random() * workers.length);
    const asking = () =>
      workers.findIndex(({ name }) =>
        proxies.some(({ renewals }) => {
          const last = renewals.at(-1);
          return last?.worker === name && last.endedAt === undefined;
        }),
      );
    let chosen = index;
    if (Math.random() < 0.5) {
      const until = performance.now() + 1500;
      chosen = asking();
      while (chosen < 0 && performance.now() < until) {
        await new Promise((done) => setTimeout(done, 2));
        chosen = asking();
      }
      if (chosen < 0) chosen = index;
    }
    const worker = workers[chosen];
    if (worker === undefined) return;
    killedAt.set(worker.name, performance.now());
    const gone = new Promise<void>((done) => worker.child.once('exit', () => done()));
    worker.child.kill('SIGKILL');
    await gone;
    totals.kills += 1;
    workers[chosen] = start();
  }

  /** A person logs in again; the loss must have its kill. */
  async function mendLost(): Promise<void> {
    for (const { workspaceId, connectionId, username, proxy } of places) {
      const connection = await own.store.connections.read({ workspaceId, connectionId });
      if (connection === undefined || connection.state === 'active' || connection.state === 'degraded')
        continue;
      totals.losses += 1;
      const answered = proxy.renewals.filter(({ status }) => status === 200).at(-1);
      const killed = answered === undefined ? undefined : killedAt.get(answered.worker);
      // From the answer on, a living process needs well under this long to write it down.
      const isExplained = answered !== undefined && killed !== undefined && killed - answered.begunAt < 2000;
      if (!isExplained) {
        wrongs.push(
          `${username} was lost (${connection.trouble?.code}) although ${answered?.worker ?? 'nobody'}, who had the last answer, was not killed in the middle of it`,
        );
      } else if (connection.trouble?.code !== 'SF_REFRESH_TOKEN_LOST') {
        wrongs.push(`${username} was lost in a crash and says ${connection.trouble?.code}`);
      }
      const again = await logIn(workspaceId, username, proxy.baseUrl);
      if (again !== connectionId) wrongs.push('a new login of the same user made another connection');
    }
  }
}

async function control(baseUrl: string, method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${baseUrl}/__simulator${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
}

function seedOf(users: readonly string[]): object {
  return {
    organization: { name: 'Acme', edition: 'Enterprise Edition', myDomain: 'acme' },
    users: users.map((username) => ({
      username,
      password: PASSWORD,
      lastName: 'Soak',
      profile: 'System Administrator',
    })),
    apps: [
      {
        name: 'Sync User',
        consumerKey: APP.clientId,
        consumerSecret: APP.clientSecret,
        callbackUrls: [CALLBACK],
        scopes: ['api', 'refresh_token', 'id'],
        refreshTokenRotation: true,
      },
    ],
  };
}
