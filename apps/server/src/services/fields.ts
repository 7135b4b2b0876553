import type { Caller, FieldServices } from '@sync-user/api';
import { type FieldSettings, type ObjectFields, SyncError } from '@sync-user/contract';
import {
  changeFields,
  type Clock,
  type EnginePorts,
  listFields,
  refreshObjects,
  setRowFilter,
  type StoredBackfill,
  type StoredObject,
  toEpochMs,
  toInstant,
} from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { OpenOrg } from '../connection/open-org.ts';
import { actorOf } from '../members/actor-of.ts';
import type { Nudges } from '../nudges.ts';

const PATIENCE_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;

export interface FieldServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly openOrg: OpenOrg;
  /** Days a removed field keeps its column. */
  readonly removedFieldDays: number;
  /** Objects that moved. */
  readonly moved: Nudges;
  /** Something is due now: do not wait for the next look. */
  readonly nudgeWorker: () => void;
}

export function createFieldServices(options: FieldServiceOptions): FieldServices {
  const { store, clock, openOrg, removedFieldDays, moved, nudgeWorker } = options;
  const enter = (
    workspaceId: string,
    caller: Caller,
    action: string,
    target: string | null,
    details: Readonly<Record<string, string | number>> = {},
  ) =>
    store.audit.record({
      workspaceId,
      actor: actorOf(caller),
      action,
      target,
      details,
    });
  const later = (workspaceId: string) => {
    moved.nudge(workspaceId);
    nudgeWorker();
  };

  return {
    list: async (workspaceId, object) =>
      await showFields(await openOrg(workspaceId), await findObject(workspaceId, object)),

    async change(workspaceId, object, change, caller) {
      const { sobject } = (await findObject(workspaceId, object)).table;
      const ports = await openOrg(workspaceId);
      const { add = [], remove = [], private: hidden = [], shown = [] } = change;
      const signal = AbortSignal.timeout(PATIENCE_MS);
      await changeFields(ports, workspaceId, sobject, { add, remove, private: hidden, shown }, signal);
      await enter(workspaceId, caller, 'fields.changed', sobject, {
        ...(add.length > 0 && { added: add.join(', ') }),
        ...(remove.length > 0 && { removed: remove.join(', ') }),
        ...(hidden.length > 0 && { private: hidden.join(', ') }),
        ...(shown.length > 0 && { shown: shown.join(', ') }),
      });
      // Polls that are under way left new columns out; the next one ends their filling.
      if (add.length > 0) await store.workspaces.pollNow(workspaceId, toInstant(clock.nowMs()));
      later(workspaceId);
      return await showFields(ports, await findObject(workspaceId, sobject));
    },

    async setRowFilter(workspaceId, object, { filter, checkOnly }, caller) {
      const found = await findObject(workspaceId, object);
      const ports = await openOrg(workspaceId);
      const request = { filter, checkOnly };
      const outcome = await setRowFilter(ports, found, request, AbortSignal.timeout(PATIENCE_MS));
      if (checkOnly) return outcome;
      await enter(workspaceId, caller, 'object.filtered', found.table.sobject, {
        filter: filter ?? 'none',
        before: found.table.rowFilter ?? 'none',
      });
      later(workspaceId);
      return outcome;
    },

    async refresh(workspaceId, object, caller) {
      const objects =
        object === undefined
          ? await store.objects.list(workspaceId)
          : [await findObject(workspaceId, object)];
      const ports = await openOrg(workspaceId);
      const report = await refreshObjects(ports, objects, AbortSignal.timeout(PATIENCE_MS));
      await enter(
        workspaceId,
        caller,
        'fields.refreshed',
        objects.length === 1 ? (objects[0]?.table.sobject ?? null) : null,
        {
          objects: report.objects,
          changes: report.changes.length,
        },
      );
      later(workspaceId);
      return { objects: report.objects, changes: [...report.changes] };
    },

    listChanges: (workspaceId, { object, waiting, limit, cursor }) => {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor))
        throw new SyncError('API_INVALID_REQUEST', 'This cursor is none of ours.');
      return store.schema.list(workspaceId, {
        object,
        waiting: waiting === undefined ? undefined : waiting === 'true',
        limit,
        before: cursor === undefined ? undefined : Number(cursor),
      });
    },

    async decide(workspaceId, changeId, decision, caller) {
      const change = await store.schema.read(workspaceId, changeId);
      if (change === undefined) throw new SyncError('API_NOT_FOUND', 'There is no such change.');
      if (change.decision !== 'waiting' || change.field === null)
        throw new SyncError('API_CONFLICT', 'It does not wait for a decision (any more).');
      if (decision === 'add') {
        const wanted = { add: [change.field], remove: [], private: [], shown: [] };
        const signal = AbortSignal.timeout(PATIENCE_MS);
        await changeFields(await openOrg(workspaceId), workspaceId, change.object, wanted, signal);
        await store.workspaces.pollNow(workspaceId, toInstant(clock.nowMs()));
      }
      const decided = await store.schema.decide(workspaceId, changeId, {
        decision: decision === 'add' ? 'added' : 'declined',
        by: actorOf(caller),
      });
      if (decided === undefined)
        throw new SyncError('API_CONFLICT', 'Somebody else decided at the same time.');
      await enter(
        workspaceId,
        caller,
        decision === 'add' ? 'schema_change.added' : 'schema_change.declined',
        `${change.object}.${change.field}`,
      );
      later(workspaceId);
      return decided;
    },

    readSettings,

    async changeSettings(workspaceId, { policy }, caller) {
      await store.schema.writePolicy(workspaceId, policy);
      await enter(workspaceId, caller, 'field_settings.changed', null, { policy });
      return await readSettings(workspaceId);
    },
  };

  async function readSettings(workspaceId: string): Promise<FieldSettings> {
    const [policy, timeZone] = await Promise.all([
      store.fields.readPolicy(workspaceId),
      store.fields.readTimeZone(workspaceId),
    ]);
    return { policy, removedFieldDays, timeZone };
  }

  /** In any letter case, as Salesforce takes names. */
  async function findObject(workspaceId: string, object: string): Promise<StoredObject> {
    const found = await store.objects.read(workspaceId, object);
    if (found === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${object} is not selected.`);
    return found;
  }

  async function showFields(ports: EnginePorts, object: StoredObject): Promise<ObjectFields> {
    const { workspaceId, sobject } = object.table;
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const [describe, privateFields, objects, stale, described, added] = await Promise.all([
      ports.org.fetchDescribe(sobject, { cause: 'describe', sobject, signal }),
      store.fields.listPrivate(workspaceId, sobject),
      store.objects.list(workspaceId),
      store.fields.countStale(workspaceId),
      store.schema.readDescribed(workspaceId, sobject),
      store.fields.readBackfill(workspaceId, sobject, 'added'),
    ]);
    const isFilling = added?.phase === 'reading' || added?.phase === 'tail';
    return {
      object: sobject,
      fields: listFields({
        object,
        objects,
        describe,
        privateFields,
        filling: isFilling ? added.fields : [],
        stale: stale[sobject] ?? 0,
        dropAt: (removedAt) => toInstant(toEpochMs(removedAt) + removedFieldDays * DAY_MS),
      }),
      rowFilter: object.table.rowFilter,
      backfill: added === undefined ? null : toBackfill(added),
      describedAt: described.describedAt,
    };
  }
}

function toBackfill(backfill: StoredBackfill): ObjectFields['backfill'] {
  const { fields, phase, rowsRead, rowsExpected, begunAt, finishedAt, trouble } = backfill;
  return { fields: [...fields], phase, rowsRead, rowsExpected, begunAt, finishedAt, trouble };
}
