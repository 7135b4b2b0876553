import type { Services } from '@sync-user/api';
import { isSyncError } from '@sync-user/contract';
import { instantFrom, LOAD_SIZES } from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { Apps } from '../connection/apps.ts';
import { createAuthorizations } from '../connection/authorizations.ts';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import type { Connections } from '../connection/connections.ts';
import { createMeServices } from '../connection/me.ts';
import type { OpenOrg } from '../connection/open-org.ts';
import type { Mailer } from '../notices/send-email.ts';
import type { Nudges } from '../nudges.ts';
import { checkAfterChanges } from '../preflight/check-after-changes.ts';
import type { Budgets } from '../plan/budgets.ts';
import type { PreflightRunner } from '../preflight/preflight-runner.ts';
import type { Site } from '../site.ts';
import { createCandidateServices } from './candidates.ts';
import { createAuditServices } from './audit.ts';
import { createCompletenessServices } from './completeness.ts';
import { createConfigurationServices } from './configuration.ts';
import { createConnectionServices } from './connection.ts';
import { createFieldServices } from './fields.ts';
import { createMemberServices } from './members.ts';
import { createMoneyServices } from './money.ts';
import { createNoticeServices } from './notices.ts';
import { createObjectServices } from './objects.ts';
import { createEventServices } from './events.ts';
import { createKeyServices, createSessionServices } from './people.ts';
import { createPlanServices } from './plan.ts';
import { createPreflightServices } from './preflight.ts';
import { createQuarantineServices } from './quarantine.ts';
import { createReportServices } from './reports.ts';
import { createRepairServices } from './repair.ts';
import { createSecretServices } from './secrets.ts';
import { createWorkspaceServices } from './workspaces.ts';

export interface ServiceOptions {
  readonly context: ConnectionContext;
  readonly broker: Broker;
  readonly preflight: PreflightRunner;
  readonly connections: Connections;
  readonly apps: Apps;
  readonly site: Site;
  /** Undefined: the server cannot send e-mail. */
  readonly mailer: Mailer | undefined;
  readonly webhookExtraHosts: readonly string[];
  readonly openOrg: OpenOrg;
  readonly budgets: Budgets;
  /** See `WorkOptions`. */
  readonly loadByQueryRows: number;
  /** Feeds that grew. */
  readonly appended: Nudges;
  /** Objects that moved. */
  readonly moved: Nudges;
  readonly nudgeWorker: () => void;
  /** Hours between comparisons of org and mirror, for workspaces that say nothing else. */
  readonly censusHours: number;
  readonly permissionCheckHours: number;
  /** Days a removed field keeps its column. */
  readonly removedFieldDays: number;
  readonly version: string;
  readonly roles: readonly string[];
  readonly metrics: () => Promise<string>;
}

/** Everything the HTTP API asks for, on the store, the connections and the engine. */
export function createServices(options: ServiceOptions): Services {
  const {
    context,
    broker,
    preflight,
    connections,
    apps,
    site,
    mailer,
    openOrg,
    moved,
    appended,
    nudgeWorker,
  } = options;
  const { store, clock } = context;
  /** Somebody may read again, or nobody: consoles look, and work that waited begins. */
  const onMoved = (workspaceId: string) => {
    moved.nudge(workspaceId);
    nudgeWorker();
    preflight
      .soon(workspaceId)
      .catch((error: unknown) => context.log.warn({ err: error }, 'no checks were asked for'));
  };
  const authorizations = createAuthorizations({
    context,
    publicUrl: site.url,
    adopt: async (workspaceId, adoption) => {
      try {
        return await connections.adopt(workspaceId, adoption);
      } finally {
        onMoved(workspaceId);
      }
    },
  });
  const plan = createPlanServices({
    store,
    clock,
    budgets: options.budgets,
    openOrg,
    rhythm: options,
    loadByQueryRows: options.loadByQueryRows,
    nudgeWorker,
  });
  return {
    sessions: createSessionServices(store),
    keys: createKeyServices(store),
    workspaces: checkAfterChanges.ofWorkspaces(
      createWorkspaceServices({ store, clock, connections, openOrg, budgets: options.budgets, nudgeWorker }),
      preflight,
    ),
    connection: {
      ...createConnectionServices({ connections, onMoved }),
      ...createCandidateServices({ context, broker, runner: preflight }),
    },
    authorizations,
    app: apps,
    me: createMeServices({ context, connections, begin: (...login) => authorizations.begin(...login) }),
    preflight: {
      ...createPreflightServices(context, preflight),
      ...createRepairServices(context, broker, preflight),
    },
    members: createMemberServices({ store, connections, mailer, publicUrl: site.url, log: context.log }),
    audit: createAuditServices(store),
    notices: createNoticeServices({
      store,
      clock,
      mailer,
      webhookExtraHosts: options.webhookExtraHosts,
      publicUrl: site.url,
    }),
    secrets: createSecretServices(store),
    objects: checkAfterChanges.ofObjects(
      createObjectServices({ store, openOrg, budgets: options.budgets, moved, nudgeWorker }),
      preflight,
    ),
    records: {
      list: (workspaceId, object, query) => store.records.list(workspaceId, object, query),
      read: (workspaceId, object, recordId) => store.records.read(workspaceId, object, recordId),
    },
    completeness: createCompletenessServices({
      store,
      clock,
      openOrg,
      budgets: options.budgets,
      censusHours: options.censusHours,
      publicUrl: site.url,
      nudgeWorker,
    }),
    money: createMoneyServices(store),
    reports: createReportServices(store, clock),
    quarantine: createQuarantineServices(store),
    fields: createFieldServices({
      store,
      clock,
      openOrg,
      removedFieldDays: options.removedFieldDays,
      moved,
      nudgeWorker,
    }),
    changes: {
      list: (workspaceId, query) => store.changes.list(workspaceId, query),
      subscribe: (workspaceId, onAppended) => appended.subscribe(workspaceId, onAppended),
    },
    events: createEventServices(context, broker),
    calls: {
      read: (workspaceId, query) =>
        store.calls.read(workspaceId, {
          ...query,
          since: instantFrom(query.since),
          until: instantFrom(query.until),
        }),
    },
    plan,
    configuration: createConfigurationServices({
      store,
      clock,
      openOrg,
      budgets: options.budgets,
      forecast: (workspaceId, request) => plan.forecast(workspaceId, request),
      sizes: { ...LOAD_SIZES, queryRows: options.loadByQueryRows },
      moved,
      nudgeWorker,
      checkSoon: (workspaceId) => preflight.soon(workspaceId),
    }),
    health: { read: () => readHealth(store, options) },
    metrics: options.metrics,
  };
}

async function readHealth(store: Store, { version, roles }: Pick<ServiceOptions, 'version' | 'roles'>) {
  try {
    await store.ping();
    return { status: 'ok' as const, database: 'ok' as const, version, roles: [...roles] };
  } catch (error) {
    if (!isSyncError(error, 'DATABASE_UNAVAILABLE')) throw error;
    return { status: 'unavailable' as const, database: 'unavailable' as const, version, roles: [...roles] };
  }
}
