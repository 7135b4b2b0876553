import { isSyncError, type SyncError } from '@sync-user/contract';
import type { BulkResultPage, CallContext, SourceOrg } from '@sync-user/engine';
import { DATA_PATH, HEADERS } from '../constants.ts';
import { type AnswerHeaders, headerText } from '../http/header-text.ts';
import type { ApiVersions } from '../org/api-versions.ts';
import { callForJson, callForStream, type OrgConnection, type OrgRequest } from '../org/call-org.ts';
import { toBulkJob, type VersionedBulkJob } from '../wire/to-bulk-job.ts';
import { JobVersions } from './job-versions.ts';

type BulkQueries = Pick<
  SourceOrg,
  'createBulkQuery' | 'fetchBulkJob' | 'openBulkResultPage' | 'deleteBulkJob'
>;

/** Query jobs of Bulk API 2.0. Source: Bulk API 2.0 Developer Guide, "Query". */
export function bulkQueries(org: OrgConnection, versions: ApiVersions): BulkQueries {
  const jobVersions = new JobVersions();

  const jobPath = async (jobId: string, context: CallContext): Promise<string> => {
    const version = jobVersions.read(jobId) ?? (await versions.current(context));
    return `${DATA_PATH}/v${version}/jobs/query/${encodeURIComponent(jobId)}`;
  };

  const remember = ({ job, apiVersion }: VersionedBulkJob): void => {
    if (apiVersion !== undefined) jobVersions.write(job.id, apiVersion);
  };

  const fetchJob = async (jobId: string, context: CallContext): Promise<VersionedBulkJob> => {
    const request = bulkRequest({ method: 'GET', path: await jobPath(jobId, context), repeatable: true });
    const answer = await callForJson(org, request, context);
    const found = toBulkJob(answer.body);
    remember(found);
    return found;
  };

  const openPage = async (
    jobId: string,
    query: URLSearchParams,
    context: CallContext,
  ): Promise<BulkResultPage> => {
    const path = `${await jobPath(jobId, context)}/results?${query.toString()}`;
    const request = bulkRequest({ method: 'GET', path, accept: 'text/csv', repeatable: true });
    const answer = await callForStream(org, request, context);
    return {
      body: answer.body,
      recordCount: readRecordCount(answer.headers),
      nextLocator: readNextLocator(answer.headers),
    };
  };

  return {
    async createBulkQuery(soql, context) {
      const answer = await callForJson(
        org,
        bulkRequest({
          method: 'POST',
          path: `${DATA_PATH}/v${await versions.current(context)}/jobs/query`,
          json: {
            operation: 'query',
            query: soql,
            contentType: 'CSV',
            columnDelimiter: 'COMMA',
            lineEnding: 'LF',
          },
          // A job made twice runs twice, counts twice, and nobody would delete the first.
          repeatable: false,
        }),
        context,
      );
      const made = toBulkJob(answer.body);
      remember(made);
      return { value: made.job, askedAt: answer.askedAt() };
    },

    async fetchBulkJob(jobId, context) {
      return (await fetchJob(jobId, context)).job;
    },

    async openBulkResultPage(jobId, locator, maxRecords, context) {
      const query = new URLSearchParams({ maxRecords: String(maxRecords) });
      if (locator !== undefined) query.set('locator', locator);
      try {
        return await openPage(jobId, query, context);
      } catch (error) {
        // Results are given in the version that made the job only; a job may be older than our last upgrade.
        // Source: Bulk API 2.0 Developer Guide, "Get Results for a Query Job".
        if (!isConflict(error) || jobVersions.read(jobId) !== undefined) throw error;
        await fetchJob(jobId, context);
        return openPage(jobId, query, context);
      }
    },

    async deleteBulkJob(jobId, context) {
      const path = await jobPath(jobId, context);
      const remove = bulkRequest({ method: 'DELETE', path, repeatable: true });
      const abort = bulkRequest({ method: 'PATCH', path, json: { state: 'Aborted' }, repeatable: true });
      try {
        try {
          await callForJson(org, remove, context);
        } catch (error) {
          if (!isStillRunning(error)) throw error;
          await callForJson(org, abort, context);
          await callForJson(org, remove, context);
        }
      } catch (error) {
        if (!isSyncError(error, 'SF_NOT_FOUND')) throw error;
      }
      jobVersions.forget(jobId);
    },
  };
}

function bulkRequest(
  request: Pick<OrgRequest, 'method' | 'path' | 'json' | 'accept' | 'repeatable'>,
): OrgRequest {
  return { ...request, readsObject: true, authenticated: true, counted: true };
}

function isConflict(error: unknown): error is SyncError {
  return isSyncError(error) && error.details['status'] === 409;
}

/** Only jobs that have ended can be deleted. Source: Bulk API 2.0 Developer Guide, "Delete a Query Job". */
function isStillRunning(error: unknown): boolean {
  return isSyncError(error, 'SF_UNEXPECTED') && [400, 409].includes(Number(error.details['status']));
}

/** The literal text `null` marks the last page. Source: Bulk API 2.0 Developer Guide, "Get Results for a Query Job". */
function readNextLocator(headers: AnswerHeaders): string | undefined {
  const locator = headerText(headers, HEADERS.locator);
  return locator === undefined || locator === '' || locator === 'null' ? undefined : locator;
}

function readRecordCount(headers: AnswerHeaders): number | undefined {
  const count = headerText(headers, HEADERS.recordCount);
  return count !== undefined && /^\d+$/.test(count) ? Number(count) : undefined;
}
