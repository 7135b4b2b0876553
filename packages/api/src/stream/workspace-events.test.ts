import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryWorld } from '../../testing/index.ts';
import type { Services } from '../services.ts';
import { workspaceEvents, type WorkspaceEventsOptions } from './workspace-events.ts';

function start(options: Partial<WorkspaceEventsOptions> = {}) {
  const world = createMemoryWorld();
  const abort = new AbortController();
  const events = workspaceEvents(world.services, {
    workspaceId: world.acme.id,
    after: undefined,
    signal: abort.signal,
    isStillAllowed: async () => true,
    recheckMs: 60_000,
    ...options,
  });
  return { ...world, events, abort };
}

test('silence is broken by comments, which readers skip', async () => {
  const { events, abort } = start({ heartbeatMs: 5 });
  const pieces = [];
  for (let i = 0; i < 4; i += 1) pieces.push((await events.next()).value);
  assert.deepEqual(
    pieces.map((piece) => String(piece).slice(0, 14)),
    [': here\n\n', 'event: objects', ': still here\n\n', ': still here\n\n'],
  );
  abort.abort();
  assert.equal((await events.next()).done, true);
});

test('a reader that takes nothing costs nothing: the feed is not read ahead', async () => {
  const { events, abort, acme, services } = start({ after: 0 });
  for (let i = 0; i < 500; i += 1) acme.append();
  await events.next();
  let reads = 0;
  const feed = services.changes as { list: Services['changes']['list'] };
  const readFeed = feed.list.bind(feed);
  feed.list = (...query) => {
    reads += 1;
    return readFeed(...query);
  };
  // A page of changes and one event of objects; the next page is read when the reader asks for more.
  for (let i = 0; i < 101; i += 1) await events.next();
  assert.equal(reads, 1);
  await events.next();
  assert.equal(reads, 2);
  abort.abort();
  await events.return(undefined);
});

test('a long backlog does not keep the state of the objects away', async () => {
  const { events, abort, acme } = start({ after: 0 });
  for (let i = 0; i < 1000; i += 1) acme.append();
  const seen: string[] = [];
  for (let i = 0; i < 105; i += 1) seen.push(String((await events.next()).value));
  assert.equal(seen.filter((piece) => piece.startsWith('event: objects')).length, 1);
  abort.abort();
  await events.return(undefined);
});

test('events end when the reader signs out or the key is revoked', async () => {
  let asked = 0;
  const { events, acme } = start({
    recheckMs: 0,
    isStillAllowed: async () => {
      asked += 1;
      return asked < 2;
    },
  });
  let last = await events.next();
  while (last.done !== true) {
    acme.nudge();
    acme.append();
    last = await events.next();
  }
  assert.equal(asked, 2);
  assert.equal(acme.onChange.size, 0);
});
