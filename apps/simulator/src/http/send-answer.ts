import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { createGzip, gzipSync, constants } from 'node:zlib';
import type { Gzip } from 'node:zlib';
import type { Answer, AnswerBody } from './answer.ts';
import { writeJson } from '../write-json.ts';

/** What may go wrong with an answer on its way, ordered by the control plane. */
export type WireFault =
  /** Nothing is sent; the connection breaks. */
  | { readonly kind: 'lost' }
  /** The first `afterBytes` bytes on the wire arrive; then the connection breaks, or (`clean`) ends as if complete. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly clean: boolean; readonly gzip: boolean }
  | { readonly kind: 'drip'; readonly bytesPerSecond: number };

/** Of JSON; results of bulk jobs are compressed whenever that is asked. Source: "Use Compression for Responses". */
const SMALLEST_WORTH_GZIP_BYTES = 1024;
const DRIPS_PER_SECOND = 10;
const GZIP_CHUNK_BYTES = 256 * 1024;

/** Sends an answer, compressed when the caller accepts gzip. Resolves when it is on its way or the caller has gone. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  options: {
    readonly acceptsGzip: boolean;
    readonly withBody: boolean;
    /** `X-PrettyPrint: 1`. */
    readonly pretty: boolean;
    readonly fault: WireFault | undefined;
  },
): Promise<void> {
  const { fault } = options;
  if (fault?.kind === 'lost') {
    response.socket?.destroy();
    return;
  }
  response.sendDate = false;
  response.statusCode = answer.status;
  // Cookies cannot share a line, so several are one text of several lines.
  for (const [name, value] of Object.entries(answer.headers)) {
    response.setHeader(name, name === 'Set-Cookie' ? value.split('\n') : value);
  }
  const content = toContent(answer.body, options.pretty);
  if (content === undefined || !options.withBody) {
    if (content === undefined && answer.status !== 204 && answer.status !== 304)
      response.setHeader('Content-Length', 0);
    if (content !== undefined) response.setHeader('Content-Type', content.contentType);
    response.end();
    return;
  }
  response.setHeader('Content-Type', content.contentType);
  const forcedGzip = fault?.kind === 'cut' && fault.gzip;
  const worthIt = content.bytes >= SMALLEST_WORTH_GZIP_BYTES || content.contentType === 'text/csv';
  const compress = forcedGzip || (options.acceptsGzip && fault?.kind !== 'drip' && worthIt);
  if (compress) {
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
    const etag = answer.headers['ETag'];
    // As recorded: the tag of a compressed answer says so.
    if (etag !== undefined) response.setHeader('ETag', etag.replace(/"$/, '-gzip"'));
  }

  if (fault === undefined && content.buffer !== undefined) {
    const bytes = compress ? gzipSync(content.buffer, { level: constants.Z_BEST_SPEED }) : content.buffer;
    response.setHeader('Content-Length', bytes.length);
    response.end(bytes);
    return;
  }
  if (!compress && !(fault?.kind === 'cut' && fault.clean)) {
    response.setHeader('Content-Length', content.bytes);
  }
  if (fault?.kind === 'cut') {
    const source = content.open();
    await sendCut(response, compress ? source.pipe(gzip()) : source, fault);
    return;
  }
  if (fault === undefined && !compress && content.pieces !== undefined) {
    await sendPieces(response, content.pieces());
    return;
  }
  const source =
    fault?.kind === 'drip' ? Readable.from(drip(content.open(), fault.bytesPerSecond)) : content.open();
  try {
    await (compress ? pipeline(source, gzip(), response) : pipeline(source, response));
  } catch (error) {
    // The caller hung up in the middle: its right. Anything else is ours to report.
    if (!response.destroyed) throw error;
  }
}

interface Content {
  readonly contentType: string;
  readonly bytes: number;
  readonly buffer: Buffer | undefined;
  open(): Readable;
  readonly pieces?: (() => AsyncIterable<Uint8Array>) | undefined;
}

function toContent(body: AnswerBody, pretty: boolean): Content | undefined {
  switch (body.kind) {
    case 'none':
      return undefined;
    case 'json':
      return contentOf(Buffer.from(writeJson(body.value, pretty)), 'application/json;charset=UTF-8');
    case 'text':
      return contentOf(Buffer.from(body.text), body.contentType);
    default:
      return { ...body, buffer: undefined };
  }
}

function contentOf(buffer: Buffer, contentType: string): Content {
  return {
    contentType,
    bytes: buffer.length,
    buffer,
    open: () => Readable.from([buffer], { objectMode: false }),
  };
}

function gzip(): Gzip {
  return createGzip({ level: constants.Z_BEST_SPEED, chunkSize: GZIP_CHUNK_BYTES });
}

/** One piece at a time, until the caller has hung up. */
async function sendPieces(response: ServerResponse, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const hungUp = new Promise<void>((resolve) => response.once('close', resolve));
  try {
    for await (const piece of pieces) {
      const written = new Promise<void>((resolve) => response.write(piece, () => resolve()));
      await Promise.race([written, hungUp]);
      if (response.destroyed) return;
    }
    response.end();
  } catch (error) {
    // What was begun cannot be taken back: the caller sees it break off.
    response.destroy();
    throw error;
  }
}

async function sendCut(
  response: ServerResponse,
  source: Readable,
  fault: { readonly afterBytes: number; readonly clean: boolean },
): Promise<void> {
  let left = fault.afterBytes;
  for await (const chunk of source) {
    const part = (chunk as Buffer).subarray(0, left);
    left -= part.length;
    if (part.length > 0) await new Promise<void>((resolve) => response.write(part, () => resolve()));
    if (left <= 0) break;
  }
  source.destroy();
  if (fault.clean) response.end();
  else response.socket?.destroy();
}

/** Passes bytes on a few at a time. */
async function* drip(source: Readable, bytesPerSecond: number): AsyncGenerator<Buffer> {
  const dripBytes = Math.max(1, Math.floor(bytesPerSecond / DRIPS_PER_SECOND));
  for await (const chunk of source as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += dripBytes) {
      yield chunk.subarray(at, at + dripBytes);
      await wait(1000 / DRIPS_PER_SECOND);
    }
  }
}
