import type { Services } from '@sync-user/api';
import { isSyncError } from '@sync-user/contract';
import { instantFrom } from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { ConnectionContext } from '../connection/connection-context.ts';
import type { Connections } from '../connection/connections.ts';
import type { OpenOrg } from '../connection/open-org.ts';
import type { Nudges } from '../nudges.ts';
import { createObjectServices } from './objects.ts';
import { createKeyServices, createSessionServices } from './people.ts';
import { createWorkspaceServices } from './workspaces.ts';

export interface ServiceOptions {
  readonly context: ConnectionContext;
  readonly connections: Connections;
  readonly openOrg: OpenOrg;
  /** Feeds that grew. */
  readonly appended: Nudges;
  /** Objects that moved. */
  readonly moved: Nudges;
  readonly nudgeWorker: () => void;
  readonly version: string;
  readonly roles: readonly string[];
  readonly metrics: () => Promise<string>;
}

/** Everything the HTTP API asks for, on the store, the connections and the engine. */
export function createServices(options: ServiceOptions): Services {
  const { context, connections, openOrg, moved, appended, nudgeWorker } = options;
  const { store, clock } = context;
  return {
    sessions: createSessionServices(store),
    keys: createKeyServices(store),
    workspaces: createWorkspaceServices({ store, clock, connections, openOrg, nudgeWorker }),
    connection: {
      read: (workspaceId) => connections.read(workspaceId),
      connect: async (workspaceId, request) => {
        const connection = await connections.connect(workspaceId, request);
        moved.nudge(workspaceId);
        nudgeWorker();
        return connection;
      },
      check: async (workspaceId) => {
        const connection = await connections.check(workspaceId);
        moved.nudge(workspaceId);
        nudgeWorker();
        return connection;
      },
      disconnect: async (workspaceId) => {
        await connections.disconnect(workspaceId);
        moved.nudge(workspaceId);
        return { accepted: true, message: 'Disconnected. Data and settings stay.' };
      },
    },
    objects: createObjectServices({ store, openOrg, moved, nudgeWorker }),
    records: {
      list: (workspaceId, object, query) => store.records.list(workspaceId, object, query),
      read: (workspaceId, object, recordId) => store.records.read(workspaceId, object, recordId),
    },
    changes: {
      list: (workspaceId, query) => store.changes.list(workspaceId, query),
      subscribe: (workspaceId, onAppended) => appended.subscribe(workspaceId, onAppended),
    },
    calls: {
      read: (workspaceId, query) =>
        store.calls.read(workspaceId, {
          ...query,
          since: instantFrom(query.since),
          until: instantFrom(query.until),
        }),
    },
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
