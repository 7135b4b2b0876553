import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { BulkAllowances } from '../limits/bulk-allowances.ts';
import type { Caller, FlatQuery, Org } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';
import { parseSoql } from '../soql/parse.ts';
import type { DelimiterName, LineEndingName } from './csv.ts';
import { isFinished, isHeld, JOB_LIFETIME_MS, refuseChange, refuseDelete } from './bulk-job.ts';
import type { JobState, NextFailure } from './bulk-job.ts';
import { takeJobId } from './job-ids.ts';
import { requireSupported } from './unsupported-objects.ts';
import { materialise } from './materialise.ts';
import type { QueryJob } from './query-job.ts';

export interface NewQueryJob {
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  readonly columnDelimiter: DelimiterName;
  readonly lineEnding: LineEndingName;
}

const MAX_JOBS_AT_WORK = 2;

export interface BulkJobsOptions {
  readonly org: Org;
  readonly database: DatabaseSync;
  readonly settings: SettingStore;
  readonly allowances: BulkAllowances;
  readonly nextFailure: NextFailure;
  readonly directory: string;
}

/** Runs query jobs, at most two at a time, and keeps their results on disk. */
export class BulkJobs {
  readonly #org: Org;
  readonly #database: DatabaseSync;
  readonly #settings: SettingStore;
  readonly #directory: string;
  readonly #allowances: BulkAllowances;
  readonly #nextFailure: NextFailure;
  readonly #jobs = new Map<string, QueryJob>();
  readonly #controllers = new Map<string, AbortController>();
  readonly #waiting: { job: QueryJob; flat: FlatQuery }[] = [];
  readonly #working = new Set<Promise<void>>();

  constructor({ org, database, settings, allowances, nextFailure, directory }: BulkJobsOptions) {
    this.#org = org;
    this.#database = database;
    this.#settings = settings;
    this.#directory = directory;
    this.#allowances = allowances;
    this.#nextFailure = nextFailure;
    mkdirSync(directory, { recursive: true });
    this.#readStored();
  }

  /** @throws SalesforceError when Salesforce would refuse the query at creation. */
  async create(caller: Caller, request: NewQueryJob): Promise<QueryJob> {
    requireSupported(parseSoql(request.query).from);
    // The snapshot is taken here: what commits later is not in the result.
    const flat = this.#org.flatQuery(caller, request.query, {
      includeDeleted: request.operation === 'queryAll',
    });
    try {
      this.#allowances.takeQueryJob();
    } catch (error) {
      flat.close();
      throw error;
    }
    const now = this.#org.clock.now();
    const job: QueryJob = {
      ...request,
      id: takeJobId(this.#database),
      object: flat.object,
      createdById: caller.userId,
      createdAt: now,
      apiVersion: caller.apiVersion,
      state: 'UploadComplete',
      stateAt: now,
      polls: 0,
      rowsSoFar: 0,
      result: null,
      errorMessage: null,
      finishedAfterMs: 0,
    };
    this.#jobs.set(job.id, job);
    this.#store(job);
    this.#waiting.push({ job, flat });
    this.#startWork();
    if (this.#settings.current.bulkPace.mode === 'immediately') {
      while (!isFinished(job.state)) await Promise.race(this.#working);
    }
    return job;
  }

  read(id: string): QueryJob | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    if (isFinished(job.state) && this.#org.clock.now() - job.createdAt > JOB_LIFETIME_MS) {
      this.#forget(job);
      return undefined;
    }
    return job;
  }

  list(): QueryJob[] {
    return [...this.#jobs.keys()]
      .flatMap((id) => this.read(id) ?? [])
      .toSorted((a, b) => b.createdAt - a.createdAt);
  }

  /** The state a client may see now; a poll moves it on. */
  shownState(job: QueryJob, poll: boolean): JobState {
    if (poll) job.polls += 1;
    if (job.state === 'Aborted') return job.state;
    const waited = { polls: job.polls, since: job.createdAt };
    if (!isHeld(this.#settings.current.bulkPace, waited, this.#org.clock.now())) return job.state;
    return job.polls <= 1 ? 'UploadComplete' : 'InProgress';
  }

  /** @throws SalesforceError when the job is over already. */
  abort(job: QueryJob): void {
    const state = this.shownState(job, false);
    if (isFinished(state)) throw refuseChange('Aborting', state);
    this.#controllers.get(job.id)?.abort();
    const waiting = this.#waiting.findIndex((one) => one.job === job);
    if (waiting !== -1) this.#waiting.splice(waiting, 1)[0]?.flat.close();
    this.#finish(job, 'Aborted');
    this.#deleteFiles(job);
  }

  /** @throws SalesforceError unless the job is over. */
  delete(job: QueryJob): void {
    if (!isFinished(this.shownState(job, false))) throw refuseDelete();
    this.#forget(job);
  }

  csvFile(job: QueryJob): string {
    return join(this.#directory, `${job.id}.csv`);
  }

  indexFile(job: QueryJob): string {
    return join(this.#directory, `${job.id}.rows`);
  }

  counts(): Record<JobState, number> {
    const counts = { Open: 0, UploadComplete: 0, InProgress: 0, JobComplete: 0, Failed: 0, Aborted: 0 };
    for (const job of this.#jobs.values()) counts[job.state] += 1;
    return counts;
  }

  /** Stops all work and forgets every job. */
  async clear(): Promise<void> {
    await this.stop();
    for (const job of this.#jobs.values()) this.#forget(job);
  }

  /** Stops work; jobs not yet done are taken up again by the next start. */
  async stop(): Promise<void> {
    for (const { flat } of this.#waiting.splice(0)) flat.close();
    for (const controller of this.#controllers.values()) controller.abort();
    await Promise.allSettled(this.#working);
  }

  #startWork(): void {
    while (this.#working.size < MAX_JOBS_AT_WORK) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      const work = this.#run(next.job, next.flat).finally(() => {
        this.#working.delete(work);
        this.#startWork();
      });
      this.#working.add(work);
    }
  }

  async #run(job: QueryJob, flat: FlatQuery): Promise<void> {
    const controller = new AbortController();
    this.#controllers.set(job.id, controller);
    const startedAt = performance.now();
    job.state = 'InProgress';
    job.stateAt = this.#org.clock.now();
    try {
      const failure = this.#nextFailure.take();
      if (failure !== undefined) throw new Error(failure);
      job.result = await materialise(
        flat,
        job,
        { csvFile: this.csvFile(job), indexFile: this.indexFile(job) },
        { signal: controller.signal, onProgress: (rows) => (job.rowsSoFar = rows) },
      );
      // An abort may come behind the last row: it was answered, so it holds.
      controller.signal.throwIfAborted();
      this.#allowances.spendResult(job.result.bytes);
      job.finishedAfterMs = Math.round(performance.now() - startedAt);
      this.#finish(job, 'JobComplete');
    } catch (error) {
      // Stopped by an abort (state set there) or by closing down (the next start begins again).
      if (controller.signal.aborted) {
        this.#deleteFiles(job);
        return;
      }
      job.errorMessage = error instanceof Error ? error.message : String(error);
      job.finishedAfterMs = Math.round(performance.now() - startedAt);
      this.#finish(job, 'Failed');
    } finally {
      flat.close();
      this.#controllers.delete(job.id);
    }
  }

  #finish(job: QueryJob, state: JobState): void {
    job.state = state;
    job.stateAt = this.#org.clock.now();
    this.#store(job);
  }

  #store(job: QueryJob): void {
    this.#database
      .prepare('insert or replace into sim_bulk_job (id, created_at, definition) values (?, ?, ?)')
      .run(job.id, job.createdAt, JSON.stringify(job));
  }

  #forget(job: QueryJob): void {
    this.#jobs.delete(job.id);
    this.#database.prepare('delete from sim_bulk_job where id = ?').run(job.id);
    this.#deleteFiles(job);
  }

  #deleteFiles(job: QueryJob): void {
    rmSync(this.csvFile(job), { force: true });
    rmSync(this.indexFile(job), { force: true });
  }

  /** After a restart: finished jobs are as they were; the others run again from the start. */
  #readStored(): void {
    for (const row of this.#database.prepare('select definition from sim_bulk_job order by id').all()) {
      const job = JSON.parse(String(row['definition'])) as QueryJob;
      this.#jobs.set(job.id, job);
      if (isFinished(job.state)) continue;
      const caller = { userId: job.createdById, client: null, apiVersion: job.apiVersion };
      try {
        const flat = this.#org.flatQuery(caller, job.query, { includeDeleted: job.operation === 'queryAll' });
        this.#waiting.push({ job, flat });
      } catch (error) {
        job.errorMessage = error instanceof Error ? error.message : String(error);
        this.#finish(job, 'Failed');
      }
    }
    this.#startWork();
  }
}
