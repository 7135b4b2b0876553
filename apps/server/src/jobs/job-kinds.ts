import { SyncError } from '@sync-user/contract';
import { type Clock, readRates, toInstant, toTrouble } from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { Logger } from 'pino';
import { fieldJobKinds } from './field-work.ts';
import type { JobKind } from './start-worker.ts';
import type { Work } from './work.ts';

/** Most workspaces of a kind handed out at one look. */
const CLAIMS_PER_LOOK = 50;
const HOUR_SECONDS = 60 * 60;

export interface JobKindOptions {
  readonly store: Store;
  readonly work: Work;
  readonly clock: Clock;
  readonly loads: number;
  readonly polls: number;
  /** 0: permissions are checked when somebody asks only. */
  readonly permissionCheckHours: number;
  /** Of workspaces that say nothing else; 0: objects are compared with the org when somebody asks only. */
  readonly censusHours: number;
  /** Days a removed field keeps its column. */
  readonly removedFieldDays: number;
  readonly log: Logger;
}

/** Every kind of work there is: what is due by our tables, and what is done about it. */
export function jobKinds({
  store,
  work,
  clock,
  loads,
  polls,
  permissionCheckHours,
  censusHours,
  removedFieldDays,
  log,
}: JobKindOptions): JobKind[] {
  const now = () => toInstant(clock.nowMs());
  return [
    {
      name: 'load-object',
      concurrency: loads,
      patienceSeconds: 24 * HOUR_SECONDS - 1,
      handOut: 'list',
      due: () => store.selected.listLoadable(now()),
      run: ({ workspaceId, sobject }, signal) => work.load(workspaceId, objectOf(sobject), signal),
    },
    {
      name: 'poll-workspace',
      concurrency: polls,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'claim',
      due: () => store.workspaces.claimDuePolls(now(), CLAIMS_PER_LOOK),
      run: ({ workspaceId }, signal) => work.poll(workspaceId, signal),
    },
    {
      name: 'plan-reading',
      concurrency: 1,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'claim',
      due: () => store.plans.claimDue(now(), CLAIMS_PER_LOOK),
      run: ({ workspaceId }) => work.plan(workspaceId),
    },
    {
      name: 'check-permissions',
      concurrency: 1,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'claim',
      due: async () =>
        permissionCheckHours === 0
          ? []
          : await store.preflight.claimDue(now(), {
              everyHours: permissionCheckHours,
              limit: CLAIMS_PER_LOOK,
            }),
      run: ({ workspaceId }, signal) => work.check(workspaceId, signal),
    },
    {
      name: 'take-census',
      concurrency: 1,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'list',
      due: () => store.census.listDue(now(), { everyHours: censusHours, limit: CLAIMS_PER_LOOK }),
      run: ({ workspaceId }, signal) => work.takeCensus(workspaceId, signal),
    },
    {
      name: 'read-rates',
      concurrency: 1,
      patienceSeconds: HOUR_SECONDS,
      handOut: 'claim',
      due: () => store.money.claimDue(now(), CLAIMS_PER_LOOK),
      run: ({ workspaceId }, signal) =>
        work.withOrg(workspaceId, async ({ org }) => {
          const workspace = await store.workspaces.read(workspaceId);
          if (workspace === undefined) return 'nothing_asked';
          const rates = store.money.port(workspace.organizationId);
          const reason = await work.whyWait(workspaceId, 'describe');
          if (reason !== undefined) {
            await rates.writeTrouble(workspaceId, toTrouble(reason, now()));
            return 'nothing_asked';
          }
          const read = await readRates({ org, rates, clock }, workspaceId, signal);
          if (read instanceof SyncError) log.warn({ workspaceId, code: read.code }, 'exchange rates');
          else
            log.info(
              { workspaceId, currencies: read.currencies.length, dated: read.dated.length },
              'exchange rates',
            );
          return undefined;
        }),
    },
    ...fieldJobKinds({
      store,
      clock,
      withOrg: (workspaceId, run) => work.withOrg(workspaceId, run),
      whyWait: (workspaceId, cause) => work.whyWait(workspaceId, cause),
      removedFieldDays,
      log,
    }),
  ];
}

function objectOf(sobject: string | undefined): string {
  if (sobject === undefined) throw new SyncError('INTERNAL', 'a job that names no object');
  return sobject;
}
