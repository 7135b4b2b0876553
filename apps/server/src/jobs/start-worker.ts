import { isSyncError } from '@sync-user/contract';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { createQuietWarnings } from './quiet-warnings.ts';

/** What a job is about: a workspace, and mostly an object of it. */
export interface JobTarget {
  readonly workspaceId: string;
  readonly sobject?: string;
}

/** One kind of work. What is due stands in our own tables: they are the truth, the queue only carries it. See docs/decisions. */
export interface JobKind {
  /** Queue's name, for the log and pg-boss: `load-object`. */
  readonly name: string;
  /** Jobs of this kind that run side by side in one process. */
  readonly concurrency: number;
  /** A job that ran for longer is given up. */
  readonly patienceSeconds: number;
  /**
   * `list`: `due` may name the same target again until it is done, and a job is sent unless one is there. `claim`: `due`
   * names a target once; it waits here while the job before it still runs, which may have read already.
   */
  readonly handOut: 'list' | 'claim';
  due(): Promise<readonly JobTarget[]>;
  run(target: JobTarget, signal: AbortSignal): Promise<void>;
}

export interface WorkerOptions {
  readonly databaseUrl: string;
  readonly jobSchema: string;
  readonly kinds: readonly JobKind[];
  readonly log: Logger;
}

/** A job whose process died is noticed after this long, when it is looked for next; pg-boss takes no less. */
const HEARTBEAT_SECONDS = 10;
const SUPERVISE_SECONDS = 3;
const DISPATCH_EVERY_MS = 1000;

/**
 * Runs jobs, and hands out what is due. Any number of processes may do so on one database: a job is unique per kind and
 * target while it is queued or active (policy `exclusive`).
 */
export async function startWorker(options: WorkerOptions): Promise<{ nudge(): void; stop(): Promise<void> }> {
  const { kinds, log } = options;
  const boss = new PgBoss({
    connectionString: options.databaseUrl,
    schema: options.jobSchema,
    application_name: 'sync-user-jobs',
    max: 6,
    // Looks for jobs whose process died. Each costs some statements, in every process and for ever.
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    queueCacheIntervalSeconds: 1,
    schedule: false,
    useListenNotify: true,
  });
  // pg-boss reports a lost database here and finds it again by itself.
  const warn = createQuietWarnings(log, Date.now);
  boss.on('error', (error) => warn('the job queue is out of reach', error.message));
  await boss.start();

  const stopping = new AbortController();
  for (const kind of kinds) {
    await boss.createQueue(kind.name, {
      policy: 'exclusive',
      retryLimit: 0,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      deleteAfterSeconds: 600,
      notify: true,
      expireInSeconds: kind.patienceSeconds,
    });
    await boss.work<JobTarget>(
      kind.name,
      {
        heartbeatRefreshSeconds: 3,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 2,
        localConcurrency: kind.concurrency,
      },
      async ([job]) => {
        if (job === undefined) return;
        const signal = AbortSignal.any([job.signal, stopping.signal]);
        await guarded(log, kind.name, signal, () => kind.run(job.data, signal));
      },
    );
  }

  let wake: () => void = () => {};
  /** Claimed, and not sent yet because the job before still runs. */
  const unsent = new Map(kinds.map((kind) => [kind.name, new Map<string, JobTarget>()]));
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
        for (const kind of kinds) await handOut(kind);
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

  async function handOut(kind: JobKind): Promise<void> {
    const due = await kind.due();
    if (kind.handOut === 'list') {
      for (const target of due) await boss.send(kind.name, target, { singletonKey: keyOf(target) });
      return;
    }
    const waiting = unsent.get(kind.name);
    if (waiting === undefined) throw new Error(`no queue ${kind.name}`);
    for (const target of due) waiting.set(keyOf(target), target);
    for (const [key, target] of waiting) {
      const sent = await boss.send(kind.name, target, { singletonKey: key });
      if (sent !== null) waiting.delete(key);
    }
  }
}

function keyOf({ workspaceId, sobject }: JobTarget): string {
  return sobject === undefined ? workspaceId : `${workspaceId}:${sobject}`;
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
