import { type CallCause, isSyncError, type SyncError } from '@sync-user/contract';
import {
  type BackfillKind,
  type Clock,
  fillFields,
  putOffFill,
  refreshFormulas,
  refreshObjects,
  toInstant,
} from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { Logger } from 'pino';
import type { OpenOrg } from '../connection/open-org.ts';
import type { JobKind } from './start-worker.ts';

/** Formulas that hang on other records are looked at so often. */
const FORMULAS_EVERY_SECONDS = 30;
const CLAIMS_PER_LOOK = 50;
const HOUR_SECONDS = 60 * 60;
const DAY_MS = 24 * HOUR_SECONDS * 1000;
const FILLINGS: readonly BackfillKind[] = ['filter', 'added', 'sweep'];

export interface FieldWorkOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Runs with the org of a workspace, and tells its connection how it went. */
  readonly withOrg: (
    workspaceId: string,
    run: (ports: Awaited<ReturnType<OpenOrg>>) => Promise<'nothing_asked' | void>,
  ) => Promise<void>;
  /** Why work of this cause has to wait, if it has. */
  readonly whyWait: (workspaceId: string, cause: CallCause) => Promise<SyncError | undefined>;
  /** Days a removed field keeps its column. */
  readonly removedFieldDays: number;
  readonly log: Logger;
}

/** What is done about fields unasked: compared with the org daily, filled, formulas read again, removed ones dropped. */
export function fieldJobKinds({
  store,
  clock,
  withOrg,
  whyWait,
  removedFieldDays,
  log,
}: FieldWorkOptions): JobKind[] {
  const now = () => toInstant(clock.nowMs());
  return [
    {
      name: 'refresh-fields',
      concurrency: 1,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'claim',
      due: () => store.schema.claimDueDescribes(now(), CLAIMS_PER_LOOK),
      run: ({ workspaceId }, signal) =>
        withOrg(workspaceId, async (ports) => {
          // Claimed for half an hour; then it is tried again.
          if ((await whyWait(workspaceId, 'describe')) !== undefined) return 'nothing_asked';
          const due = await store.schema.listClaimedDescribes(workspaceId, now());
          const objects = (await ports.objects.list(workspaceId)).filter(({ table }) =>
            due.includes(table.sobject),
          );
          const { changes, troubled } = await refreshObjects(ports, objects, signal);
          log.info({ workspaceId, objects: objects.length, changes: changes.length, troubled }, 'fields');
          return objects.length > 0 ? undefined : 'nothing_asked';
        }),
    },
    {
      name: 'fill-fields',
      concurrency: 2,
      patienceSeconds: 24 * HOUR_SECONDS - 1,
      handOut: 'list',
      due: () => store.schema.listDueBackfills(now()),
      run: ({ workspaceId, sobject = '' }, signal) =>
        withOrg(workspaceId, async (ports) => {
          let asked = false;
          for (const kind of FILLINGS) {
            const reason = await whyWait(workspaceId, kind === 'sweep' ? 'formula' : 'backfill');
            if (reason !== undefined) {
              await putOffFill(ports, workspaceId, sobject, kind, reason);
              continue;
            }
            asked = true;
            const outcome = await fillFields(ports, workspaceId, sobject, kind, signal);
            if (outcome.kind !== 'not_wanted') log.info({ workspaceId, sobject, kind, outcome }, 'fill');
          }
          return asked ? undefined : 'nothing_asked';
        }),
    },
    {
      name: 'refresh-formulas',
      concurrency: 2,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'claim',
      due: () =>
        store.schema.claimDueFormulas(now(), {
          everySeconds: FORMULAS_EVERY_SECONDS,
          limit: CLAIMS_PER_LOOK,
        }),
      run: ({ workspaceId }, signal) =>
        withOrg(workspaceId, async (ports) => {
          const workspace = await store.workspaces.read(workspaceId);
          if (workspace === undefined) return 'nothing_asked';
          if ((await whyWait(workspaceId, 'formula')) !== undefined) return 'nothing_asked';
          const report = await refreshFormulas(ports, { workspaceId, schema: workspace.schema }, signal);
          if (report.read > 0 || report.swept.length > 0) log.info({ workspaceId, report }, 'formulas');
          return report.read > 0 ? undefined : 'nothing_asked';
        }),
    },
    {
      name: 'drop-removed-fields',
      concurrency: 1,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'list',
      due: () => store.schema.listExpiredFields(expired()),
      run: async ({ workspaceId, sobject = '' }) => {
        const object = await store.objects.read(workspaceId, sobject);
        const gone = (await store.schema.listExpiredFields(expired())).find(
          (one) => one.workspaceId === workspaceId && one.sobject === sobject,
        );
        if (object === undefined || gone === undefined) return;
        try {
          await store.fields.dropColumns(object.table, gone.fields);
          log.info({ workspaceId, sobject, fields: gone.fields }, 'removed fields dropped');
        } catch (error) {
          if (!isSyncError(error, 'API_CONFLICT')) throw error;
          // Somebody's view still uses them: they are kept for another day.
          await store.schema.keepRemovedFields(workspaceId, sobject, gone.fields);
          log.warn({ workspaceId, sobject, reason: error.message }, 'removed fields are still used');
        }
      },
    },
  ];

  function expired() {
    return toInstant(clock.nowMs() - removedFieldDays * DAY_MS);
  }
}
