import type { Flags } from './flags.ts';
import type { StartedProcesses } from './leftovers.ts';
import { type Supervised, supervise } from './supervise.ts';

export interface SimulatorLogins {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly adminUsername: string;
  readonly adminPassword: string;
}

/** How often somebody in the simulated org edits a record. */
const ACTIVITY_MS = 3000;

/** Starts the simulated org as a process of its own: nothing of ours imports it. */
export function startSimulator(
  flags: Flags,
  dataDir: string,
  say: (line: string) => void,
  started: StartedProcesses,
): Supervised {
  return supervise(
    {
      name: 'simulator',
      file: 'apps/simulator/src/main.ts',
      args: [
        '--port',
        String(flags.simulatorPort),
        '--grpc-port',
        String(flags.grpcPort),
        '--seed',
        flags.seed,
        '--data',
        dataDir,
        ...(flags.quiet ? [] : ['--activity', String(ACTIVITY_MS)]),
      ],
      env: {},
      watch: false,
      // Its greeting repeats what the panel says; everything else it prints is trouble.
      show: (line) => (/^(Simulated org at|\s)/.test(line) ? undefined : line),
    },
    say,
    started,
  );
}

interface SimulatorApp {
  readonly consumerKey: string;
  readonly consumerSecret: string | null;
  readonly runAsUsername: string | null;
}

/**
 * Finds the app that can log in without a browser, and an administrator, whose password is set to `adminPassword`.
 *
 * @throws Error when the seed declares no such app or person
 */
export async function readSimulatorLogins(baseUrl: string, adminPassword: string): Promise<SimulatorLogins> {
  const { apps } = await call<{ apps: readonly SimulatorApp[] }>('GET', `${baseUrl}/__simulator/apps`);
  const app = apps.find((one) => one.consumerSecret !== null && one.runAsUsername !== null);
  if (app === undefined || app.consumerSecret === null) {
    throw new Error(
      'The seed declares no app with a consumer secret and a run-as user; docs/guides/simulator-seed.md shows how.',
    );
  }
  const token = await call<{ access_token: string }>(
    'POST',
    `${baseUrl}/services/oauth2/token`,
    new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: app.consumerKey,
      client_secret: app.consumerSecret,
    }),
  );
  const soql =
    "SELECT Username FROM User WHERE Profile.Name = 'System Administrator' AND IsActive = true ORDER BY Username LIMIT 1";
  const { records } = await call<{ records: readonly { Username: string }[] }>(
    'GET',
    `${baseUrl}/services/data/v62.0/query?q=${encodeURIComponent(soql)}`,
    undefined,
    { authorization: `Bearer ${token.access_token}` },
  );
  const adminUsername = records[0]?.Username;
  if (adminUsername === undefined)
    throw new Error('The seed declares no active System Administrator that the app’s user can see.');
  await call(
    'PATCH',
    `${baseUrl}/__simulator/users/${encodeURIComponent(adminUsername)}`,
    JSON.stringify({ password: adminPassword }),
  );
  return { clientId: app.consumerKey, clientSecret: app.consumerSecret, adminUsername, adminPassword };
}

async function call<T>(
  method: string,
  url: string,
  body?: string | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(url, {
    method,
    headers: { ...(typeof body === 'string' && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body }),
  });
  if (!answer.ok)
    throw new Error(
      `The simulated org answers ${answer.status} to ${method} ${new URL(url).pathname}: ${await answer.text()}`,
    );
  return (await answer.json()) as T;
}
