import { isSyncError, type SyncError } from '@sync-user/contract';
import type { CallContext, SourceOrg } from '@sync-user/engine';
import { DATA_PATH, HEADERS } from '../constants.ts';
import { type AnswerHeaders, headerText } from '../http/header-text.ts';
import type { ApiVersions } from '../org/api-versions.ts';
import { callForJson, callForStream, type OrgConnection, type OrgRequest } from '../org/call-org.ts';
import { toBulkJob, type VersionedBulkJob } from '../wire/to-bulk-job.ts';
import { findJobVersion } from './find-job-version.ts';
import { JobVersions } from './job-versions.ts';

type BulkQueries = Pick<
  SourceOrg,
  'createBulkQuery' | 'fetchBulkJob' | 'openBulkResultPage' | 'deleteBulkJob'
>;

/** Query jobs of Bulk API 2.0. Source: Bulk API 2.0 Developer Guide, "Query". */
export function bulkQueries(org: OrgConnection, versions: ApiVersions): BulkQueries {
  const jobVersions = new JobVersions();

  const remember = ({ job, apiVersion }: VersionedBulkJob): void => {
    if (apiVersion !== undefined) jobVersions.write(job.id, apiVersion);
  };

  /**
   * Calls with the job's path in the version that made it: Salesforce answers 409 to any other, and a job may be older
   * than our last upgrade. Source: Bulk API 2.0 Developer Guide, "Get Results for a Query Job".
   */
  const withJob = async <T>(
    jobId: string,
    context: CallContext,
    run: (path: string) => Promise<T>,
  ): Promise<T> => {
    const pathIn = (version: string): string =>
      `${DATA_PATH}/v${version}/jobs/query/${encodeURIComponent(jobId)}`;
    const current = await versions.current(context);
    const known = jobVersions.read(jobId);
    try {
      return await run(pathIn(known ?? current));
    } catch (error) {
      if (!isConflict(error) || known !== undefined) throw error;
      const version = await findJobVersion(org, current, jobId, context);
      if (version === undefined || version === current) throw error;
      jobVersions.write(jobId, version);
      return run(pathIn(version));
    }
  };

  return {
    async createBulkQuery(soql, { withDeleted }, context) {
      const answer = await callForJson(
        org,
        bulkRequest({
          method: 'POST',
          path: `${DATA_PATH}/v${await versions.current(context)}/jobs/query`,
          json: {
            operation: withDeleted ? 'queryAll' : 'query',
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
      const found = await withJob(jobId, context, async (path) => {
        const answer = await callForJson(
          org,
          bulkRequest({ method: 'GET', path, repeatable: true }),
          context,
        );
        return toBulkJob(answer.body);
      });
      remember(found);
      return found.job;
    },

    async openBulkResultPage(jobId, locator, maxRecords, context) {
      const query = new URLSearchParams({ maxRecords: String(maxRecords) });
      if (locator !== undefined) query.set('locator', locator);
      return withJob(jobId, context, async (jobPath) => {
        const path = `${jobPath}/results?${query.toString()}`;
        const request = bulkRequest({ method: 'GET', path, accept: 'text/csv', repeatable: true });
        const answer = await callForStream(org, request, context);
        return {
          body: answer.body,
          recordCount: readRecordCount(answer.headers),
          nextLocator: readNextLocator(answer.headers),
        };
      });
    },

    async deleteBulkJob(jobId, context) {
      try {
        await withJob(jobId, context, (path) => deleteJob(org, path, context));
      } catch (error) {
        if (!isSyncError(error, 'SF_NOT_FOUND')) throw error;
      }
      jobVersions.forget(jobId);
    },
  };
}

/** Only jobs that have ended can be deleted; another is stopped first. Source: ibid., "Delete a Query Job". */
async function deleteJob(org: OrgConnection, path: string, context: CallContext): Promise<void> {
  const remove = bulkRequest({ method: 'DELETE', path, repeatable: true });
  try {
    await callForJson(org, remove, context);
  } catch (error) {
    if (!isSyncError(error, 'SF_UNEXPECTED') || ![400, 409].includes(Number(error.details['status'])))
      throw error;
    const json = { state: 'Aborted' };
    await callForJson(org, bulkRequest({ method: 'PATCH', path, json, repeatable: true }), context);
    await callForJson(org, remove, context);
  }
}

function bulkRequest(
  request: Pick<OrgRequest, 'method' | 'path' | 'json' | 'accept' | 'repeatable'>,
): OrgRequest {
  return { ...request, readsObject: true, authenticated: true, counted: true };
}

function isConflict(error: unknown): error is SyncError {
  return isSyncError(error) && error.details['status'] === 409;
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
