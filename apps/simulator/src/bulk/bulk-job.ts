/** What query jobs and ingest jobs have in common. */
import { SalesforceError } from '../errors.ts';
import type { BulkPace } from '../settings.ts';

/*
 *  Open ──upload──▶ UploadComplete ──work begins──▶ InProgress ──▶ JobComplete
 *   │                     │                             ├────────▶ Failed
 *   └─────────────────────┴───────────abort─────────────┴────────▶ Aborted
 *
 *  Query jobs begin at UploadComplete.
 */
export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

export function isFinished(state: JobState): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}

/** Finished jobs and their results go away after seven days. Source: facts 4.4. */
export const JOB_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** `2024-09-09T13:08:34.000+0000` */
export function restDatetime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, '.000+0000');
}

/** JSON that keeps its digits: Salesforce prints the version `60.0`, and `60` would be what JavaScript makes of it. */
export function versionNumber(apiVersion: number): unknown {
  return rawJson(apiVersion.toFixed(1));
}

// TypeScript does not know it yet; Node 22 and later have it.
const rawJson = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON;

/** Whether the pace set by the control plane still keeps a job from being done. */
export function isHeld(
  pace: BulkPace,
  job: { readonly polls: number; readonly since: number },
  now: number,
): boolean {
  return (
    (pace.mode === 'polls' && job.polls <= pace.polls) || (pace.mode === 'ms' && now - job.since < pace.ms)
  );
}

const PAST: Partial<Record<JobState, string>> = {
  UploadComplete: 'Closed',
  InProgress: 'Closed',
  JobComplete: 'Completed',
};

/** Source: Bulk API 2.0 Developer Guide, "Abort a Query Job" (the text for completed jobs; the others like it). */
export function refuseChange(what: 'Aborting' | 'Closing', state: JobState): SalesforceError {
  return new SalesforceError(
    400,
    'INVALIDJOBSTATE',
    `${what} already ${PAST[state] ?? state} Job not allowed`,
  );
}

/** Source: Bulk API 2.0 Developer Guide, "Delete a Query Job". */
export function refuseDelete(): SalesforceError {
  return new SalesforceError(
    400,
    'API_ERROR',
    'Error encountered when deleting the job because the job is not terminated',
  );
}

/** The error the control plane ordered for the job that starts next. */
export class NextFailure {
  #text: string | undefined;

  order(text: string): void {
    this.#text = text;
  }

  take(): string | undefined {
    const text = this.#text;
    this.#text = undefined;
    return text;
  }
}
