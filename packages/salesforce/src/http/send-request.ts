import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Dispatcher, request as undiciRequest } from 'undici';
import { isLoopbackHost } from '../hosts/is-loopback-host.ts';
import { type AnswerHeaders, headerText } from './header-text.ts';
import { type NetworkFault, networkFault } from './network-fault.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly dispatcher: Dispatcher;
  /** Patience for the headers of the answer, when the agent's own is too long (somebody is waiting). */
  readonly headersTimeoutMs?: number;
}

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** From the moment we began to send until the headers were here. */
  readonly elapsedMs: number;
  /** Decompressed. Must be read to the end or destroyed. */
  readonly body: Readable;
}

/** Bytes a decompressor hands over at a time; the default of 16 KiB costs time on large pages. */
const INFLATE_CHUNK_BYTES = 64 * 1024;

/**
 * Sends one request, once. Redirects are answers like any other: following one would carry a token to a host nobody
 * checked. Throws only the signal's reason, when it aborts.
 */
export async function sendRequest(
  request: HttpRequest,
): Promise<HttpAnswer | { readonly kind: 'no_answer'; readonly fault: NetworkFault }> {
  // Measured, not asked of the clock: a clock that is set back meanwhile would make the time too short.
  const startedAt = performance.now();
  try {
    const answer = await undiciRequest(request.url, {
      method: request.method,
      headers: { ...request.headers, 'accept-encoding': acceptedEncoding(request.url) },
      body: request.body ?? null,
      signal: request.signal,
      dispatcher: request.dispatcher,
      ...(request.headersTimeoutMs === undefined ? {} : { headersTimeout: request.headersTimeoutMs }),
    });
    // Whoever reads the body sees its error; a body that is dropped unread must not end the process.
    answer.body.on('error', () => undefined);
    return {
      kind: 'answer',
      status: answer.statusCode,
      headers: answer.headers,
      elapsedMs: performance.now() - startedAt,
      body: inflated(answer.body, answer.headers),
    };
  } catch (cause) {
    request.signal.throwIfAborted();
    return { kind: 'no_answer', fault: networkFault(cause, request.url.host) };
  }
}

/** Over loopback, compressing costs more than the bytes it saves. */
function acceptedEncoding(url: URL): string {
  return isLoopbackHost(url.hostname) ? 'identity' : 'gzip';
}

function inflated(body: Readable, headers: AnswerHeaders): Readable {
  if (headerText(headers, 'content-encoding')?.toLowerCase() !== 'gzip') return body;
  const gunzip = createGunzip({ chunkSize: INFLATE_CHUNK_BYTES });
  // As for the body itself: it may break off before its reader has begun, who then finds the error waiting.
  gunzip.on('error', () => undefined);
  // The callback is needed for pipeline's clean-up; errors of either stream come out of the one that is returned.
  return pipeline(body, gunzip, () => undefined);
}
