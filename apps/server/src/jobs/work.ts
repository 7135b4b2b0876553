import { type Connection, isSyncError } from '@sync-user/contract';
import {
  LOAD_SIZES,
  loadObject,
  pollWorkspace,
  putOffLoad,
  readAgain,
  retryDelayMs,
  takeCensuses,
  toInstant,
} from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { Logger } from 'pino';
import { tellOfCensus } from '../census/tell-of-census.ts';
import type { NoticeDesk } from '../connection/connection-context.ts';
import type { Connections } from '../connection/connections.ts';
import type { OpenOrg } from '../connection/open-org.ts';
import type { Budgets } from '../plan/budgets.ts';

/** What a worker can be asked to do. */
export interface Work {
  load(workspaceId: string, sobject: string, signal: AbortSignal): Promise<void>;
  poll(workspaceId: string, signal: AbortSignal): Promise<void>;
  /** The permission checks. */
  check(workspaceId: string, signal: AbortSignal): Promise<void>;
  /** How objects are read from now on. */
  plan(workspaceId: string): Promise<void>;
  /** Compares what is due with the org, and mends what differs. */
  takeCensus(workspaceId: string, signal: AbortSignal): Promise<void>;
  /** Why work of this cause must not begin now, if it must not: calls are scarce. */
  readonly whyWait: Budgets['whyWait'];
  /** Runs with the org of a workspace, and tells its connection how it went. */
  withOrg(
    workspaceId: string,
    run: (ports: Awaited<ReturnType<OpenOrg>>) => Promise<'nothing_asked' | void>,
  ): Promise<void>;
}

export interface WorkOptions {
  readonly openOrg: OpenOrg;
  readonly connections: Pick<Connections, 'read' | 'noteSuccess' | 'noteFailure'>;
  /** Lets the workspace be polled again after this long, as soon as one of its objects is due. */
  readonly pollAfter: (workspaceId: string, delayMs: number) => Promise<void>;
  readonly budgets: Pick<Budgets, 'level' | 'whyWait'>;
  /** Plans how a workspace's objects are read. */
  readonly runPlan: (workspaceId: string) => Promise<void>;
  /** The permission checks that are due in a workspace. */
  readonly runChecks: (workspaceId: string, signal: AbortSignal) => Promise<void>;
  readonly census: Store['census'];
  readonly events: Store['events'];
  readonly notices: NoticeDesk;
  /** See `JobKindOptions`. */
  readonly censusHours: number;
  /** Objects of no more rows are loaded by queries. */
  readonly loadByQueryRows: number;
  readonly log: Logger;
}

/** What a worker does with a job: opens the org, lets the engine work, and tells the connection how it went. */
export function createWork(options: WorkOptions): Work {
  const { openOrg, connections, pollAfter, budgets, runPlan, runChecks, census, events, censusHours, log } =
    options;

  async function withOrg(
    workspaceId: string,
    run: (ports: Awaited<ReturnType<OpenOrg>>) => Promise<'nothing_asked' | void>,
  ): Promise<void> {
    let connection: Connection | undefined;
    try {
      const ports = await openOrg(workspaceId);
      connection = await connections.read(workspaceId);
      const asked = (await run(ports)) !== 'nothing_asked';
      // What nobody asked Salesforce says nothing of the connection.
      if (connection !== undefined && asked) await connections.noteSuccess(workspaceId, connection.id);
    } catch (error) {
      // Disconnected or paused since the job was sent: nothing is wrong.
      if (isSyncError(error, 'CONNECTION_MISSING', 'CONNECTION_NOT_ACTIVE')) return;
      if (connection !== undefined) await connections.noteFailure(workspaceId, connection, error);
      throw error;
    }
  }

  return {
    withOrg,
    whyWait: (workspaceId, cause) => budgets.whyWait(workspaceId, cause),
    check: runChecks,
    plan: runPlan,
    takeCensus: (workspaceId, signal) =>
      withOrg(workspaceId, async (ports) => {
        const now = toInstant(ports.clock.nowMs());
        // Claimed first, so that what has to wait is not asked for again at once.
        const due = await census.begin(workspaceId, { now, everyHours: censusHours });
        const reason = await budgets.whyWait(workspaceId, 'census');
        if (reason !== undefined) {
          log.info({ workspaceId, objects: due.length, code: reason.code }, 'census waits');
          return 'nothing_asked';
        }
        const wanted = new Set(due.map(({ sobject }) => sobject));
        const objects = (await ports.objects.list(workspaceId)).filter(({ table }) =>
          wanted.has(table.sobject),
        );
        const asked = new Set(due.filter((one) => one.asked).map(({ sobject }) => sobject));
        const counting = { ...ports, census: census.port(censusHours) };
        // One by one: what was found of an object is told though the next one's calls fail.
        for await (const taken of takeCensuses(counting, objects, asked, signal)) {
          const { object, calls, drift, inFlight, trouble } = taken;
          log.info(
            { workspaceId, object, calls, drift: drift.length, inFlight, trouble: trouble?.code },
            'census',
          );
          await tellOfCensus(options.notices, workspaceId, taken);
        }
        return undefined;
      }),
    load: (workspaceId, sobject, signal) =>
      withOrg(workspaceId, async (ports) => {
        const reason = await budgets.whyWait(workspaceId, 'load');
        if (reason !== undefined) {
          await putOffLoad(ports, workspaceId, sobject, reason);
          return 'nothing_asked';
        }
        const outcome = await loadObject(ports, workspaceId, sobject, signal, {
          ...LOAD_SIZES,
          queryRows: options.loadByQueryRows,
        });
        log.info({ workspaceId, sobject, outcome }, 'load');
        // What went wrong stands at the object; it may be that nobody answered.
        return outcome.kind === 'troubled' ? 'nothing_asked' : undefined;
      }),
    poll: (workspaceId, signal) =>
      withOrg(workspaceId, async (ports) => {
        try {
          const level = await budgets.level(workspaceId);
          const report = await pollWorkspace(ports, workspaceId, signal, { dueOnly: true, level });
          log.debug({ workspaceId, report, level }, 'poll');
          // What events told in part, and polls do not reach back to.
          if (await events.areReadsLeft(workspaceId))
            await readAgain({ ...ports, events }, workspaceId, signal);
          await pollAfter(workspaceId, 0);
          return report.objects > report.troubled.length ? undefined : 'nothing_asked';
        } catch (error) {
          // What passes by itself is tried again soon, not after an interval that may be a day long.
          const delayMs = isSyncError(error) ? retryDelayMs(error.code) : undefined;
          if (delayMs !== undefined && !isSyncError(error, 'DATABASE_UNAVAILABLE'))
            await pollAfter(workspaceId, delayMs);
          throw error;
        }
      }),
  };
}
