/** How many changes a second come out of the Pub/Sub API as events, their saves included. */
import { credentials, Metadata } from '@grpc/grpc-js';
import type { Client, ClientDuplexStream } from '@grpc/grpc-js';
import { pubSubClass } from '../src/events/grpc/serve.ts';
import { platformCaller } from '../src/org/system-user.ts';
import type { SaveOperation } from '../src/org/types.ts';
import { startSimulator } from '../src/start-simulator.ts';

export interface EventBenchResult {
  readonly events: number;
  /** From the first save to the last event at the subscriber. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

const ADMIN = { username: 'admin@bench.example', password: 'Bench-1234!' };
const APP = { consumerKey: 'bench', consumerSecret: 'bench' };
const SEED = {
  organization: { name: 'Bench', edition: 'Unlimited Edition' },
  users: [{ ...ADMIN, firstName: 'Ada', lastName: 'Admin', profile: 'System Administrator' }],
  apps: [{ name: 'Bench', ...APP, callbackUrls: ['http://localhost:9/'], scopes: ['api'] }],
  changeDataCapture: ['Account'],
};
const TOPIC = '/data/AccountChangeEvent';

/** One subscriber, saves of `batch` rows in one transaction each. */
export async function benchEvents({ events = 50_000, batch = 1000 } = {}): Promise<EventBenchResult> {
  const simulator = await startSimulator({ seed: SEED, grpcPort: 0 });
  try {
    await fetch(`${simulator.baseUrl}/__simulator/events`, {
      method: 'POST',
      body: JSON.stringify({ maxDeliveredEvents: 1_000_000_000 }),
    });
    const client = new (pubSubClass())(simulator.grpcUrl ?? '', credentials.createInsecure());
    const metadata = await signIn(simulator.baseUrl, simulator.org.organizationId);
    const subscriber = new Subscriber(client, metadata, events);
    await subscriber.ready();
    const startedAt = performance.now();
    for (let done = 0; done < events; done += batch) {
      const operations = Array.from({ length: Math.min(batch, events - done) }, (_, index): SaveOperation => {
        const values = {
          Name: `Account ${done + index}`,
          Phone: '0123',
          Industry: 'Banking',
          BillingCity: 'Bern',
        };
        return { kind: 'create', object: 'Account', values };
      });
      const results = simulator.org.save(platformCaller(), operations, { allOrNone: true });
      if (!results.every(({ success }) => success)) throw new Error('a save was refused');
      // Let the server deliver what was committed.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await subscriber.finished;
    const seconds = (performance.now() - startedAt) / 1000;
    client.close();
    return { events, seconds, eventsPerSecond: Math.round(events / seconds) };
  } finally {
    await simulator.close();
  }
}

async function signIn(baseUrl: string, organizationId: string): Promise<Metadata> {
  const answer = await fetch(`${baseUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: APP.consumerKey,
      client_secret: APP.consumerSecret,
      ...ADMIN,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const metadata = new Metadata();
  metadata.set('accesstoken', token);
  metadata.set('instanceurl', baseUrl);
  metadata.set('tenantid', organizationId);
  return metadata;
}

interface Response {
  readonly events: readonly object[];
  readonly pending_num_requested: number;
}

/** Asks for more whenever fewer than half a hundred events are owed, as a good client does. */
class Subscriber {
  readonly finished: Promise<void>;
  readonly #client: Client;
  readonly #metadata: Metadata;
  #seen = 0;

  constructor(client: Client, metadata: Metadata, expected: number) {
    this.#client = client;
    this.#metadata = metadata;
    const methods = client as unknown as {
      Subscribe(metadata: Metadata): ClientDuplexStream<object, Response>;
    };
    const stream = methods.Subscribe(metadata);
    stream.write({ topic_name: TOPIC, num_requested: 100 });
    this.finished = new Promise((resolve, reject) => {
      stream.on('error', reject);
      stream.on('data', ({ events, pending_num_requested: owed }: Response) => {
        this.#seen += events.length;
        if (owed <= 50) stream.write({ num_requested: 100 - owed });
        if (this.#seen < expected) return;
        stream.removeListener('error', reject);
        stream.on('error', () => undefined);
        stream.cancel();
        resolve();
      });
    });
  }

  /** A second call on the connection is answered after the first one was heard. */
  async ready(): Promise<void> {
    const methods = this.#client as unknown as {
      GetTopic(request: object, metadata: Metadata, done: (error: Error | null) => void): void;
    };
    await new Promise<void>((resolve, reject) => {
      methods.GetTopic({ topic_name: TOPIC }, this.#metadata, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  }
}
