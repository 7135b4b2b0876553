import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import type { Arrival, ChangeEvent, Clock, EventFlow, EventSource, StreamedEvent } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { createSalesforceAgent } from '../http/create-salesforce-agent.ts';
import { fetchClientCredentialsToken } from '../oauth/fetch-client-credentials-token.ts';
import type { GrantedToken } from '../oauth/granted-token.ts';
import { createEventSource } from './create-event-source.ts';
import { parseEventEndpoint } from './event-endpoint.ts';

const ADMIN = 'admin@acme.example';
const CHANNEL = '/data/ChangeEvents';
const SEED = {
  organization: { name: 'Acme', edition: 'Developer Edition', myDomain: 'acme' },
  users: [
    {
      username: ADMIN,
      password: 'Password1!',
      firstName: 'A',
      lastName: 'Admin',
      profile: 'System Administrator',
    },
  ],
  apps: [{ name: 'Sync User', consumerKey: '3MVG9.sim.key', consumerSecret: 'sim-secret', runAs: ADMIN }],
  changeDataCapture: ['Account', 'Contact'],
};

/** Sleeps end when somebody moves the clock beyond them. */
class HandClock implements Clock {
  #now = Date.now();
  #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  nowMs(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      this.#sleepers.push({ until: this.#now + ms, wake: resolve });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const { until, wake } of this.#sleepers) if (until <= this.#now) wake();
  }
}

let simulator: Simulator;
let granted: GrantedToken;
let source: EventSource;
const dispatcher = createSalesforceAgent();
const clock = new HandClock();
const renewals: string[] = [];

before(async () => {
  simulator = await startSimulator({ seed: SEED, grpcPlainPort: 0 });
  const logIn = () =>
    fetchClientCredentialsToken({
      loginUrl: simulator.baseUrl,
      clientId: '3MVG9.sim.key',
      clientSecret: 'sim-secret',
      extraHosts: ['127.0.0.1'],
      dispatcher,
      signal: AbortSignal.timeout(10_000),
    });
  granted = await logIn();
  source = createEventSource({
    endpoint: parseEventEndpoint(`http://${simulator.grpcPlainUrl}`, ['127.0.0.1']),
    organizationId: granted.organizationId,
    clock,
    tokens: {
      current: async () => granted,
      renew: async (stale) => {
        renewals.push(stale.token);
        granted = await logIn();
        return granted;
      },
    },
  });
});
after(async () => {
  source.close();
  await simulator.close();
  await dispatcher.destroy();
});

async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${simulator.baseUrl}/__simulator${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  assert.ok(answer.ok, await answer.clone().text());
  return (await answer.json()) as T;
}

async function save(...operations: readonly object[]): Promise<string[]> {
  const { results } = await control<{ results: { id: string }[] }>('POST', '/records', { operations });
  return results.map(({ id }) => id);
}

/** Open as far as the org is concerned. */
async function open(
  start: Parameters<EventSource['open']>[1] = { kind: 'latest' },
  signal = new AbortController().signal,
) {
  const flow = await source.open(CHANNEL, start, signal);
  assert.equal(await source.maySubscribe(CHANNEL), true);
  return flow;
}

async function take(flow: EventFlow, count: number): Promise<StreamedEvent[]> {
  const events: StreamedEvent[] = [];
  while (events.length < count) events.push(...((await flow.next()) as Arrival).events);
  return events;
}

const changes = (events: readonly StreamedEvent[]): ChangeEvent[] =>
  events.map((event) => {
    assert.equal(event.kind, 'change');
    return event;
  });

test('values, parts of compound fields and names arrive under the names of the API', async () => {
  const flow = await open();
  const [id = ''] = await save({
    kind: 'create',
    object: 'Contact',
    values: { FirstName: 'Ada', LastName: 'Luxem', MailingCity: 'Bonn', Birthdate: '1990-05-17' },
  });
  const [created] = changes(await take(flow, 1));
  assert.equal(created?.sobject, 'Contact');
  assert.deepEqual(created.recordIds, [id]);
  assert.equal(created.fields.get('FirstName'), 'Ada');
  assert.equal(created.fields.get('MailingCity'), 'Bonn');
  assert.equal(created.fields.get('Birthdate'), Date.parse('1990-05-17'));
  assert.deepEqual(created.untold, ['Name']);
  assert.ok(
    created.tells.has('mailingcity') && !created.tells.has('systemmodstamp') && !created.tells.has('name'),
  );

  await save({
    kind: 'update',
    object: 'Contact',
    id,
    values: { MailingCity: null, MailingStreet: 'Am Rhein 1', LastName: 'King' },
  });
  const [updated] = changes(await take(flow, 1));
  assert.equal(updated?.type, 'UPDATE');
  assert.equal(updated.fields.get('MailingCity'), null);
  assert.equal(updated.fields.get('MailingStreet'), 'Am Rhein 1');
  assert.equal(updated.fields.get('LastName'), 'King');
  assert.ok(
    !updated.fields.has('FirstName') && !updated.fields.has('Birthdate'),
    'what did not change is not told',
  );
  assert.deepEqual(updated.untold, ['Name']);
  flow.close();
});

test('more than the hundred that may be asked for at a time arrive, each once and in order', async () => {
  const flow = await open();
  for (let round = 0; round < 4; round += 1)
    await save(
      ...Array.from({ length: 100 }, (_, n) => ({
        kind: 'create',
        object: 'Account',
        values: { Name: `${round * 100 + n}` },
      })),
    );
  const events = changes(await take(flow, 400));
  assert.deepEqual(
    events.map(({ fields }) => fields.get('Name')),
    Array.from({ length: 400 }, (_, n) => String(n)),
  );
  flow.close();
});

test('a subscription after a place begins behind it; a place that is none is an error and not silence', async () => {
  const flow = await open();
  await save({ kind: 'create', object: 'Account', values: { Name: 'One' } });
  const [one] = await take(flow, 1);
  flow.close();
  await save({ kind: 'create', object: 'Account', values: { Name: 'Two' } });
  const next = await open({ kind: 'after', replayId: one?.replayId ?? new Uint8Array() });
  const [two] = changes(await take(next, 1));
  assert.equal(two?.fields.get('Name'), 'Two');
  next.close();

  const lost = await open({ kind: 'after', replayId: Buffer.alloc(10, 9) });
  await assert.rejects(take(lost, 1), (error) => isSyncError(error, 'SF_REPLAY_ID_REFUSED'));
});

test('a session that was ended is renewed with the next subscription, and no error shows a token', async () => {
  const flow = await open();
  await control('POST', '/sessions/revoke', { username: ADMIN });
  await assert.rejects(take(flow, 1), (error) => {
    assert.ok(isSyncError(error, 'SF_SESSION_EXPIRED'));
    const told = JSON.stringify([error.message, error.details, String(error.stack)]);
    assert.ok(!told.includes(granted.token), 'the token is in the error');
    return true;
  });
  const stale = granted.token;
  const next = await open();
  assert.deepEqual(renewals, [stale]);
  next.close();
});

test('five minutes without a sign of life end the subscription, however alive it looks', async () => {
  const flow = await open();
  await save({ kind: 'create', object: 'Account', values: { Name: 'Alive' } });
  await take(flow, 1);
  const silent = assert.rejects(flow.next(), (error) => isSyncError(error, 'SF_EVENTS_SILENT'));
  for (let minute = 0; minute < 6; minute += 1) {
    clock.advance(60_000);
    // The watch looks again when its sleep is over.
    await new Promise((done) => setImmediate(done));
  }
  await silent;
});

test('signs of life arrive without events, and carry the place', async () => {
  await control('POST', '/events', { keepaliveMs: 50 });
  const flow = await open();
  const arrival = await flow.next();
  assert.deepEqual(arrival?.events, []);
  assert.ok((arrival?.latestReplayId?.length ?? 0) > 0);
  await control('POST', '/events', { keepaliveMs: 270_000 });
  flow.close();
});

test('who waits only so long gets nothing when nothing came', async () => {
  const flow = await open();
  const nothing = flow.next(20);
  clock.advance(20);
  assert.equal(await nothing, undefined);
  flow.close();
  await assert.rejects(flow.next(), (error) => isSyncError(error, 'SF_UNAVAILABLE'));
});
