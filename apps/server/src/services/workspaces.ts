import type { WorkspaceServices } from '@sync-user/api';
import { SyncError, type Workspace } from '@sync-user/contract';
import { type Clock, toInstant, writeHeadline } from '@sync-user/engine';
import type { Store, StoredWorkspace } from '@sync-user/store';
import type { Connections } from '../connection/connections.ts';
import type { OpenOrg } from '../connection/open-org.ts';
import type { Budgets } from '../plan/budgets.ts';
import { actorOf } from '../members/actor-of.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** More at once than anybody reads. */
const OPEN_NOTICES = 20;

export interface WorkspaceServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly openOrg: OpenOrg;
  readonly budgets: Budgets;
  readonly nudgeWorker: () => void;
}

export function createWorkspaceServices({
  store,
  clock,
  connections,
  openOrg,
  budgets,
  nudgeWorker,
}: WorkspaceServiceOptions): WorkspaceServices {
  return {
    async list(caller) {
      const all = await store.workspaces.list();
      const { workspaces } = caller;
      return all
        .filter((workspace) => workspaces === 'all' || workspaces.includes(workspace.slug))
        .map(toPublic);
    },

    async find(slug) {
      const workspace = await store.workspaces.readBySlug(slug);
      return workspace && { id: workspace.workspaceId, slug: workspace.slug };
    },

    async create(workspace, caller) {
      const made = await store.workspaces.create(workspace);
      const { slug, name, pollIntervalSeconds } = made;
      await store.audit.record({
        workspaceId: made.workspaceId,
        actor: actorOf(caller),
        action: 'workspace.created',
        target: slug,
        details: { name, pollIntervalSeconds },
      });
      return toPublic(made);
    },

    async change(workspaceId, change, caller) {
      const changed = await store.workspaces.change(workspaceId, change);
      budgets.lookAgain(workspaceId);
      if (changed === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'workspace.changed',
        target: changed.slug,
        details: {
          ...(change.name !== undefined && { name: change.name }),
          ...(change.pollIntervalSeconds !== undefined && {
            pollIntervalSeconds: change.pollIntervalSeconds,
          }),
          ...(change.permissionPolicy !== undefined && { permissionPolicy: change.permissionPolicy }),
          ...(change.apiSharePercent !== undefined && { apiSharePercent: change.apiSharePercent }),
          ...(change.apiFloorPercent !== undefined && { apiFloorPercent: change.apiFloorPercent }),
        },
      });
      return toPublic(changed);
    },

    async readOverview(workspaceId) {
      const stored = await store.workspaces.read(workspaceId);
      if (stored === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
      const now = toInstant(clock.nowMs());
      const today = { since: toInstant(clock.nowMs() - DAY_MS), until: now, bucketSeconds: 3600 };
      const connection = (await connections.read(workspaceId)) ?? null;
      const objects = await store.selected.list(workspaceId);
      const calls = await store.calls.read(workspaceId, today);
      const live = objects.filter((object) => object.state === 'live');
      const callsToday = {
        ours: calls.total,
        orgUsed: calls.org?.used ?? null,
        orgLimit: calls.org?.limit ?? null,
      };
      const workspace = toPublic(stored);
      const notices = await store.notices.list(workspaceId, { open: true, limit: OPEN_NOTICES });
      return {
        workspace,
        connection,
        headline: writeHeadline({
          workspace: workspace.slug,
          connection,
          objects,
          callsToday,
          pollIntervalSeconds: workspace.pollIntervalSeconds,
          notices,
          now,
        }),
        objects,
        rows: objects.reduce((sum, object) => sum + object.rows, 0),
        callsToday,
        freshAsOf: live.reduce<string | null>((oldest, object) => older(oldest, object.freshAsOf), null),
        nextPollAt: live.reduce<string | null>((first, object) => older(first, object.nextReadAt), null),
        problems:
          objects.filter((object) => object.trouble !== null).length +
          objects.reduce((sum, object) => sum + object.fieldTroubles, 0) +
          (connection?.trouble == null ? 0 : 1),
        notices,
        lastChangeSeq: await store.changes.readLastSeq(workspace.schema),
      };
    },

    async pollNow(workspaceId, caller) {
      await openOrg(workspaceId);
      await budgets.doubt(workspaceId);
      await store.workspaces.pollNow(workspaceId, toInstant(clock.nowMs()));
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'poll.requested',
        target: null,
        details: {},
      });
      nudgeWorker();
      return { accepted: true, message: 'Polling now.' };
    },
  };
}

function older(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function toPublic(stored: StoredWorkspace): Workspace {
  const { slug, name, schema, pollIntervalSeconds, permissionPolicy, createdAt } = stored;
  const { apiSharePercent, apiFloorPercent } = stored;
  return {
    slug,
    name,
    schema,
    pollIntervalSeconds,
    permissionPolicy,
    apiSharePercent,
    apiFloorPercent,
    createdAt,
  };
}
