import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Change, type Problem } from '@sync-user/contract';
import { ACME_KEY, sampleObject, startTestApi } from '../../testing/index.ts';
import { idsOf, openStream } from '../../testing/read-stream.ts';
import { bearer, send } from '../../testing/send.ts';

const headers = bearer(ACME_KEY);
const PATH = '/api/v1/workspaces/acme/stream';
const count = (text: string, event: string): number => text.split(`event: ${event}\n`).length - 1;

describe('the live stream', () => {
  test('begins now: with the objects as they are, then each change as it comes, numbered by its place', async () => {
    await using api = await startTestApi();
    api.acme.append();
    await using stream = await openStream(api.baseUrl + PATH, headers);
    assert.equal(stream.response.status, 200);
    assert.match(stream.response.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.match(stream.response.headers.get('cache-control') ?? '', /no-cache/);
    assert.match(stream.response.headers.get('content-security-policy') ?? '', /default-src/);

    await stream.readUntil((text) => count(text, 'objects') === 1);
    const sent = api.acme.append({ recordName: 'Two\nlines' });
    const text = await stream.readUntil((text) => idsOf(text).length === 1);
    assert.deepEqual(idsOf(text), [2]);
    const data = /^event: change\ndata: (.*)$/m.exec(text)?.[1] ?? '';
    assert.deepEqual(Change.parse(JSON.parse(data)), sent);
  });

  test('goes on after Last-Event-ID with nothing lost or doubled, however far behind it is', async () => {
    await using api = await startTestApi();
    for (let i = 0; i < 350; i += 1) api.acme.append();
    await using stream = await openStream(api.baseUrl + PATH, { ...headers, 'last-event-id': '20' });
    await stream.readUntil((text) => idsOf(text).length > 0);
    for (let i = 0; i < 50; i += 1) api.acme.append();
    const text = await stream.readUntil((text) => idsOf(text).length >= 380);
    assert.deepEqual(
      idsOf(text),
      Array.from({ length: 380 }, (_, i) => i + 21),
    );
  });

  test('from the very beginning when asked for everything after 0', async () => {
    await using api = await startTestApi();
    api.acme.append();
    await using stream = await openStream(api.baseUrl + PATH, { ...headers, 'last-event-id': '0' });
    assert.deepEqual(idsOf(await stream.readUntil((text) => idsOf(text).length === 1)), [1]);
  });

  test('shows only its own workspace', async () => {
    await using api = await startTestApi();
    await using stream = await openStream(api.baseUrl + PATH, headers);
    await stream.readUntil((text) => count(text, 'objects') === 1);
    api.globex.append({ recordName: 'Foreign' });
    api.acme.append({ recordName: 'Own' });
    const text = await stream.readUntil((text) => idsOf(text).length === 1);
    assert.match(text, /Own/);
    assert.doesNotMatch(text, /Foreign/);
  });

  test('however often objects move, they are sent at most once a second, and the last state is sent', async () => {
    await using api = await startTestApi();
    await using stream = await openStream(api.baseUrl + PATH, headers);
    await stream.readUntil((text) => count(text, 'objects') === 1);
    const began = performance.now();
    for (let rows = 1; rows <= 200; rows += 1) {
      api.acme.put(sampleObject('Account', { rows }));
      api.acme.append();
    }
    const text = await stream.readUntil((text) => text.includes('"rows":200,'));
    assert.equal(count(text, 'objects'), 2);
    assert.ok(performance.now() - began > 700, 'the second was not kept');
    assert.equal(idsOf(text).length, 200);
  });

  test('ends for a reader whose key was revoked, and for nobody else', async () => {
    await using api = await startTestApi({ streamRecheckSeconds: 0.05 });
    await using stream = await openStream(api.baseUrl + PATH, headers);
    api.acme.nudge();
    await stream.readUntil((text) => count(text, 'objects') === 2);
    const asked = api.acme.onChange.size;
    api.revokeAll();
    await stream.readUntil(() => false);
    assert.equal(`${asked} ${stream.hasEnded()}`, '1 true');
  });

  test('ends at once, and cleanly, when the server closes', async () => {
    const api = await startTestApi();
    await using stream = await openStream(api.baseUrl + PATH, headers);
    await stream.readUntil((text) => count(text, 'objects') === 1);
    const began = performance.now();
    await Promise.all([api[Symbol.asyncDispose](), stream.readUntil(() => false)]);
    assert.equal(stream.hasEnded(), true);
    assert.ok(performance.now() - began < 2000);
    assert.equal(api.acme.onChange.size + api.acme.onObjects.size, 0);
  });

  test('a reader that takes nothing does not hold up a server that closes', async () => {
    const api = await startTestApi();
    for (let i = 0; i < 500; i += 1) api.acme.append({ recordName: 'x'.repeat(20_000) });
    await using stream = await openStream(api.baseUrl + PATH, { ...headers, 'last-event-id': '0' });
    assert.equal(stream.response.status, 200);
    const began = performance.now();
    await api[Symbol.asyncDispose]();
    assert.ok(performance.now() - began < 4000);
  });

  test('forgets a reader that went away', async () => {
    await using api = await startTestApi();
    const stream = await openStream(api.baseUrl + PATH, headers);
    await stream.readUntil((text) => count(text, 'objects') === 1);
    assert.equal(api.acme.onChange.size, 1);
    await stream[Symbol.asyncDispose]();
    while (api.acme.onChange.size + api.acme.onObjects.size > 0) await new Promise(setImmediate);
    assert.deepEqual(
      api.log.filter(({ level }) => level === 'error'),
      [],
    );
  });

  test('a position that is none is refused, and so is a HEAD request that would never end', async () => {
    await using api = await startTestApi();
    for (const id of ['-1', 'abc', '1.5']) {
      const answer = await send<Problem>(api.baseUrl + PATH, {
        headers: { ...headers, 'last-event-id': id },
      });
      assert.equal(`${answer.status} ${answer.body.code}`, '400 API_INVALID_REQUEST');
    }
    assert.equal((await send(api.baseUrl + PATH, { method: 'HEAD', headers })).status, 404);
  });
});
