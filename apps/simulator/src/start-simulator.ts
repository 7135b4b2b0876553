import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBulk } from './bulk/open-bulk.ts';
import { CallLog } from './control/call-log.ts';
import { FaultRules } from './control/fault-rules.ts';
import { LiveActivity } from './control/live-activity.ts';
import { EventBus } from './events/event-bus.ts';
import { servePubSub } from './events/grpc/serve.ts';
import type { PubSubAddress } from './events/grpc/serve.ts';
import { listen } from './http/listen.ts';
import type { TlsFiles } from './http/listen.ts';
import { Instances } from './instances.ts';
import { ApprovalStore } from './oauth/approvals.ts';
import { AppStore } from './oauth/apps.ts';
import type { App } from './oauth/apps.ts';
import { BrowserSessions } from './oauth/browser-sessions.ts';
import { CodeStore } from './oauth/codes.ts';
import { IdTokenKey } from './oauth/id-token.ts';
import { PasswordStore } from './oauth/passwords.ts';
import { provideUsageMetrics } from './events/usage-metrics.ts';
import { listenForLogins, provideLoginRows } from './oauth/login-rows.ts';
import { listenForSetup } from './setup/audit-trail.ts';
import { provideCustomFields } from './setup/custom-fields.ts';
import { provideDuplicateRules } from './setup/duplicate-rules.ts';
import { openSignInStores } from './oauth/sign-in-stores.ts';
import { TokenStore } from './oauth/tokens.ts';
import { openRestorableOrg, type RestorableOrg } from './org/restorable-org.ts';
import type { Org } from './org/types.ts';
import { apiAllocation } from './limits/api-allocation.ts';
import { HourlyBatches } from './limits/hourly-batches.ts';
import { ApiUsage } from './rest/api-usage.ts';
import type { DemoOptions } from './seed/demo/demo-seed.ts';
import { seedStart } from './seed-world.ts';
import { openServiceDatabase, readServiceRows, replaceServiceRows } from './service-database.ts';
import { SettingStore } from './settings.ts';
import type { World } from './world.ts';

export interface SimulatorOptions {
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** `demo`, `empty` (the default), the path of a seed file, or a seed. Ignored where `dataDir` holds an org already. */
  readonly seed?: string | object;
  /** Keeps the org there and resumes it; without it the org is gone after `close`. */
  readonly dataDir?: string;
  /** What instance URLs and identity URLs begin with; the address the caller used unless given. */
  readonly publicUrl?: string;
  /** Serves HTTPS with it. */
  readonly tls?: TlsFiles;
  /** Serves the Pub/Sub API there, over TLS where there is `tls`; 0 for any free port. */
  readonly grpcPort?: number;
  /** And without TLS there. */
  readonly grpcPlainPort?: number;
  /** People editing records all the time: `true` for every three seconds. */
  readonly activity?: boolean | { readonly everyMs: number };
  /** Keys of the demo seed's app, where the caller must know them. */
  readonly demo?: DemoOptions;
  /** Where our own bugs go; the console unless given. */
  readonly report?: (error: unknown) => void;
}

export interface Simulator {
  readonly baseUrl: string;
  readonly port: number;
  /** Where the Pub/Sub API answers: `127.0.0.1:4011`; undefined where it was not asked for. */
  readonly grpcUrl: string | undefined;
  /** The same without TLS beside it. */
  readonly grpcPlainUrl: string | undefined;
  readonly org: Org;
  /** True when `dataDir` held an org already and no seed was applied. */
  readonly resumed: boolean;
  /** The org's connected apps, secrets included. */
  readonly apps: readonly App[];
  /** Ends everything; a second call waits for the first. */
  close(): Promise<void>;
}

const DEFAULT_ACTIVITY_MS = 3000;
const SEEDED = 'seeded.ok';
/** Of what a data directory holds. Raise it with every change that an older directory cannot be resumed after. */
const FORMAT = 3;

/** Opens (or resumes) an org and serves it. @throws SeedError, or the system's error when the port is taken */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const temporary = options.dataDir === undefined;
  const directory = options.dataDir ?? mkdtempSync(join(tmpdir(), 'salesforce-simulator-'));
  mkdirSync(directory, { recursive: true });
  const seededFile = join(directory, SEEDED);
  const resumed = existsSync(seededFile);
  if (resumed) requireFormat(seededFile, directory);
  else forgetHalfSeededOrg(directory);

  const host = options.host ?? '127.0.0.1';
  const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const scheme = options.tls === undefined ? 'http' : 'https';
  const instances = new Instances(
    (instance) => {
      const first = instance === 0;
      const port = first ? (options.port ?? 0) : 0;
      const publicUrl = first ? options.publicUrl : undefined;
      return listen(world, { host, port, publicUrl, tls: options.tls, instance });
    },
    (port) => `${scheme}://${shownHost}:${port}`,
  );
  const world: World = openWorld(directory, options, instances);
  provideLoginRows(world);
  provideUsageMetrics(world);
  listenForLogins(world);
  provideCustomFields(world);
  provideDuplicateRules(world);
  listenForSetup(world);
  const closeAll = async (): Promise<void> => {
    world.activity.stop();
    world.pubSub?.close();
    await instances.close();
    await world.jobs.stop();
    await world.ingestJobs.stop();
    world.org.close();
    world.database.close();
    if (temporary) rmSync(directory, { recursive: true, force: true });
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll());
  try {
    if (!resumed) {
      seedStart(world);
      markSeeded(seededFile);
    }
    const { port } = await instances.start();
    const grpcPorts = await openPubSub(world, host, options);
    const grpcUrl = (at: number | undefined) => (at === undefined ? undefined : `${shownHost}:${at}`);
    if (options.activity !== undefined && options.activity !== false) {
      world.activity.start(options.activity === true ? DEFAULT_ACTIVITY_MS : options.activity.everyMs);
    }
    return {
      baseUrl: options.publicUrl ?? `${scheme}://${shownHost}:${port}`,
      port,
      grpcUrl: grpcUrl(grpcPorts.main),
      grpcPlainUrl: grpcUrl(grpcPorts.plain),
      org: world.org,
      resumed,
      apps: world.apps.list(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The addresses asked for, and which ports they came to. */
async function openPubSub(
  world: World,
  host: string,
  { grpcPort, grpcPlainPort, tls }: SimulatorOptions,
): Promise<{ readonly main: number | undefined; readonly plain: number | undefined }> {
  const addresses: PubSubAddress[] = [];
  if (grpcPort !== undefined) addresses.push({ host, port: grpcPort, tls });
  if (grpcPlainPort !== undefined) addresses.push({ host, port: grpcPlainPort, tls: undefined });
  if (addresses.length === 0) return { main: undefined, plain: undefined };
  world.pubSub = await servePubSub(world, addresses);
  const ports = [...world.pubSub.ports];
  return {
    main: grpcPort === undefined ? undefined : ports.shift(),
    plain: grpcPlainPort === undefined ? undefined : ports.shift(),
  };
}

function openWorld(directory: string, options: SimulatorOptions, instances: Instances): World {
  const database = openServiceDatabase(join(directory, 'services.sqlite'));
  const settings = new SettingStore(database);
  const report = options.report ?? reportToConsole;
  const clock = {
    now: () => settings.current.clockStoppedAt ?? Date.now() + settings.current.clockOffsetMs,
  };
  const restorable = openRestorableOrg(join(directory, 'org.sqlite'), clock);
  const { org } = restorable;
  return {
    org,
    database,
    settings,
    apps: new AppStore(database),
    passwords: new PasswordStore(database),
    approvals: new ApprovalStore(database),
    codes: new CodeStore(database, clock),
    tokens: new TokenStore(database, clock, settings, () => org.organizationId),
    browserSessions: new BrowserSessions(),
    idTokenKey: new IdTokenKey(database),
    signIn: openSignInStores(database, clock),
    usage: new ApiUsage(database, clock, settings, () => apiAllocation(org)),
    hourlyBatches: new HourlyBatches(clock, settings),
    events: new EventBus(org, settings),
    pubSub: undefined,
    faults: new FaultRules(),
    calls: new CallLog(),
    ...openBulk({ org, database, settings, directory: join(directory, 'bulk'), report }),
    activity: new LiveActivity(org),
    start: startOf(database, restorable),
    startSeed: options.seed ?? 'empty',
    demoOptions: options.demo ?? {},
    report,
    instances,
    heldTransactions: new Map(),
  };
}

/** The org keeps its start in a file; its services' rows are few. A start resumed from a data directory is not kept. */
function startOf(database: DatabaseSync, { keepStart, restoreStart }: RestorableOrg): World['start'] {
  let rows: ReturnType<typeof readServiceRows> | undefined;
  return {
    keep: () => {
      rows = readServiceRows(database);
      keepStart();
    },
    restore: () => {
      if (rows === undefined || !restoreStart()) return false;
      replaceServiceRows(database, rows);
      return true;
    },
  };
}

/** A start that died while seeding left half an org: nobody can want that resumed. */
function forgetHalfSeededOrg(directory: string): void {
  for (const name of ['org.sqlite', 'services.sqlite']) {
    for (const suffix of ['', '-wal', '-shm', '.start'])
      rmSync(join(directory, name + suffix), { force: true });
  }
  rmSync(join(directory, 'bulk'), { recursive: true, force: true });
}

function markSeeded(file: string): void {
  writeFileSync(
    file,
    `The org in this directory is complete; delete the directory to start over.\nformat ${FORMAT}\n`,
  );
}

/** @throws when the directory holds an org of another version */
function requireFormat(file: string, directory: string): void {
  const format = Number(/^format (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 1);
  if (format === FORMAT) return;
  throw new Error(
    `The simulated org in ${directory} was made by another version (format ${format}; this one reads ${FORMAT}). ` +
      'Delete that directory to make the org anew, or name another one.',
  );
}

function reportToConsole(error: unknown): void {
  process.stderr.write(
    `simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
}
