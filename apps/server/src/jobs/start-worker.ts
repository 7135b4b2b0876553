import { isSyncError } from '@sync-user/contract';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { createQuietWarnings } from './quiet-warnings.ts';

/** What a worker can be asked to do. */
export interface Work {
  load(workspaceId: string, sobject: string, signal: AbortSignal): Promise<void>;
  poll(workspaceId: string, signal: AbortSignal): Promise<void>;
  /** The permission checks. */
  check(workspaceId: string, signal: AbortSignal): Promise<void>;
}

/** What is due, by our own tables: they are the truth, the queue only carries it. See docs/decisions. */
export interface DueWork {
  listLoads(): Promise<readonly { readonly workspaceId: string; readonly sobject: string }[]>;
  claimPolls(): Promise<readonly { readonly workspaceId: string }[]>;
  claimChecks(): Promise<readonly { readonly workspaceId: string }[]>;
}

export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly jobSchema: string;
  readonly loads: number;
  readonly polls: number;
  readonly work: Work;
  readonly due: DueWork;
  readonly log: Logger;
}

const LOAD = 'load-object';
const POLL = 'poll-workspace';
const CHECK = 'check-permissions';

/** A job whose process died is noticed after this long; pg-boss takes no less. */
const HEARTBEAT_SECONDS = 10;
const DISPATCH_EVERY_MS = 1000;
const DAY_SECONDS = 24 * 60 * 60;

/**
 * Runs loads and polls, and hands out what is due. Any number of processes may do so on one database: a job is unique
 * per object or workspace while it is queued or active (policy `exclusive`).
 */
export async function startWorker(options: WorkerOptions): Promise<{ nudge(): void; stop(): Promise<void> }> {
  const { log } = options;
  const boss = new PgBoss({
    connectionString: options.databaseUrl,
    schema: options.jobSchema,
    application_name: 'sync-user-jobs',
    max: 6,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    queueCacheIntervalSeconds: 1,
    schedule: false,
    useListenNotify: true,
  });
  // pg-boss reports a lost database here and finds it again by itself.
  const warn = createQuietWarnings(log, Date.now);
  boss.on('error', (error) => warn('the job queue is out of reach', error.message));
  await boss.start();

  const queue = {
    policy: 'exclusive',
    retryLimit: 0,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    deleteAfterSeconds: 600,
    notify: true,
  } as const;
  await boss.createQueue(LOAD, { ...queue, expireInSeconds: DAY_SECONDS - 1 });
  await boss.createQueue(POLL, { ...queue, expireInSeconds: 3600 });
  await boss.createQueue(CHECK, { ...queue, expireInSeconds: 3600 });

  const stopping = new AbortController();
  const worker = { heartbeatRefreshSeconds: 3, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 2 };
  await boss.work<{ workspaceId: string; sobject: string }>(
    LOAD,
    { ...worker, localConcurrency: options.loads },
    async ([job]) => {
      if (job === undefined) return;
      const signal = AbortSignal.any([job.signal, stopping.signal]);
      await guarded(log, 'load', signal, () =>
        options.work.load(job.data.workspaceId, job.data.sobject, signal),
      );
    },
  );
  await boss.work<{ workspaceId: string }>(
    POLL,
    { ...worker, localConcurrency: options.polls },
    async ([job]) => {
      if (job === undefined) return;
      const signal = AbortSignal.any([job.signal, stopping.signal]);
      await guarded(log, 'poll', signal, () => options.work.poll(job.data.workspaceId, signal));
    },
  );

  await boss.work<{ workspaceId: string }>(CHECK, { ...worker, localConcurrency: 1 }, async ([job]) => {
    if (job === undefined) return;
    const signal = AbortSignal.any([job.signal, stopping.signal]);
    await guarded(log, 'check', signal, () => options.work.check(job.data.workspaceId, signal));
  });

  let wake: () => void = () => {};
  /** Polls that came due while the one before still ran, which may have read already: they run after it. */
  const unsent = new Set<string>();
  /** The same for permission checks. */
  const unchecked = new Set<string>();
  const dispatching = dispatch();
  return {
    nudge: () => wake(),
    stop: async () => {
      stopping.abort(new Error('the worker is stopping'));
      wake();
      await dispatching;
      await boss.stop({ graceful: true, timeout: 3000, close: true });
    },
  };

  async function dispatch(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        for (const { workspaceId, sobject } of await options.due.listLoads()) {
          await boss.send(LOAD, { workspaceId, sobject }, { singletonKey: `${workspaceId}:${sobject}` });
        }
        for (const { workspaceId } of await options.due.claimPolls()) unsent.add(workspaceId);
        for (const workspaceId of unsent) {
          const sent = await boss.send(POLL, { workspaceId }, { singletonKey: workspaceId });
          if (sent !== null) unsent.delete(workspaceId);
        }
        for (const { workspaceId } of await options.due.claimChecks()) unchecked.add(workspaceId);
        for (const workspaceId of unchecked) {
          const sent = await boss.send(CHECK, { workspaceId }, { singletonKey: workspaceId });
          if (sent !== null) unchecked.delete(workspaceId);
        }
      } catch (error) {
        warn('nothing could be handed out', error instanceof Error ? error.message : String(error));
      }
      await new Promise<void>((done) => {
        const timer = setTimeout(done, DISPATCH_EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  }
}

/** The one place where a job's failure stops travelling: expected kinds are a line, bugs keep their stack. */
async function guarded(
  log: Logger,
  job: string,
  signal: AbortSignal,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (signal.aborted) log.debug({ job }, 'job given up: it goes on elsewhere or after the restart');
    else if (isSyncError(error))
      log.warn({ job, code: error.code, details: error.details, reason: error.message }, 'job failed');
    else log.error({ job, err: error }, 'job failed on a bug');
    throw error;
  }
}
