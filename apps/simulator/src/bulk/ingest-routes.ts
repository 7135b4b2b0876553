import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { SalesforceError } from '../errors.ts';
import { json, noContent, plainText } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { readMultipart } from '../http/multipart.ts';
import type { Router } from '../http/router.ts';
import { toId18 } from '../org/ids.ts';
import { notFound, orgOf, parameter, readJsonObject } from '../rest/rest-request.ts';
import type { RestHandler, RestRequest } from '../rest/rest-request.ts';
import { isObject } from '../rest/row-values.ts';
import { isFinished } from './bulk-job.ts';
import { headerLine } from './ingest-files.ts';
import type { ResultKind } from './ingest-files.ts';
import { toChangedInfo, toCreatedInfo, toListedInfo, toPolledInfo } from './ingest-job.ts';
import type { IngestJob } from './ingest-job.ts';
import { assertMayManage, assertOwnJob } from './job-access.ts';
import { readNewIngestJob } from './new-ingest-job.ts';
import { listOfJobs } from './route-helpers.ts';

/** Source: Bulk API 2.0 Developer Guide, "Bulk Insert with a Multipart Request". */
const MAX_MULTIPART_CHARACTERS = 100_000;

/** Bulk API 2.0 ingest jobs. Source: "Bulk API 2.0 and Bulk API Developer Guide", ingest chapters; facts 4.2. */
export function addIngestRoutes(router: Router<RestHandler>): void {
  router
    .on('POST', '/jobs/ingest', createJob)
    .on('GET', '/jobs/ingest', listJobs)
    .on('GET', '/jobs/ingest/:jobId', pollJob)
    .on('PATCH', '/jobs/ingest/:jobId', changeState)
    .on('DELETE', '/jobs/ingest/:jobId', deleteJob)
    .on('PUT', '/jobs/ingest/:jobId/batches', upload)
    .on('GET', '/jobs/ingest/:jobId/successfulResults', (request) => readResult(request, 'success'))
    .on('GET', '/jobs/ingest/:jobId/failedResults', (request) => readResult(request, 'failed'))
    // Either spelling is in use, and routes ignore case.
    .on('GET', '/jobs/ingest/:jobId/unprocessedrecords', (request) => readResult(request, 'unprocessed'));
}

function contentTypeOf(request: RestRequest): string {
  return request.headers['content-type'] ?? '';
}

async function createJob(request: RestRequest): Promise<Answer> {
  if (/^multipart\//i.test(contentTypeOf(request))) return createWithContent(request);
  const { ingestJobs } = request.world;
  const job = ingestJobs.create(
    request.caller,
    readNewIngestJob(orgOf(request), request.caller, readJsonObject(request)),
  );
  return json(200, toCreatedInfo(job, 'Open'));
}

/** Job and data in one request; the upload is complete with it. */
async function createWithContent(request: RestRequest): Promise<Answer> {
  const parts = readMultipart(contentTypeOf(request), request.rawBody);
  const definition = parts?.find((part) => part.name === 'job');
  const content = parts?.find((part) => part.name === 'content');
  if (definition === undefined || content === undefined) {
    throw new SalesforceError(400, 'INVALIDJOB', 'A multipart request needs the parts "job" and "content"');
  }
  if (content.content.toString().length > MAX_MULTIPART_CHARACTERS) {
    throw new SalesforceError(
      400,
      'CLIENTINPUTERROR',
      `The content of a multipart request must not exceed ${MAX_MULTIPART_CHARACTERS} characters`,
    );
  }
  const { ingestJobs } = request.world;
  const body = parseJob(definition.content.toString());
  const job = ingestJobs.create(request.caller, readNewIngestJob(orgOf(request), request.caller, body));
  await ingestJobs.upload(job, content.content);
  await ingestJobs.close(job);
  return json(200, toCreatedInfo(job, 'UploadComplete'));
}

function parseJob(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SalesforceError(
      400,
      'JSON_PARSER_ERROR',
      error instanceof Error ? error.message : String(error),
    );
  }
  if (!isObject(value)) throw new SalesforceError(400, 'INVALIDJOB', 'Unable to parse Job');
  return value;
}

function listJobs(request: RestRequest): Answer {
  const { ingestJobs } = request.world;
  const records = ingestJobs.list().map((job) => toListedInfo(job, ingestJobs.shownState(job, false)));
  return listOfJobs(
    request,
    '/jobs/ingest',
    { V2Ingest: records, BigObjectIngest: [], Classic: [] },
    'V2Ingest',
  );
}

function pollJob(request: RestRequest): Answer {
  const job = findJob(request);
  return json(200, toPolledInfo(job, request.world.ingestJobs.shownState(job, true)));
}

async function changeState(request: RestRequest): Promise<Answer> {
  const job = findJob(request);
  const { state } = readJsonObject(request);
  const { ingestJobs } = request.world;
  if (state === 'UploadComplete') {
    await ingestJobs.close(job);
    return json(200, toChangedInfo(job, 'UploadComplete'));
  }
  if (state === 'Aborted') {
    await ingestJobs.abort(job);
    return json(200, toChangedInfo(job, 'Aborted'));
  }
  throw new SalesforceError(
    400,
    'INVALIDJOBSTATE',
    `Invalid job state for an ingest job: ${String(state)}; it can be set to UploadComplete or Aborted`,
  );
}

async function deleteJob(request: RestRequest): Promise<Answer> {
  await request.world.ingestJobs.delete(findJob(request));
  return noContent();
}

/** All of the job's data, in one PUT. */
async function upload(request: RestRequest): Promise<Answer> {
  const job = findJob(request);
  const contentType = contentTypeOf(request);
  if (contentType !== '' && !/^text\/csv\b/i.test(contentType)) {
    throw new SalesforceError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `Content type '${contentType}' is not supported for this resource.`,
    );
  }
  await request.world.ingestJobs.upload(job, request.rawBody);
  return noContent(201);
}

async function readResult(request: RestRequest, kind: ResultKind): Promise<Answer> {
  const job = findJob(request);
  assertOwnJob(request, job);
  const { ingestJobs } = request.world;
  const state = ingestJobs.shownState(job, false);
  if (!isFinished(state)) {
    throw new SalesforceError(
      400,
      'INVALIDJOBSTATE',
      `Results are not available for a job in state ${state}`,
    );
  }
  const { files } = ingestJobs;
  if (kind === 'unprocessed') await files.writeUnprocessed(job);
  const file = files.result(job, kind);
  const bytes = await stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
  const contentType = 'text/csv';
  if (bytes === undefined || bytes === 0) {
    const own = { success: ['sf__Id', 'sf__Created'], failed: ['sf__Id', 'sf__Error'], unprocessed: [] }[
      kind
    ];
    const text = own.length === 0 ? '' : headerLine(job, own, job.header);
    return plainText(200, text, contentType);
  }
  return {
    status: 200,
    headers: {},
    body: { kind: 'stream', contentType, bytes, open: (): Readable => createReadStream(file) },
  };
}

function findJob(request: RestRequest): IngestJob {
  const job = request.world.ingestJobs.read(toId18(parameter(request, 'jobId')) ?? '');
  if (job === undefined) throw notFound();
  assertMayManage(request, job);
  return job;
}
