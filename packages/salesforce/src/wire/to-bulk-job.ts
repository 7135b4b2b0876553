import type { BulkJob, BulkJobState } from '@sync-user/engine';
import { jsonObject, numberOrZero, optionalText, text, unexpected } from './read-json.ts';

const STATES: readonly BulkJobState[] = ['UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted'];

/** A job and the API version that made it: its results can be read with no other. */
export interface VersionedBulkJob {
  readonly job: BulkJob;
  /** `60.0`; undefined when the answer does not say. */
  readonly apiVersion: string | undefined;
}

/** Reads a query job's info. Source: Bulk API 2.0 Developer Guide, "Get Information About a Query Job". */
export function toBulkJob(body: unknown): VersionedBulkJob {
  const info = jsonObject(body, 'a bulk job');
  const state = STATES.find((known) => known === info['state']);
  if (state === undefined) throw unexpected(`a bulk job in state "${String(info['state'])}"`);
  const apiVersion = numberOrZero(info, 'apiVersion');
  return {
    job: {
      id: text(info, 'id'),
      state,
      recordsProcessed: numberOrZero(info, 'numberRecordsProcessed'),
      errorMessage: optionalText(info, 'errorMessage'),
    },
    apiVersion: apiVersion === 0 ? undefined : apiVersion.toFixed(1),
  };
}
