import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { StreamEvent } from '@sync-user/contract';
import { createClient, isApiError } from './client.ts';

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

/** Answers the first connection with the first handler, and so on; the last one repeats. */
async function withStream(
  handlers: readonly Handler[],
  body: (baseUrl: string, connections: readonly IncomingMessage[]) => Promise<void>,
): Promise<void> {
  const connections: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    handlers[Math.min(connections.length, handlers.length - 1)]?.(response, request);
    connections.push(request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const change = (seq: number): string => `id: ${seq}\nevent: change\ndata: ${JSON.stringify({ seq })}\n\n`;
const open: Handler = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' });

/** Follows the stream until `count` events arrived, then aborts. */
async function take(baseUrl: string, count: number, lastEventId?: string): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  const stop = new AbortController();
  await createClient({ baseUrl, apiKey: 'su_1' }).stream('acme', {
    lastEventId,
    signal: stop.signal,
    maxRetryMs: 20,
    onEvent: (event) => {
      events.push(event);
      if (events.length === count) stop.abort();
    },
  });
  return events;
}

test('events arrive typed and in order, and unknown ones are passed over', () =>
  withStream(
    [
      (response, request) => {
        open(response, request);
        response.write(
          `: hello\n\n${change(1)}event: later\ndata: {}\n\nevent: objects\ndata: {"objects":[]}\n\n`,
        );
      },
    ],
    async (baseUrl, connections) => {
      const events = await take(baseUrl, 2);
      assert.deepEqual(
        events.map(({ event, data }) => ({ event, data })),
        [
          { event: 'change', data: { seq: 1 } },
          { event: 'objects', data: { objects: [] } },
        ],
      );
      assert.equal(connections[0]?.url, '/api/v1/workspaces/acme/stream');
      assert.equal(connections[0]?.headers.authorization, 'Bearer su_1');
      assert.equal(connections[0]?.headers['last-event-id'], undefined);
    },
  ));

test('a broken stream is opened again after the last change that arrived, whole', () =>
  withStream(
    [
      (response, request) => {
        open(response, request);
        response.write(`${change(4)}${change(5)}id: 6\nevent: change\ndata: {"se`, () => response.destroy());
      },
      (response) => response.writeHead(503).end(),
      (response, request) => {
        open(response, request);
        response.write(change(6));
      },
    ],
    async (baseUrl, connections) => {
      const events = await take(baseUrl, 3, '3');
      assert.deepEqual(
        events.map((event) => event.event === 'change' && event.data.seq),
        [4, 5, 6],
      );
      assert.deepEqual(
        connections.map((request) => request.headers['last-event-id']),
        ['3', '5', '5'],
      );
    },
  ));

test('opening and interruption are told, with the reason and the wait', () =>
  withStream(
    [
      (response, request) => {
        open(response, request);
        response.end(change(1));
      },
    ],
    async (baseUrl) => {
      const told: string[] = [];
      const stop = new AbortController();
      await createClient({ baseUrl }).stream('acme', {
        signal: stop.signal,
        maxRetryMs: 20,
        onOpen: () => told.push('open'),
        onEvent: () => told.push('event'),
        onInterrupted: (error, retryInMs) => {
          told.push(error.code);
          assert.ok(retryInMs > 0 && retryInMs <= 20);
          stop.abort();
        },
      });
      assert.deepEqual(told, ['open', 'event', 'SERVER_UNREACHABLE']);
    },
  ));

test('a refusal ends the stream with its problem instead of asking for ever', () =>
  withStream(
    [
      (response) => {
        const problem = {
          code: 'API_UNAUTHENTICATED',
          title: 'Not signed in',
          status: 401,
          detail: '',
          fix: '',
        };
        response.writeHead(401, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
      },
    ],
    async (baseUrl, connections) => {
      await assert.rejects(take(baseUrl, 1), (error) => isApiError(error, 'API_UNAUTHENTICATED'));
      assert.equal(connections.length, 1);
    },
  ));
