import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, StreamEvent } from '@sync-user/contract';
import type { StreamOptions } from '@sync-user/sdk';
import { LiveStore } from './live-store.ts';

const change = (seq: number): Change => ({
  seq,
  object: 'Account',
  recordId: '001',
  recordName: null,
  operation: 'update',
  changed: {},
  userId: null,
  userName: null,
  changedAt: null,
  appliedAt: '2026-03-01T00:00:00.000Z',
  cause: 'poll',
  completes: null,
  mergedInto: null,
});
const event = (seq: number): StreamEvent => ({ event: 'change', id: String(seq), data: change(seq) });

/** Follows a stream that runs `script` and then ends. */
async function follow(store: LiveStore, script: (stream: StreamOptions) => void) {
  const told = { changes: [] as number[], statuses: [] as string[], refused: [] as unknown[] };
  const { changes, openedAtSeq } = store.read();
  await store.follow(
    {
      workspace: 'acme',
      latest: { changes, lastSeq: openedAtSeq },
      client: {
        stream: (_workspace, options) => {
          assert.equal(options.lastEventId, String(openedAtSeq));
          script(options);
          return Promise.resolve();
        },
      },
      onObjects: () => {},
      onChange: ({ seq }) => told.changes.push(seq),
      onStatus: (status) => told.statuses.push(status),
      onRefused: (error) => told.refused.push(error),
    },
    new AbortController().signal,
  );
  return told;
}

test('the stream continues after the changes already read, newest first, and a repeated one counts once', async () => {
  const store = new LiveStore({ changes: [change(3), change(2)], lastSeq: 3 });
  const told = await follow(store, ({ onEvent }) => {
    for (const seq of [3, 4, 4, 5]) onEvent(event(seq));
  });
  assert.deepEqual(
    store.read().changes.map(({ seq }) => seq),
    [5, 4, 3, 2],
  );
  assert.deepEqual(told.changes, [4, 5]);
});

test('an interruption and the return are told to the page', async () => {
  const store = new LiveStore({ changes: [], lastSeq: 0 });
  const told = await follow(store, ({ onOpen }) => {
    onOpen?.();
    throw new Error('refused');
  });
  assert.deepEqual(told.statuses, ['open', 'interrupted']);
  assert.equal(store.read().status, 'interrupted');
  assert.equal(told.refused.length, 1);
});

test('a long day does not fill the memory', async () => {
  const store = new LiveStore({ changes: [], lastSeq: 0 });
  await follow(store, ({ onEvent }) => {
    for (let seq = 1; seq <= 500; seq++) onEvent(event(seq));
  });
  assert.equal(store.read().changes.length, 200);
  assert.equal(store.read().changes[0]?.seq, 500);
});
