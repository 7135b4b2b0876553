/** Events on bad days that take minutes, in a time that passes when a test says so. See docs/scenarios.md, B1 and B12. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { type Clock, type EnginePorts, loadObject, pollWorkspace, selectObject } from '@sync-user/engine';
import {
  createEventSelector,
  createEventSource,
  createSalesforceAgent,
  createSourceOrg,
  parseEventEndpoint,
} from '@sync-user/salesforce';
import { startSimulator } from '@sync-user/simulator';
import { createSealer, createStore } from '@sync-user/store';
import { connectWorkspace, createTestDatabase } from '@sync-user/store/testing';
import { pino } from 'pino';
import { startStreams } from '../../apps/server/src/stream/start-streams.ts';
import { logIn, readOrgRows } from '../../scripts/verify/org-rows.ts';
import { OrgControl } from '../support/org-control.ts';
import { AUDIT_APP, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { until } from '../support/until.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const MINUTE_MS = 60_000;

/** The machine's clock, and further on: who sleeps wakes up when it is moved. */
class ForwardClock implements Clock {
  #aheadMs = 0;
  readonly #sleepers = new Set<() => void>();

  nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      if (signal.aborted) return fail(signal.reason as Error);
      const end = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(end);
        signal.removeEventListener('abort', abort);
        done();
      };
      const abort = (): void => {
        end();
        fail(signal.reason as Error);
      };
      const timer = setTimeout(end, ms);
      this.#sleepers.add(end);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
    for (const wake of this.#sleepers) wake();
  }
}

/** A way to the org on which answers can get lost although no connection breaks. */
async function startRelay(target: string) {
  const { hostname, port } = new URL(`http://${target}`);
  const answers = new Set<Socket>();
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const org = connect(Number(port), hostname);
    for (const socket of [client, org]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => [client, org].forEach((one) => one.destroy()));
    }
    client.pipe(org);
    org.on('data', (bytes) => {
      if (answers.has(org)) client.write(bytes);
    });
    answers.add(org);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Answers on the connections there are; others are not touched. */
    loseAnswers: () => answers.clear(),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const simulator = await startSimulator({
  seed: {
    ...orgSeed({ maySeeSetup: true, accounts: 5, contacts: 0, widgets: 0 }),
    changeDataCapture: ['Account'],
  },
  grpcPlainPort: 0,
});
const org = new OrgControl(simulator.baseUrl);
const relay = await startRelay(simulator.grpcPlainUrl ?? '');
const database = await createTestDatabase();
const agent = createSalesforceAgent();
const clock = new ForwardClock();
await org.send('POST', '/bulk', { pace: 'immediately' });
const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
const store = createStore({ pool: database.pool, sealer });
const place = await store.workspaces.create({ slug: 'acme', name: 'Acme', pollIntervalSeconds: 1800 });
const { workspaceId } = place;
await connectWorkspace(store, workspaceId);
const { organizationId } = await org.state();
const session = await logIn(simulator.baseUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
const audit = await logIn(simulator.baseUrl, AUDIT_APP.clientId, AUDIT_APP.clientSecret);
const tokens = { current: async () => session, renew: async () => session };
const toOrg = { tokens, dispatcher: agent, clock, extraHosts: ['127.0.0.1'], onCall: () => {} };
const ports: EnginePorts = {
  org: createSourceOrg(toOrg),
  objects: store.objects,
  mirror: store.mirror,
  fields: store.fields,
  links: store.links,
  clock,
};
await selectObject(ports, place, { sobject: 'Account', fields: ['Name', 'Industry'] }, SIGNAL);
assert.equal((await loadObject(ports, workspaceId, 'Account', SIGNAL)).kind, 'live');
const log: { readonly code?: string }[] = [];
const streams = startStreams({
  limit: 1,
  instances: '.',
  context: {
    store,
    clock,
    log: pino({ level: 'info' }, { write: (line) => void log.push(JSON.parse(line) as { code?: string }) }),
    openOrg: async () => ports,
    openSource: () =>
      createEventSource({
        endpoint: parseEventEndpoint(`http://${relay.address}`, ['127.0.0.1']),
        organizationId,
        clock,
        tokens,
      }),
    openSelector: () => createEventSelector(toOrg),
    onApplied: () => {},
  },
});
after(async () => {
  await streams.stop();
  relay.close();
  await agent.destroy();
  await simulator.close();
  await database[Symbol.asyncDispose]();
});

const poll = () => pollWorkspace(ports, workspaceId, SIGNAL);
async function accountOf(id: string) {
  const { rows } = await database.pool.query<{ name: string; systemmodstamp: string }>(
    `select name, systemmodstamp from ${place.schema}.account where id = $1`,
    [id],
  );
  return rows[0];
}
const untilNamed = (id: string, name: string) =>
  until(async () => (await accountOf(id))?.name === name, { timeoutMs: 60_000, what: `there is ${name}` });
const rename = (id: string, name: string) =>
  org.save([{ kind: 'update', object: 'Account', id, values: { Name: name } }]);
async function feedOf(recordId: string): Promise<string[]> {
  const { changes } = await store.changes.list(workspaceId, { limit: 100, recordId });
  return changes.map(({ operation, cause }) => `${operation} ${cause}`);
}
/** An account that came by an event: the subscription stands, and its position is known. */
async function createdByEvent(name: string): Promise<string> {
  await until(async () => (await store.events.readFacts(workspaceId)).state === 'live', {
    timeoutMs: 60_000,
    what: 'the subscription stands',
  });
  const [id = ''] = await org.save([{ kind: 'create', object: 'Account', values: { Name: name } }]);
  await untilNamed(id, name);
  assert.deepEqual(await feedOf(id), ['create event']);
  return id;
}

test('it stays alive for days without an error, and nothing comes: five silent minutes end a subscription, and what they hid is repaired', async () => {
  const id = await createdByEvent('Heard');
  log.length = 0;
  relay.loseAnswers();
  await rename(id, 'Not heard');
  clock.advance(5 * MINUTE_MS + 1000);
  await untilNamed(id, 'Not heard');
  assert.deepEqual((await feedOf(id)).toSorted(), ['create event', 'update event']);
  // On the same connection nothing would be heard again, until that is found to be dead.
  assert.deepEqual(
    log.flatMap(({ code }) => code ?? []),
    ['SF_EVENTS_SILENT'],
  );
  const silences = async (open: 'true' | 'false') =>
    (await store.events.listRepairs(workspaceId, { open, limit: 50 })).filter(
      ({ kind }) => kind === 'silence',
    );
  assert.equal((await silences('true')).length, 1);
  await poll();
  await until(async () => (await silences('false')).length === 1, {
    timeoutMs: 60_000,
    what: 'the poll has closed the repair',
  });
});

test('rows that become visible minutes after their stamp are behind the events that came meanwhile: they arrive with their commit', async () => {
  const id = await createdByEvent('Before');
  await poll();
  const held = await org.holdTransactions();
  await rename(id, 'Saved early, committed late');
  for (let round = 0; round < 3; round += 1) {
    await org.send('POST', '/clock', { advanceMs: 3 * MINUTE_MS });
    clock.advance(3 * MINUTE_MS);
    await poll();
  }
  assert.equal((await accountOf(id))?.name, 'Before', 'nobody sees what is not committed');
  await held.release();
  await untilNamed(id, 'Saved early, committed late');
  for await (const row of readOrgRows(audit, 'Account', ['Id', 'SystemModstamp']))
    if (row['Id'] === id)
      assert.equal(
        Date.parse(String((await accountOf(id))?.systemmodstamp)),
        Date.parse(String(row['SystemModstamp'])),
        'its stamp is that of the save, as the org has it',
      );
  await poll();
  assert.deepEqual((await feedOf(id)).toSorted(), ['create event', 'update event']);
});

test('a repair that a follower left open is closed when nobody follows any more', async () => {
  await poll();
  await store.events.switch(workspaceId, false);
  clock.advance(6000);
  await until(async () => (await store.events.readFacts(workspaceId)).state === 'off', {
    timeoutMs: 60_000,
    what: 'the subscription is let go',
  });
  const { rowCount } = await database.pool.query(
    `insert into event_repair (workspace_id, kind, reason, by_id, polled_after)
     select workspace_id, 'silence', 'Nothing was heard.', false, deep_read_at - interval '1 second' from selected_object`,
  );
  assert.equal(rowCount, 1);
  clock.advance(11_000);
  await until(
    async () => (await store.events.listRepairs(workspaceId, { open: 'true', limit: 50 })).length === 0,
    { timeoutMs: 60_000, what: 'the repair is closed' },
  );
});
