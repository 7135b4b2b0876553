import type { Caller, ObjectServices } from '@sync-user/api';
import { SyncError } from '@sync-user/contract';
import {
  deselectObject,
  type ObjectStore,
  notSyncableReason,
  RECOMMENDED_OBJECTS,
  retryObject,
  selectObject,
  toInstant,
} from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { OpenOrg } from '../connection/open-org.ts';
import { actorOf } from '../members/actor-of.ts';
import type { Nudges } from '../nudges.ts';
import type { Budgets } from '../plan/budgets.ts';
import { systemClock } from '../system-clock.ts';

const SELECT_PATIENCE_MS = 60_000;

export interface ObjectServiceOptions {
  readonly store: Store;
  readonly openOrg: OpenOrg;
  readonly budgets: Pick<Budgets, 'doubt'>;
  /** Objects that moved; the worker's nudges arrive through the database. */
  readonly moved: Nudges;
  /** Something is due now: do not wait for the next look. */
  readonly nudgeWorker: () => void;
}

export function createObjectServices({
  store,
  openOrg,
  budgets,
  moved,
  nudgeWorker,
}: ObjectServiceOptions): ObjectServices {
  const { objects } = store;
  const enter = (
    workspaceId: string,
    caller: Caller,
    action: string,
    target: string,
    details: Readonly<Record<string, string | number>> = {},
  ) => store.audit.record({ workspaceId, actor: actorOf(caller), action, target, details });

  return {
    async listAvailable(workspaceId) {
      const ports = await openOrg(workspaceId);
      const signal = AbortSignal.timeout(SELECT_PATIENCE_MS);
      const available = await ports.org.fetchObjects({ cause: 'describe', sobject: null, signal });
      const selected = new Set((await objects.list(workspaceId)).map((object) => object.table.sobject));
      return available.map((object) => ({
        name: object.name,
        label: object.label,
        custom: object.custom,
        selected: selected.has(object.name),
        recommended: RECOMMENDED_OBJECTS.includes(object.name),
        notSyncable: notSyncableReason(object),
      }));
    },

    list: (workspaceId) => store.selected.list(workspaceId),

    async read(workspaceId, object) {
      const name = await findName(objects, workspaceId, object);
      return name === undefined ? undefined : await store.selected.read(workspaceId, name);
    },

    async select(workspaceId, object, selection, caller) {
      const workspace = await store.workspaces.read(workspaceId);
      if (workspace === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
      const ports = await openOrg(workspaceId);
      const signal = AbortSignal.timeout(SELECT_PATIENCE_MS);
      const name = await selectObject(
        ports,
        { workspaceId, schema: workspace.schema },
        { sobject: object, fields: selection.fields },
        signal,
      );
      await store.selected.noteSelectedBy(workspaceId, name, actorOf(caller));
      const { fields } = selection;
      await enter(workspaceId, caller, 'object.selected', name, {
        fields: typeof fields === 'string' ? fields : fields.length,
      });
      moved.nudge(workspaceId);
      await store.plans.planSoon(workspaceId);
      await store.money.want(workspaceId);
      nudgeWorker();
      const detail = await store.selected.read(workspaceId, name);
      if (detail === undefined)
        throw new SyncError('API_CONFLICT', `${name} was deselected at the same time.`);
      return detail;
    },

    async deselect(workspaceId, object, caller) {
      const name = await nameOf(objects, workspaceId, object);
      await deselectObject(store, workspaceId, name);
      // What differed is gone with the table.
      await store.notices.close(workspaceId, 'drift_not_mended', name, toInstant(systemClock.nowMs()));
      await enter(workspaceId, caller, 'object.deselected', name);
      moved.nudge(workspaceId);
      return { accepted: true, message: `${object} is no longer synced; its table is gone.` };
    },

    async reload(workspaceId, object, caller) {
      const name = await nameOf(objects, workspaceId, object);
      await budgets.doubt(workspaceId);
      const before = await objects.read(workspaceId, name);
      // A failed object that was loaded is polled again; a load under way goes on.
      const isLoaded = before?.state === 'failed' ? before.cursor === null : before?.state !== 'loading';
      if (isLoaded) await store.selected.noteLoadAsked(workspaceId, name, actorOf(caller));
      await retryObject({ objects }, workspaceId, name);
      await store.census.compareAfterLoad(workspaceId, name, toInstant(systemClock.nowMs()));
      await enter(workspaceId, caller, 'object.reloaded', name);
      moved.nudge(workspaceId);
      nudgeWorker();
      return { accepted: true, message: `${object} is read again.` };
    },

    async listLoads(workspaceId, object) {
      return await store.selected.listLoads(workspaceId, await nameOf(objects, workspaceId, object));
    },

    subscribe: (workspaceId, onMoved) => moved.subscribe(workspaceId, onMoved),
  };
}

/** The object's name in Salesforce's spelling; letter case does not matter in what callers send. */
async function findName(
  objects: ObjectStore,
  workspaceId: string,
  typed: string,
): Promise<string | undefined> {
  const wanted = typed.toLowerCase();
  return (await objects.list(workspaceId)).find((object) => object.table.table === wanted)?.table.sobject;
}

async function nameOf(objects: ObjectStore, workspaceId: string, typed: string): Promise<string> {
  const name = await findName(objects, workspaceId, typed);
  if (name === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${typed} is not selected.`);
  return name;
}
