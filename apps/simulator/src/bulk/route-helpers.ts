import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { dataUrl, isTrue } from '../rest/rest-request.ts';
import type { RestRequest } from '../rest/rest-request.ts';

const FILE_CHUNK_BYTES = 512 * 1024;
const LIST_PAGE_JOBS = 1000;

/** A value out of a fixed set. @throws SalesforceError */
export function choice<Name extends string>(
  value: unknown,
  allowed: Readonly<Record<Name, unknown>>,
  otherwise: Name,
  field: string,
): Name {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'string' && Object.hasOwn(allowed, value)) return value as Name;
  throw new SalesforceError(400, 'API_ERROR', `Invalid value for ${field}: ${JSON.stringify(value)}`);
}

export function encodeLocator(row: number): string {
  return Buffer.from(String(row)).toString('base64url');
}

/** @throws SalesforceError for text we never gave out. */
export function decodeLocator(text: string | null): number {
  if (text === null || text === '') return 0;
  const row = Number(Buffer.from(text, 'base64url').toString());
  if (!Number.isInteger(row) || row < 0) {
    throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  }
  return row;
}

/**
 * Up to 1,000 jobs of the type asked for, and the address of the next ones. Bulk API 2.0 jobs never have PK chunking
 * enabled: they are chunked without being asked. Source: "Get Information About All Query Jobs", "… Ingest Jobs".
 */
export function listOfJobs(
  request: RestRequest,
  path: string,
  byType: Readonly<Record<string, readonly Record<string, unknown>[]>>,
  usualType: string,
): Answer {
  const { query } = request;
  const type = choice(query.get('jobType'), byType, usualType, 'jobType');
  const all = isTrue(query.get('isPkChunkingEnabled')) ? [] : (byType[type] ?? []);
  const offset = decodeLocator(query.get('queryLocator'));
  const records = all.slice(offset, offset + LIST_PAGE_JOBS);
  const next = offset + records.length;
  const done = next >= all.length;
  const parameters = new URLSearchParams({ queryLocator: encodeLocator(next) });
  if (query.has('jobType')) parameters.set('jobType', type);
  return json(200, {
    done,
    records,
    nextRecordsUrl: done ? null : dataUrl(request, `${path}?${parameters.toString()}`),
  });
}

/** The header line of a file and a range of its bytes. */
export function openPage(
  file: string,
  headerBytes: number,
  range: { readonly start: number; readonly end: number },
): Readable {
  const read = (start: number, end: number): Readable =>
    createReadStream(file, { start, end: end - 1, highWaterMark: FILE_CHUNK_BYTES });
  if (range.start === headerBytes) return read(0, range.end);
  return Readable.from(
    (async function* () {
      yield* read(0, headerBytes);
      if (range.end > range.start) yield* read(range.start, range.end);
    })(),
    { objectMode: false, highWaterMark: FILE_CHUNK_BYTES },
  );
}

/** The same piece by piece, in one buffer: a new one for each keeps the garbage collector busy for most of the time. */
export async function* piecesOfPage(
  file: string,
  headerBytes: number,
  range: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  await using handle = await open(file, 'r');
  const buffer = Buffer.allocUnsafeSlow(FILE_CHUNK_BYTES);
  for (const { start, end } of [{ start: 0, end: headerBytes }, range]) {
    for (let at = start; at < end; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) throw new Error(`${file} ends before byte ${end}`);
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }
}
