import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApi } from '@sync-user/api';
import { isSyncError } from '@sync-user/contract';
import { toInstant } from '@sync-user/engine';
import { createSalesforceAgent } from '@sync-user/salesforce';
import { createPool, createSealer, createStore, migrate, type Store } from '@sync-user/store';
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import type { ConnectionContext } from './connection/connection-context.ts';
import { createApps } from './connection/apps.ts';
import { CALLBACK_PATH } from './connection/authorizations.ts';
import { createBroker } from './connection/broker.ts';
import { createConnections } from './connection/connections.ts';
import { createOpenOrg } from './connection/open-org.ts';
import { readEncryptionKeys } from './encryption-keys.ts';
import { startRenewals } from './jobs/start-renewals.ts';
import { jobKinds } from './jobs/job-kinds.ts';
import { startWorker } from './jobs/start-worker.ts';
import { createWork } from './jobs/work.ts';
import { actorOf } from './members/actor-of.ts';
import { createMetrics } from './metrics.ts';
import { createNotices } from './notices/notices.ts';
import { createMailer } from './notices/send-email.ts';
import { startDeliveries } from './notices/start-deliveries.ts';
import { createBudgets } from './plan/budgets.ts';
import { planWorkspace } from './plan/plan-workspace.ts';
import { createPreflightRunner } from './preflight/preflight-runner.ts';
import { createNudges } from './nudges.ts';
import { createServices } from './services/create-services.ts';
import { createSite } from './site.ts';
import { createEventMetrics, type EventMetrics } from './stream/event-metrics.ts';
import { startStreams } from './stream/start-streams.ts';
import { streamOptions } from './stream/stream-options.ts';
import { systemClock } from './system-clock.ts';

const VERSION = '0.1.0';
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const DATABASE_TRIES = 30;
/** For requests that are being answered when the end comes. */
const STOP_PATIENCE_MS = 3000;

export interface RunningServer {
  /** Undefined when this process does not serve the API. */
  readonly url: string | undefined;
  stop(): Promise<void>;
}

/**
 * The composition root: builds everything by hand and passes it down.
 *
 * @throws SyncError `DATABASE_UNAVAILABLE`, `CONFIG_INVALID`; the system's error when the port is taken
 */
export async function startServer(config: Config): Promise<RunningServer> {
  const log = createLog(config);
  const pool = createPool(config.DATABASE_URL, { controlSchema: config.CONTROL_SCHEMA, max: 20 });
  await migrateWhenReachable(pool, log);
  const sealer = createSealer(readEncryptionKeys(config.ENCRYPTION_KEY, config.ENCRYPTION_KEYS_OLD));
  const store = createStore({ pool, sealer });
  await ensureAccounts(store, config);
  if (config.ROLES.includes('api')) await ensureInstallationApp(store, config);
  const site = createSite(config.PUBLIC_URL);

  const mailer = createMailer({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM });

  const agent = createSalesforceAgent();
  const context: ConnectionContext = {
    store,
    agent,
    clock: systemClock,
    extraHosts: config.SALESFORCE_EXTRA_HOSTS,
    notices: createNotices({ store, clock: systemClock, canEmail: config.SMTP_URL !== '' }),
    log,
  };
  const broker = createBroker(context);
  const apps = createApps({
    store,
    clock: systemClock,
    callbackUrl: () => `${site.url()}${CALLBACK_PATH}`,
    outgoingAddresses: config.OUTGOING_ADDRESSES,
  });
  const preflight = createPreflightRunner(context, broker, { unasked: config.PERMISSION_CHECK_HOURS > 0 });
  const connections = createConnections({
    context,
    broker,
    apps,
    runPreflight: (workspaceId, connectionId, caller) =>
      preflight.run(workspaceId, connectionId, { actor: actorOf(caller), caller }),
  });
  const budgets = createBudgets({ store, clock: systemClock });
  const rhythm = {
    permissionCheckHours: config.PERMISSION_CHECK_HOURS,
    censusHours: config.CENSUS_HOURS,
  };
  const eventMetrics = createEventMetrics();
  const openOrg = createOpenOrg(context, broker, budgets);

  const worker = config.ROLES.includes('worker')
    ? await startWorker({
        databaseUrl: config.DATABASE_URL,
        jobSchema: `${config.CONTROL_SCHEMA}_jobs`,
        kinds: jobKinds({
          store,
          clock: systemClock,
          loads: config.WORKER_LOADS,
          polls: config.WORKER_POLLS,
          permissionCheckHours: config.PERMISSION_CHECK_HOURS,
          censusHours: config.CENSUS_HOURS,
          removedFieldDays: config.REMOVED_FIELD_DAYS,
          log,
          work: createWork({
            openOrg,
            connections,
            census: store.census,
            events: store.events,
            notices: context.notices,
            censusHours: config.CENSUS_HOURS,
            loadByQueryRows: config.LOAD_BY_QUERY_ROWS,
            runChecks: (workspaceId, signal) => preflight.runDue(workspaceId, signal),
            pollAfter: (workspaceId, delayMs) =>
              store.workspaces.openGate(workspaceId, toInstant(systemClock.nowMs() + delayMs)),
            budgets,
            runPlan: async (workspaceId) => {
              await planWorkspace({ store, clock: systemClock, budgets, rhythm }, workspaceId);
            },
            log,
          }),
        }),
        log,
      })
    : undefined;
  const streams = config.ROLES.includes('stream')
    ? startStreams(
        streamOptions({
          config,
          context,
          broker,
          openOrg,
          onApplied: (applied) => eventMetrics.noteEvents(applied),
        }),
      )
    : undefined;
  const renewals = config.ROLES.includes('worker')
    ? startRenewals({ context, broker, afterDays: config.RENEW_AFTER_DAYS })
    : undefined;
  const api = config.ROLES.includes('api')
    ? await serveApi(config, log, {
        context,
        broker,
        preflight,
        connections,
        apps,
        openOrg,
        budgets,
        loadByQueryRows: config.LOAD_BY_QUERY_ROWS,
        site,
        mailer,
        webhookExtraHosts: config.WEBHOOK_EXTRA_HOSTS,
        nudgeWorker: () => worker?.nudge(),
        eventMetrics,
      })
    : undefined;
  // After the API listens: its address stands in the messages.
  const deliveries = config.ROLES.includes('worker')
    ? startDeliveries({
        store,
        clock: systemClock,
        mailer,
        webhookExtraHosts: config.WEBHOOK_EXTRA_HOSTS,
        publicUrl: site.url,
        log,
      })
    : undefined;

  return {
    url: api?.url,
    stop: async () => {
      await api?.stop();
      await deliveries?.stop();
      mailer?.close();
      await streams?.stop();
      await renewals?.stop();
      await worker?.stop();
      await agent.destroy();
      await pool.end();
    },
  };
}

async function serveApi(
  config: Config,
  log: Logger,
  parts: Pick<
    Parameters<typeof createServices>[0],
    | 'context'
    | 'broker'
    | 'preflight'
    | 'connections'
    | 'apps'
    | 'site'
    | 'mailer'
    | 'webhookExtraHosts'
    | 'openOrg'
    | 'budgets'
    | 'loadByQueryRows'
    | 'nudgeWorker'
  > & { readonly eventMetrics: EventMetrics },
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { store } = parts.context;
  const appended = createNudges();
  const moved = createNudges();
  const listening = store.changes.listen({
    onChange: ({ workspaceId }) => {
      appended.nudge(workspaceId);
      moved.nudge(workspaceId);
    },
    onObjectMoved: ({ workspaceId }) => moved.nudge(workspaceId),
    // What was announced while nobody listened is lost; both streams read on from where they stand.
    onListening: () => {
      appended.nudgeAll();
      moved.nudgeAll();
    },
  });

  const consoleDir = config.CONSOLE_DIR === '' ? join(ROOT, 'apps/console/dist') : config.CONSOLE_DIR;
  const api = await createApi({
    services: createServices({
      ...parts,
      appended,
      moved,
      version: VERSION,
      roles: config.ROLES,
      censusHours: config.CENSUS_HOURS,
      permissionCheckHours: config.PERMISSION_CHECK_HOURS,
      removedFieldDays: config.REMOVED_FIELD_DAYS,
      metrics: createMetrics(store, parts.eventMetrics),
    }),
    logger: log,
    version: VERSION,
    consoleDir: existsSync(consoleDir) ? consoleDir : undefined,
    proxyHops: config.PUBLIC_URL === '' ? 0 : config.PROXY_HOPS,
    cookieSecure: config.PUBLIC_URL.startsWith('https:'),
  });
  const url = await api.listen({ host: config.HTTP_HOST, port: config.HTTP_PORT });
  parts.site.listensAt(url);
  return {
    url,
    stop: async () => {
      await listening.close();
      // Who keeps a connection open, or takes no answer, must not hold up the end.
      const cutOff = setTimeout(() => api.server.closeAllConnections(), STOP_PATIENCE_MS);
      await api.close();
      clearTimeout(cutOff);
    },
  };
}

/** Machines come up in any order: a database that is not there yet is waited for, for half a minute. */
async function migrateWhenReachable(pool: ReturnType<typeof createPool>, log: Logger): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await migrate(pool);
      return;
    } catch (error) {
      if (!isSyncError(error, 'DATABASE_UNAVAILABLE') || tries === DATABASE_TRIES) throw error;
      log.warn({ tries, reason: error.message }, 'PostgreSQL is not answering yet');
      await systemClock.sleep(1000, new AbortController().signal);
    }
  }
}

/** The app that the operator named is the one of workspaces without their own; connections made with another keep theirs. */
async function ensureInstallationApp(store: Store, config: Config): Promise<void> {
  if (config.SALESFORCE_CLIENT_ID === '') return await store.apps.removeInstallation();
  await store.apps.write(null, {
    clientId: config.SALESFORCE_CLIENT_ID,
    clientSecret: config.SALESFORCE_CLIENT_SECRET === '' ? undefined : config.SALESFORCE_CLIENT_SECRET,
  });
}

/** The account and the key that the operator named exist after the start. */
async function ensureAccounts(store: Store, config: Config): Promise<void> {
  if (config.ADMIN_EMAIL !== '') {
    const known = await store.people.checkPassword(config.ADMIN_EMAIL, config.ADMIN_PASSWORD);
    if (known === undefined) await createOrChangeAdmin(store, config.ADMIN_EMAIL, config.ADMIN_PASSWORD);
    else await store.people.makeOperator(config.ADMIN_EMAIL);
  }
  if (config.BOOTSTRAP_API_KEY !== '') {
    await store.people.createApiKey({
      workspaceId: null,
      name: 'BOOTSTRAP_API_KEY',
      key: config.BOOTSTRAP_API_KEY,
    });
  }
}

async function createOrChangeAdmin(store: Store, email: string, password: string): Promise<void> {
  try {
    await store.people.createUser({ email, name: 'Administrator', password, isOperator: true });
  } catch (error) {
    if (!isSyncError(error, 'API_CONFLICT')) throw error;
    await store.people.changePassword(email, password);
    await store.people.makeOperator(email);
  }
}

function createLog(config: Config): Logger {
  return pino({
    level: config.LOG_LEVEL,
    redact: {
      paths: [
        '*.authorization',
        '*.cookie',
        '*.password',
        '*.token',
        '*.accessToken',
        '*.clientSecret',
        '*.refreshToken',
        '*.privateKey',
        '*.codeVerifier',
        '*.secret',
        'req.headers',
      ],
      censor: '***',
    },
  });
}
