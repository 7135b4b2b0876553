import assert from 'node:assert/strict';
import { behaviour } from '../testing/behaviour.ts';
import { makeCertificates } from '../testing/certificates.ts';
import { EVENT_SEED } from '../testing/event-org.ts';
import { ADMIN, APP, until } from '../testing/test-org.ts';
import { startSimulator } from '../src/start-simulator.ts';
import { loadClient, withoutClient } from './clients.ts';

const NAME = 'salesforce-pubsub-api-client';
const CLIENT = { verified: `unmodified ${NAME}, installed from npm` };
const OPTIONS = {
  skip: withoutClient(NAME),
  covers: ['clients.quirks', 'events.rpc', 'events.schema'],
} as const;

interface Received {
  readonly kind: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the client's own shapes
  readonly data: any;
}

behaviour(
  'the Pub/Sub API node client: changes decoded with their fields named, events published, a replay',
  CLIENT,
  async () => {
    const tls = await makeCertificates();
    const simulator = await startSimulator({ seed: EVENT_SEED, grpcPort: 0, tls });
    // The client has certificates of its own for gRPC and no way to add ours; over https it takes Node's word.
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { default: PubSubApiClient } = loadClient(NAME);
      const post = async (path: string, body: string, headers: Record<string, string>) => {
        const response = await fetch(simulator.baseUrl + path, { method: 'POST', body, headers });
        return (await response.json()) as Record<string, string>;
      };
      const session = await post(
        '/services/oauth2/token',
        new URLSearchParams({
          grant_type: 'password',
          client_id: APP.consumerKey,
          client_secret: APP.consumerSecret,
          ...ADMIN,
        }).toString(),
        { 'Content-Type': 'application/x-www-form-urlencoded' },
      );
      const silent = { debug() {}, info() {}, warn() {}, error() {} };
      const open = async () => {
        const client = new PubSubApiClient(
          {
            authType: 'user-supplied',
            accessToken: session['access_token'],
            instanceUrl: simulator.baseUrl,
            organizationId: simulator.org.organizationId,
            pubSubEndpoint: simulator.grpcUrl,
            rejectUnauthorizedSsl: false,
          },
          silent,
        );
        await client.connect();
        return client;
      };
      const client = await open();
      const received: Received[] = [];
      const listen = (_: unknown, kind: string, data: unknown): void => void received.push({ kind, data });
      const events = (): Received[] => received.filter(({ kind }) => kind === 'event');
      const failures = (): Received[] => received.filter(({ kind }) => kind === 'error');

      client.subscribeFromEarliestEvent('/data/AccountChangeEvent', listen, 100);
      const create = await post('/services/data/v60.0/sobjects/Account', JSON.stringify({ Name: 'Acme' }), {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${session['access_token'] ?? ''}`,
        'Sforce-Call-Options': 'client=outside',
      });
      const first = await until('the change arrives', async () => events()[0]);
      const header = first.data.payload.ChangeEventHeader;
      assert.deepEqual(
        [header.entityName, header.changeType, header.recordIds],
        ['Account', 'CREATE', [create['id']]],
      );
      assert.match(header.changeOrigin, /client=outside/);
      assert.equal(first.data.payload.Name.string ?? first.data.payload.Name, 'Acme');

      await fetch(`${simulator.baseUrl}/services/data/v60.0/sobjects/Account/${create['id'] ?? ''}`, {
        method: 'PATCH',
        body: JSON.stringify({ BillingCity: 'Rome', Industry: 'Energy' }),
        headers: {
          'Content-Type': 'application/json',
          Authorization: `Bearer ${session['access_token'] ?? ''}`,
        },
      });
      const second = await until('the update arrives', async () => events()[1]);
      const changed = second.data.payload.ChangeEventHeader.changedFields as string[];
      assert.deepEqual(changed.toSorted(), ['BillingAddress.City', 'Industry', 'LastModifiedDate']);

      client.subscribeFromEarliestEvent('/event/Alarm__e', listen, 10);
      const published = await client.publish('/event/Alarm__e', {
        CreatedDate: Date.now(),
        CreatedById: '005000000000000AAA',
        Place__c: { string: 'Cellar' },
        Level__c: { double: 3 },
        Loud__c: { boolean: true },
      });
      assert.ok(published.replayId > 0);
      const alarm = await until('the alarm arrives', async () => events()[2]);
      assert.equal(alarm.data.payload.Place__c.string ?? alarm.data.payload.Place__c, 'Cellar');

      const again = await open();
      again.subscribeFromReplayId('/data/AccountChangeEvent', listen, 1, first.data.replayId);
      const replayed = await until('the replay arrives', async () => events()[3]);
      assert.equal(replayed.data.replayId, second.data.replayId);
      assert.deepEqual(failures(), []);
      // The other way round, the client would leave its broken streams to nobody.
      await simulator.close();
      const ended = () => received.filter(({ kind }) => kind === 'end' || kind === 'error').length;
      await until('the streams have ended', async () => (ended() >= 2 ? true : undefined));
      client.close();
      again.close();
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      await simulator.close();
    }
  },
  OPTIONS,
);
