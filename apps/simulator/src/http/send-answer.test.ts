import assert from 'node:assert/strict';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { sendAnswer } from './send-answer.ts';

const BYTES = 64 * 1024 * 1024;

/** Asks for an answer that is sent piece by piece; `sent` has what sending threw, if anything. */
async function ask(pieces: () => AsyncIterable<Uint8Array>) {
  const sent = Promise.withResolvers<unknown>();
  const server = createServer((_, response) => {
    const body = {
      kind: 'stream',
      contentType: 'text/csv',
      bytes: BYTES,
      open: () => Readable.from([]),
      pieces,
    } as const;
    const options = { acceptsGzip: false, withBody: true, pretty: false, fault: undefined };
    sendAnswer(response, { status: 200, headers: {}, body }, options).then(sent.resolve, sent.resolve);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((done, failed) => {
    get({ host: '127.0.0.1', port, agent: false }, done).on('error', failed);
  });
  return { answer, sent: sent.promise, [Symbol.dispose]: () => void server.close() };
}

test('a caller that hangs up in the middle of a page is let go, and the page’s file with it', {
  timeout: 60_000,
}, async () => {
  const closed = Promise.withResolvers<void>();
  using asked = await ask(async function* () {
    try {
      for (let sent = 0; sent < BYTES; sent += 1024 * 1024) yield Buffer.alloc(1024 * 1024);
    } finally {
      closed.resolve();
    }
  });
  asked.answer.once('data', () => asked.answer.destroy());
  await closed.promise;
  assert.equal(await asked.sent, undefined);
});

test('an answer that cannot be read to its end breaks off', { timeout: 60_000 }, async () => {
  using asked = await ask(async function* () {
    yield Buffer.alloc(1000);
    throw new Error('the file is gone');
  });
  await assert.rejects(asked.answer.toArray(), /aborted/);
  assert.match(String(await asked.sent), /the file is gone/);
});
