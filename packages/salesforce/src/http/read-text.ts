import type { Readable } from 'node:stream';
import { SyncError } from '@sync-user/contract';
import { cutAnswer } from './network-fault.ts';

/** Largest JSON answer we hold in memory, decompressed: five full pages of wide records stay well under it. */
export const MAX_JSON_BYTES = 256 * 1024 * 1024;

/** Enough for any error Salesforce writes; of a web page nothing is used anyway. */
export const MAX_ERROR_BYTES = 1024 * 1024;

/**
 * Reads a whole body as UTF-8 text.
 *
 * @throws `SF_ANSWER_CUT` when it breaks off, `SF_UNEXPECTED` when it is larger than `maxBytes`, the signal's reason.
 */
export async function readText(
  body: Readable,
  limits: { readonly maxBytes: number; readonly host: string; readonly signal: AbortSignal },
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > limits.maxBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    limits.signal.throwIfAborted();
    throw cutAnswer(cause, limits.host);
  }
  if (bytes > limits.maxBytes) {
    throw new SyncError('SF_UNEXPECTED', `${limits.host}: an answer of more than ${limits.maxBytes} bytes`, {
      host: limits.host,
    });
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}
