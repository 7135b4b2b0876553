import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { SalesforceError } from '../errors.ts';
import type { BulkAllowances } from '../limits/bulk-allowances.ts';
import type { Caller, Org } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';
import { isFinished, isHeld, JOB_LIFETIME_MS, refuseChange, refuseDelete } from './bulk-job.ts';
import type { JobState, NextFailure } from './bulk-job.ts';
import { UploadError } from './csv-reader.ts';
import { IngestFiles } from './ingest-files.ts';
import type { IngestJob, NewIngestJob } from './ingest-job.ts';
import { takeJobId } from './job-ids.ts';
import { runIngest } from './run-ingest.ts';

const MAX_JOBS_AT_WORK = 2;
/** A job may stay open that long. Source: facts 4.4. */
const OPEN_LIFETIME_MS = 24 * 60 * 60 * 1000;
const HELD_POLL_MS = 10;

export interface IngestJobsOptions {
  readonly org: Org;
  readonly database: DatabaseSync;
  readonly settings: SettingStore;
  readonly allowances: BulkAllowances;
  readonly nextFailure: NextFailure;
  readonly directory: string;
  readonly report: (error: unknown) => void;
}

/** Keeps ingest jobs and does their work, at most two at a time. */
export class IngestJobs {
  readonly files: IngestFiles;
  readonly #options: IngestJobsOptions;
  readonly #jobs = new Map<string, IngestJob>();
  readonly #controllers = new Map<string, AbortController>();
  readonly #waiting: IngestJob[] = [];
  readonly #working = new Map<string, Promise<void>>();

  constructor(options: IngestJobsOptions) {
    this.#options = options;
    this.files = new IngestFiles(options.directory);
    mkdirSync(options.directory, { recursive: true });
    options.database.exec(
      `create table if not exists sim_ingest_job (
         id text primary key, created_at integer not null, definition text not null
       )`,
    );
    this.#readStored();
  }

  create(caller: Caller, request: NewIngestJob): IngestJob {
    const now = this.#options.org.clock.now();
    const job: IngestJob = {
      ...request,
      id: takeJobId(this.#options.database),
      createdById: caller.userId,
      client: caller.client,
      createdAt: now,
      apiVersion: caller.apiVersion,
      state: 'Open',
      stateAt: now,
      closedAt: 0,
      polls: 0,
      hasContent: false,
      header: [],
      processed: 0,
      failed: 0,
      successBytes: 0,
      failedBytes: 0,
      errorMessage: null,
      totalProcessingTime: 0,
      apiActiveProcessingTime: 0,
    };
    this.#jobs.set(job.id, job);
    this.#store(job);
    return job;
  }

  /** Undefined when there is none, or it is gone by age: open for a day, or done for a week. */
  read(id: string): IngestJob | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    const now = this.#options.org.clock.now();
    if (job.state === 'Open' && now - job.createdAt > OPEN_LIFETIME_MS) this.#enter(job, 'Aborted');
    if (isFinished(job.state) && now - job.createdAt > JOB_LIFETIME_MS) {
      this.#forget(job);
      return undefined;
    }
    return job;
  }

  list(): IngestJob[] {
    return [...this.#jobs.keys()]
      .flatMap((id) => this.read(id) ?? [])
      .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  /** Takes the job's data, once. @throws SalesforceError */
  async upload(job: IngestJob, content: Buffer): Promise<void> {
    this.checkSize(content);
    if (job.hasContent && job.state === 'Open') {
      throw new SalesforceError(
        400,
        'CLIENTINPUTERROR',
        `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
      );
    }
    if (job.state !== 'Open') {
      throw new SalesforceError(
        400,
        'INVALIDJOBSTATE',
        `Uploading data to a job in state ${job.state} is not allowed`,
      );
    }
    // Noted first: another PUT may come while this one is written.
    job.hasContent = content.length > 0;
    await writeFile(this.files.upload(job), content);
    this.#store(job);
  }

  /** 150 MB after the conversion to base64. Source: "Prepare CSV Files", facts 4.4. @throws SalesforceError */
  checkSize(content: Buffer): void {
    const max = this.#options.settings.current.limits.bulkUploadBytes;
    if (Math.ceil(content.length / 3) * 4 > max) {
      throw new SalesforceError(
        413,
        'REQUEST_TOO_LARGE',
        `The uploaded data is larger than ${max} bytes, the maximum after its conversion to base64`,
      );
    }
  }

  /** The upload is complete: the work may begin. @throws SalesforceError unless the job is open */
  async close(job: IngestJob): Promise<void> {
    if (job.state !== 'Open') throw refuseChange('Closing', job.state);
    job.closedAt = this.#options.org.clock.now();
    this.#enter(job, 'UploadComplete');
    this.#waiting.push(job);
    this.#startWork();
    if (this.#options.settings.current.bulkPace.mode === 'immediately') await this.#done(job);
  }

  /** @throws SalesforceError when the job is over already */
  async abort(job: IngestJob): Promise<void> {
    if (isFinished(job.state)) throw refuseChange('Aborting', job.state);
    await this.#stopWork(job);
    // Its last rows may have been done while we waited.
    if (isFinished(job.state)) throw refuseChange('Aborting', job.state);
    this.#enter(job, 'Aborted');
  }

  /** @throws SalesforceError while the job is open or at work. Source: "Delete a Job". */
  async delete(job: IngestJob): Promise<void> {
    const shown = this.shownState(job, false);
    if (shown === 'Open' || shown === 'InProgress') throw refuseDelete();
    await this.#stopWork(job);
    this.#forget(job);
  }

  /** The state a client may see now; a poll moves a held job on. */
  shownState(job: IngestJob, poll: boolean): JobState {
    if (poll && job.state !== 'Open') job.polls += 1;
    if (job.state !== 'InProgress' || !this.#isHeld(job)) return job.state;
    return job.polls <= 1 ? 'UploadComplete' : 'InProgress';
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

  /** Stops work behind the chunk it is at; the next start goes on there. */
  async stop(): Promise<void> {
    this.#waiting.length = 0;
    for (const controller of this.#controllers.values()) controller.abort();
    await Promise.allSettled(this.#working.values());
  }

  #isHeld(job: IngestJob): boolean {
    const { org, settings } = this.#options;
    return isHeld(settings.current.bulkPace, { polls: job.polls, since: job.closedAt }, org.clock.now());
  }

  async #done(job: IngestJob): Promise<void> {
    while (!isFinished(job.state) && this.#working.size > 0) await Promise.race(this.#working.values());
  }

  async #stopWork(job: IngestJob): Promise<void> {
    const waiting = this.#waiting.indexOf(job);
    if (waiting !== -1) this.#waiting.splice(waiting, 1);
    this.#controllers.get(job.id)?.abort();
    await this.#working.get(job.id);
  }

  #startWork(): void {
    while (this.#working.size < MAX_JOBS_AT_WORK) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      const work = this.#run(job).finally(() => {
        this.#working.delete(job.id);
        this.#startWork();
      });
      this.#working.set(job.id, work);
    }
  }

  async #run(job: IngestJob): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#controllers.set(job.id, controller);
    const startedAt = performance.now();
    this.#enter(job, 'InProgress');
    try {
      const failure = this.#options.nextFailure.take();
      if (failure !== undefined) throw new UploadError(failure);
      const { org, allowances } = this.#options;
      await runIngest(job, {
        org,
        files: this.files,
        allowances,
        signal,
        store: () => this.#store(job),
        pause: () => this.#pause(job, signal),
      });
      job.totalProcessingTime = Math.ceil(performance.now() - startedAt);
      this.#enter(job, 'JobComplete');
    } catch (error) {
      // Whoever stopped the work says what the job's state is.
      if (signal.aborted) return;
      if (!(error instanceof UploadError)) this.#options.report(error);
      job.errorMessage = error instanceof Error ? error.message : String(error);
      this.#enter(job, 'Failed');
    } finally {
      this.#controllers.delete(job.id);
    }
  }

  /** Checked again and again: the pace, the clock and the number of polls all may move. */
  async #pause(job: IngestJob, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#isHeld(job)) await wait(HELD_POLL_MS);
  }

  #enter(job: IngestJob, state: JobState): void {
    job.state = state;
    job.stateAt = this.#options.org.clock.now();
    this.#store(job);
  }

  #store(job: IngestJob): void {
    this.#options.database
      .prepare('insert or replace into sim_ingest_job (id, created_at, definition) values (?, ?, ?)')
      .run(job.id, job.createdAt, JSON.stringify(job));
  }

  #forget(job: IngestJob): void {
    this.#jobs.delete(job.id);
    this.#options.database.prepare('delete from sim_ingest_job where id = ?').run(job.id);
    this.files.delete(job);
  }

  /** After a restart jobs go on behind the rows they had done. */
  #readStored(): void {
    const rows = this.#options.database.prepare('select definition from sim_ingest_job order by id').all();
    for (const row of rows) {
      const job = JSON.parse(String(row['definition'])) as IngestJob;
      this.#jobs.set(job.id, job);
      if (job.state === 'UploadComplete' || job.state === 'InProgress') this.#waiting.push(job);
    }
    this.#startWork();
  }
}
