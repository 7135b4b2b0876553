import type { ConnectionServices } from '@sync-user/api';
import type { Connections } from '../connection/connections.ts';

export interface ConnectionServiceOptions {
  readonly connections: Connections;
  /** After the connections of a workspace moved, or a try to move them failed half-way. */
  readonly onMoved: (workspaceId: string) => void;
}

/** The sync user's connection, as the API offers it. */
export function createConnectionServices({
  connections,
  onMoved,
}: ConnectionServiceOptions): Omit<ConnectionServices, 'listCandidates'> {
  async function moving<T>(workspaceId: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      onMoved(workspaceId);
    }
  }

  return {
    read: (workspaceId) => connections.read(workspaceId),
    list: (workspaceId) => connections.list(workspaceId),
    connect: (workspaceId, request, caller) =>
      moving(workspaceId, connections.connect(workspaceId, request, caller)),
    check: (workspaceId, caller) => moving(workspaceId, connections.check(workspaceId, caller)),
    disconnect: async (workspaceId, caller) => {
      await moving(workspaceId, connections.disconnect(workspaceId, caller));
      return { accepted: true, message: 'Disconnected. Data, mapping and cursors stay.' };
    },
    reset: async (workspaceId, caller) => {
      const wasThere = await moving(workspaceId, connections.reset(workspaceId, caller));
      return {
        accepted: true,
        message: wasThere
          ? 'The sync user is forgotten here; Salesforce was not asked. Data, mapping and cursors stay.'
          : 'There was no sync user to forget.',
      };
    },
    designate: (workspaceId, designation, caller) =>
      moving(workspaceId, connections.designate(workspaceId, designation, caller)),
    discardCandidate: async (workspaceId, caller) => {
      await moving(workspaceId, connections.discardCandidate(workspaceId, caller));
      return { accepted: true, message: 'The candidate is discarded; the sync user in force stays.' };
    },
  };
}
