import { type FieldPolicy, SyncError } from '@sync-user/contract';
import type { FieldStore, IsoInstant, Mirror, ObjectStore } from '@sync-user/engine';
import { type AuditEvent, recordAuditEvent } from '../audit/audit-event.ts';
import { readCensusInterval, writeCensusInterval } from '../census/census-schedule.ts';
import type { Database } from '../database/database.ts';
import { sqlState } from '../database/database-error.ts';
import type { Transaction } from '../database/queryable.ts';
import { within } from '../database/within.ts';
import { areSwitchedOn } from '../events/read-facts.ts';
import { switchEvents } from '../events/subscription.ts';
import { createFieldStore } from '../field/create-field-store.ts';
import { writePolicy } from '../field/field-work.ts';
import { createMirror } from '../mirror/create-mirror.ts';
import { lockFeed } from '../mirror/merge-batch.ts';
import { wantRates } from '../money/rates.ts';
import { changeNoticeSettings, readNoticeSettings } from '../notice/notice-settings.ts';
import { changeReading, type ReadingSettings } from '../plan/change-object.ts';
import { planSoon } from '../plan/write-plan.ts';
import { createObjectStore } from '../selected-object/create-object-store.ts';
import { changeWorkspace, readWorkspace } from '../workspace/stored-workspace.ts';
import {
  insertSnapshot,
  listSnapshots,
  markRolledBack,
  type NewSnapshot,
  readSnapshot,
} from './configuration-snapshot.ts';

/** Source: PostgreSQL manual, appendix A. */
const DEADLOCK_DETECTED = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';
/** Longer than a page of a load takes, which is waited for. */
const LOCK_PATIENCE_MS = 30_000;
const TRIES = 3;
const SNAPSHOTS_SHOWN = 50;

/** The verbs that a configuration is read and written with, all in one transaction. */
export type OpenConfiguration = ReturnType<typeof openChange>;

/** A workspace's settings as a whole: changed in one transaction, with what was before kept. */
export function createConfigurationStore(db: Database, lockPatienceMs = LOCK_PATIENCE_MS) {
  return {
    /**
     * Runs `work` in one transaction: what it throws undoes everything, tables included. Nothing else changes the workspace's
     * objects meanwhile. It may be run again, when PostgreSQL chose it to end a deadlock.
     *
     * @throws `API_CONFLICT` when others hold for long what is to be changed
     */
    async change<T>(workspaceId: string, work: (change: OpenConfiguration) => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await db.transact(async (tx) => {
            await tx.query(/* sql */ `select set_config('lock_timeout', $1, true)`, [`${lockPatienceMs}ms`]);
            await lockWorkspace(tx, workspaceId);
            return await work(openChange(db, tx, workspaceId));
          });
        } catch (error) {
          if (sqlState(error) === LOCK_NOT_AVAILABLE)
            throw new SyncError(
              'API_CONFLICT',
              'Nothing was changed: the workspace’s tables are in use. Try again in a minute.',
              {},
              { cause: error },
            );
          if (sqlState(error) !== DEADLOCK_DETECTED || attempt === TRIES) throw error;
        }
      }
    },
    listSnapshots: (workspaceId: string) => listSnapshots(db, workspaceId, SNAPSHOTS_SHOWN),
    readSnapshot: (workspaceId: string, snapshotId?: number) => readSnapshot(db, workspaceId, snapshotId),
  };
}

/** Everybody's order: the workspace, its loads, the feed, and then the tables; see `moveWorkspace`. */
async function lockWorkspace(tx: Transaction, workspaceId: string): Promise<void> {
  const { rows } = await tx.query<{ schema_name: string }>(
    /* sql */ `select schema_name from workspace where workspace_id = $1 for no key update`,
    [workspaceId],
  );
  const [workspace] = rows;
  if (workspace === undefined) return;
  await tx.query(/* sql */ `select 1 from object_load where workspace_id = $1 order by sobject for update`, [
    workspaceId,
  ]);
  await lockFeed(tx, workspace.schema_name);
}

function openChange(db: Database, tx: Transaction, workspaceId: string) {
  // The engine's ports, each verb of which is a transaction elsewhere: here all are this one.
  const inside = within(db, tx);
  const mirror: Pick<Mirror, 'ensureTable'> = createMirror(inside);
  const objects: ObjectStore = createObjectStore(inside);
  const fields: FieldStore = createFieldStore(inside);
  return {
    mirror,
    objects,
    fields,
    readWorkspace: () => readWorkspace(tx, { workspaceId }),
    changeWorkspace: (change: Parameters<typeof changeWorkspace>[2]) =>
      changeWorkspace(tx, workspaceId, change),
    writePolicy: (policy: FieldPolicy) => writePolicy(tx, workspaceId, policy),
    readNoticeSettings: () => readNoticeSettings(tx, workspaceId),
    changeNoticeSettings: (change: Parameters<typeof changeNoticeSettings>[2]) =>
      changeNoticeSettings(tx, workspaceId, change),
    readCensusInterval: () => readCensusInterval(tx, workspaceId),
    writeCensusInterval: (change: Parameters<typeof writeCensusInterval>[2]) =>
      writeCensusInterval(tx, workspaceId, change),
    readEventsOn: () => areSwitchedOn(tx, workspaceId),
    switchEvents: (on: boolean) => switchEvents(tx, workspaceId, on),
    changeReading: (sobject: string, settings: ReadingSettings, now: IsoInstant) =>
      changeReading(tx, workspaceId, sobject, settings, now),
    readAgain: async () => {
      await planSoon(tx, workspaceId);
      await wantRates(tx, workspaceId);
    },
    keep: (snapshot: NewSnapshot) => insertSnapshot(tx, workspaceId, snapshot),
    markRolledBack: (snapshotId: number, by: string) => markRolledBack(tx, workspaceId, snapshotId, by),
    audit: (event: Omit<AuditEvent, 'workspaceId'>) => recordAuditEvent(tx, { ...event, workspaceId }),
  };
}
