import { SalesforceError } from '../errors.ts';
import { json, noContent } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { toId18 } from '../org/ids.ts';
import { dataUrl, notFound, parameter, readJsonObject } from '../rest/rest-request.ts';
import type { RestHandler, RestRequest } from '../rest/rest-request.ts';
import { DELIMITERS, LINE_ENDINGS } from './csv.ts';
import type { DelimiterName, LineEndingName } from './csv.ts';
import { findPage } from './row-index.ts';
import { assertMayManage, assertOwnJob } from './job-access.ts';
import { toListedInfo as toListedIngestInfo } from './ingest-job.ts';
import { addIngestRoutes } from './ingest-routes.ts';
import { toChangedInfo, toCreatedInfo, toListedInfo, toPolledInfo } from './query-job.ts';
import type { QueryJob } from './query-job.ts';
import { choice, decodeLocator, encodeLocator, listOfJobs, openPage, piecesOfPage } from './route-helpers.ts';

const PARALLEL_PAGES = 5;

/** Bulk API 2.0 query jobs. Source: "Bulk API 2.0 and Bulk API Developer Guide", query job chapters. */
export function addBulkRoutes(router: Router<RestHandler>): void {
  addIngestRoutes(router);
  router
    .on('POST', '/jobs/query', createJob)
    .on('GET', '/jobs/query', listJobs)
    .on('GET', '/jobs/query/:jobId', (request) => pollJob(request))
    .on('PATCH', '/jobs/query/:jobId', abortJob)
    .on('DELETE', '/jobs/query/:jobId', deleteJob)
    .on('GET', '/jobs/query/:jobId/results', readResults)
    .on('GET', '/jobs/query/:jobId/resultPages', listResultPages);
}

async function createJob(request: RestRequest): Promise<Answer> {
  const body = readJsonObject(request);
  const operation = body['operation'];
  if (operation !== 'query' && operation !== 'queryAll') {
    throw new SalesforceError(
      400,
      'API_ERROR',
      `Unsupported operation for a query job: ${String(operation)}`,
    );
  }
  const { query } = body;
  if (typeof query !== 'string' || query.trim() === '') {
    throw new SalesforceError(400, 'API_ERROR', 'Query must be specified for a query job');
  }
  if ('contentType' in body && body['contentType'] !== 'CSV') {
    throw new SalesforceError(400, 'INVALIDJOB', 'The content type of a query job must be CSV');
  }
  const job = await request.world.jobs.create(request.caller, {
    operation,
    query,
    columnDelimiter: choice<DelimiterName>(body['columnDelimiter'], DELIMITERS, 'COMMA', 'columnDelimiter'),
    lineEnding: choice<LineEndingName>(body['lineEnding'], LINE_ENDINGS, 'LF', 'lineEnding'),
  });
  return json(200, toCreatedInfo(job, 'UploadComplete'));
}

/** Source: Bulk API 2.0 Developer Guide, "Get Information About All Query Jobs". */
function listJobs(request: RestRequest): Answer {
  const { jobs, ingestJobs } = request.world;
  const query = jobs.list().map((job) => toListedInfo(job, jobs.shownState(job, false)));
  const ingest = ingestJobs.list().map((job) => toListedIngestInfo(job, ingestJobs.shownState(job, false)));
  return listOfJobs(request, '/jobs/query', { V2Query: query, V2Ingest: ingest, Classic: [] }, 'V2Query');
}

function pollJob(request: RestRequest): Answer {
  const job = findJob(request);
  return json(200, toPolledInfo(job, request.world.jobs.shownState(job, true)));
}

function abortJob(request: RestRequest): Answer {
  const job = findJob(request);
  const { state } = readJsonObject(request);
  if (state !== 'Aborted') {
    throw new SalesforceError(400, 'INVALIDJOBSTATE', `Invalid job state for a query job: ${String(state)}`);
  }
  request.world.jobs.abort(job);
  return json(200, toChangedInfo(job, 'Aborted'));
}

function deleteJob(request: RestRequest): Answer {
  request.world.jobs.delete(findJob(request));
  return noContent();
}

/**
 * One page: a byte range of the materialised file behind the header line. The locator is a row number in base64, as
 * the documentation's examples are (`MTAwMDA`); clients must not read it. The last page says the text `null`.
 */
async function readResults(request: RestRequest): Promise<Answer> {
  const job = findFinishedJob(request);
  const { jobs } = request.world;
  const result = job.result ?? { rows: 0, headerBytes: 0, bytes: 0 };
  const from = Math.min(decodeLocator(request.query.get('locator')), result.rows);
  const to = Math.min(from + readPageRows(request), result.rows);
  const file = jobs.csvFile(job);
  const range = await findPage({ csvFile: file, indexFile: jobs.indexFile(job) }, from, to);
  return {
    status: 200,
    headers: {
      'Sforce-Locator': to >= result.rows ? 'null' : encodeLocator(to),
      'Sforce-NumberOfRecords': String(to - from),
    },
    body: {
      kind: 'stream',
      contentType: 'text/csv',
      bytes: result.headerBytes + range.end - range.start,
      open: () => openPage(file, result.headerBytes, range),
      pieces: () => piecesOfPage(file, result.headerBytes, range),
    },
  };
}

/**
 * Up to five pages to fetch at the same time, from v58.0; the next ones' address is in lower case.
 * Source: "Get Parallel Results for a Query Job"; facts 4.1.
 */
function listResultPages(request: RestRequest): Answer {
  if (request.caller.apiVersion < 58) throw notFound();
  const job = findFinishedJob(request);
  const rows = job.result?.rows ?? 0;
  const pageRows = readPageRows(request);
  const path = `/jobs/query/${job.id}`;
  const resultPages: { resultUrl: string }[] = [];
  let row = decodeLocator(request.query.get('locator'));
  while (row < rows && resultPages.length < PARALLEL_PAGES) {
    const parameters = new URLSearchParams({ locator: encodeLocator(row) });
    if (request.query.has('maxRecords')) parameters.set('maxRecords', String(pageRows));
    resultPages.push({ resultUrl: dataUrl(request, `${path}/results?${parameters.toString()}`) });
    row += pageRows;
  }
  const done = row >= rows;
  const next = new URLSearchParams({ locator: encodeLocator(row) });
  if (request.query.has('maxRecords')) next.set('maxRecords', String(pageRows));
  return json(200, {
    resultPages,
    nextRecordsUrl: done ? null : dataUrl(request, `${path}/resultpages?${next.toString()}`),
    done,
  });
}

const PAGE_ROWS = 50_000;

/** `maxRecords` is a wish: Salesforce may send fewer. Source: "Get Results for a Query Job". */
function readPageRows(request: RestRequest): number {
  return Math.min(
    readMaxRecords(request),
    request.world.settings.current.bulkPageRows ?? Number.POSITIVE_INFINITY,
  );
}

function readMaxRecords(request: RestRequest): number {
  const text = request.query.get('maxRecords');
  if (text === null) return PAGE_ROWS;
  const rows = Number(text);
  if (!Number.isInteger(rows) || rows < 1) {
    throw new SalesforceError(400, 'API_ERROR', `Invalid value for maxRecords: ${text}`);
  }
  return rows;
}

/** @throws SalesforceError 409 on another API version than the job was created with. Source: "Get Results for a Query Job". */
function findFinishedJob(request: RestRequest): QueryJob {
  const job = findJob(request);
  assertOwnJob(request, job);
  if (job.apiVersion !== request.caller.apiVersion) {
    throw new SalesforceError(
      409,
      'API_ERROR',
      `The API version ${request.version} of this request does not match the version ${job.apiVersion.toFixed(1)} of the job`,
    );
  }
  const state = request.world.jobs.shownState(job, false);
  if (state !== 'JobComplete') {
    throw new SalesforceError(
      400,
      'INVALIDJOBSTATE',
      `Results are not available for a job in state ${state}`,
    );
  }
  return job;
}

function findJob(request: RestRequest): QueryJob {
  const job = request.world.jobs.read(toId18(parameter(request, 'jobId')) ?? '');
  if (job === undefined) throw notFound();
  assertMayManage(request, job);
  return job;
}
