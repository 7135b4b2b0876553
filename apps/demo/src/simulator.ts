import type { Flags } from './flags.ts';
import type { StartedProcesses } from './leftovers.ts';
import { type Supervised, supervise } from './supervise.ts';

export interface SimulatorLogins {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly adminUsername: string;
  readonly adminPassword: string;
  /** Somebody without administrator rights, for trying personal connections. */
  readonly memberUsername: string;
  readonly memberPassword: string;
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
  readonly callbackUrls: readonly string[];
}

/**
 * Finds the app that can log in without a browser, and an administrator and another person, whose passwords are set. The app
 * learns our callback URL, as Setup would have it typed in.
 *
 * @throws Error when the seed declares no such app or person
 */
export async function readSimulatorLogins(
  baseUrl: string,
  { password, callbackUrl }: { readonly password: string; readonly callbackUrl: string },
): Promise<SimulatorLogins> {
  const { apps } = await call<{ apps: readonly SimulatorApp[] }>('GET', `${baseUrl}/__simulator/apps`);
  const app = apps.find((one) => one.consumerSecret !== null && one.runAsUsername !== null);
  if (app === undefined || app.consumerSecret === null) {
    throw new Error(
      'The seed declares no app with a consumer secret and a run-as user; docs/guides/simulator-seed.md shows how.',
    );
  }
  if (!app.callbackUrls.includes(callbackUrl)) {
    await call(
      'PATCH',
      `${baseUrl}/__simulator/apps/${encodeURIComponent(app.consumerKey)}`,
      JSON.stringify({ callbackUrls: [...app.callbackUrls, callbackUrl] }),
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
  const findUser = async (condition: string): Promise<string | undefined> => {
    const soql = `SELECT Username FROM User WHERE ${condition} AND IsActive = true ORDER BY Username LIMIT 1`;
    const { records } = await call<{ records: readonly { Username: string }[] }>(
      'GET',
      `${baseUrl}/services/data/v62.0/query?q=${encodeURIComponent(soql)}`,
      undefined,
      { authorization: `Bearer ${token.access_token}` },
    );
    return records[0]?.Username;
  };
  const adminUsername = await findUser("Profile.Name = 'System Administrator'");
  if (adminUsername === undefined)
    throw new Error('The seed declares no active System Administrator that the app’s user can see.');
  // A seed may have nobody else; then the administrator stands for a member as well.
  const memberUsername = (await findUser("Profile.Name = 'Standard User'")) ?? adminUsername;
  for (const username of new Set([adminUsername, memberUsername])) {
    await call(
      'PATCH',
      `${baseUrl}/__simulator/users/${encodeURIComponent(username)}`,
      JSON.stringify({ password }),
    );
  }
  return {
    clientId: app.consumerKey,
    clientSecret: app.consumerSecret,
    adminUsername,
    adminPassword: password,
    memberUsername,
    memberPassword: password,
  };
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
