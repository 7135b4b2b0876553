import type { StreamEvent } from '@sync-user/contract';
import { ApiError, toApiError, toUnreachableError } from './api-error.ts';
import { createSseParser } from './sse-parser.ts';

export interface StreamOptions {
  readonly onEvent: (event: StreamEvent) => void;
  /** Resume after this change (`seq`); without it the stream begins now. */
  readonly lastEventId?: string | undefined;
  readonly signal: AbortSignal;
  /** The server accepts the stream: on the first connection and after each interruption. */
  readonly onOpen?: () => void;
  /** The stream broke; it is tried again in `retryInMs`. */
  readonly onInterrupted?: (error: ApiError, retryInMs: number) => void;
  /** Longest wait between two attempts. */
  readonly maxRetryMs?: number;
}

interface Source {
  readonly fetch: typeof globalThis.fetch;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The server sends a comment every 15 s; three missed mean a dead connection that TCP has not noticed. */
const SILENCE_MS = 45_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;

export async function followStream(source: Source, options: StreamOptions): Promise<void> {
  const { signal } = options;
  let lastEventId = options.lastEventId;
  let failures = 0;
  const deliver = (event: StreamEvent): void => {
    failures = 0;
    if (event.event === 'change') lastEventId = event.id;
    options.onEvent(event);
  };

  while (!signal.aborted) {
    let problem: ApiError;
    try {
      await readOnce(source, lastEventId, { ...options, onEvent: deliver });
      problem = toUnreachableError(source.url, new Error('ended', { cause: new Error('the stream ended') }));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      if (isFinal(error)) throw error;
      problem = error;
    }
    if (signal.aborted) return;
    const retryInMs = retryDelayMs(failures, options.maxRetryMs ?? MAX_RETRY_MS);
    failures += 1;
    options.onInterrupted?.(problem, retryInMs);
    await waitFor(retryInMs, signal);
  }
}

async function readOnce(
  source: Source,
  lastEventId: string | undefined,
  options: StreamOptions,
): Promise<void> {
  const attempt = new AbortController();
  const abort = (): void => attempt.abort();
  options.signal.addEventListener('abort', abort, { once: true });
  let watchdog = setTimeout(abort, SILENCE_MS);
  try {
    const response = await source
      .fetch(source.url, {
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {
          ...source.headers,
          accept: 'text/event-stream',
          ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
        },
        signal: attempt.signal,
      })
      .catch((error: unknown) => {
        throw toUnreachableError(source.url, error);
      });
    if (!response.ok || response.body === null) throw await toApiError(response);
    options.onOpen?.();

    const parse = createSseParser(({ event, data, id }) => {
      if (event === 'change' || event === 'objects') {
        options.onEvent({ event, id, data: JSON.parse(data) as unknown } as StreamEvent);
      }
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const piece = await reader.read().catch((error: unknown) => {
        throw toUnreachableError(source.url, error);
      });
      if (piece.done) return;
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, SILENCE_MS);
      parse(decoder.decode(piece.value, { stream: true }));
    }
  } finally {
    clearTimeout(watchdog);
    options.signal.removeEventListener('abort', abort);
    attempt.abort(); // also closes the connection when `onEvent` threw
  }
}

/** A refusal stays a refusal, except those that pass with time. */
function isFinal(error: ApiError): boolean {
  return error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;
}

/** Doubles up to the cap; the random half keeps many consoles from returning in one instant after a restart. */
function retryDelayMs(failures: number, maxRetryMs: number): number {
  const ceiling = Math.min(maxRetryMs, FIRST_RETRY_MS * 2 ** failures);
  return Math.round(ceiling / 2 + (Math.random() * ceiling) / 2);
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
