import type { Readable } from 'node:stream';
import { cutAnswer } from './network-fault.ts';

/**
 * A body as the engine reads it: piece by piece, never held whole. Breaking out of the loop, or calling the
 * iterator's `return` before the first piece, gives the connection back.
 *
 * A body that breaks off throws `SF_ANSWER_CUT`; an aborted one throws the signal's reason.
 */
export function toByteStream(body: Readable, host: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
      const pieces: AsyncIterator<Uint8Array, undefined> = body[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            return await pieces.next();
          } catch (cause) {
            signal.throwIfAborted();
            throw cutAnswer(cause, host);
          }
        },
        async return() {
          // Not the inner iterator's: one that was never started leaves its stream open.
          body.destroy();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
