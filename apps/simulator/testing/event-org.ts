/** An org with change events on, a client signed in to it, and what tests do with them. */
import { status } from '@grpc/grpc-js';
import { eventClient } from './event-client.ts';
import type { EventClient, OpenCall } from './event-client.ts';
import { create, openTestOrg, TEST_SEED } from './test-org.ts';
import type { TestOrg } from './test-org.ts';
import type { SimulatorOptions } from '../src/start-simulator.ts';

export const EVENT_SEED = {
  ...TEST_SEED,
  objects: [
    ...TEST_SEED.objects,
    {
      name: 'Alarm__e',
      label: 'Alarm',
      fields: [
        { name: 'Place__c', type: 'text', length: 80 },
        { name: 'Level__c', type: 'number', precision: 4, scale: 0 },
        { name: 'Loud__c', type: 'checkbox' },
      ],
    },
  ],
  changeDataCapture: ['Account', 'Contact', 'Widget__c'],
};

export interface EventOrg extends TestOrg {
  readonly client: EventClient;
  /** Subscribed to everything from now on. */
  all(): Promise<OpenCall>;
}

export async function openEventOrg(options: SimulatorOptions = {}): Promise<EventOrg> {
  const org = await openTestOrg({ seed: EVENT_SEED, grpcPort: 0, ...options });
  const client = eventClient(org);
  return {
    simulator: org.simulator,
    baseUrl: org.baseUrl,
    admin: org.admin,
    client,
    all: () => subscribed(org, client, { topic_name: '/data/ChangeEvents' }),
    [Symbol.asyncDispose]: async () => {
      client[Symbol.dispose]();
      await org[Symbol.asyncDispose]();
    },
  };
}

/** A subscription that the server knows of: what happens from now on will be seen. */
export async function subscribed(
  org: TestOrg,
  client: EventClient,
  request: Parameters<EventClient['subscribe']>[0],
): Promise<OpenCall> {
  const streams = async (): Promise<number> => (await org.admin.control('GET', '/events')).body.streams;
  const before = await streams();
  const call = client.subscribe(request);
  for (let tries = 0; (await streams()) <= before && call.refusal === undefined; tries += 1) {
    if (tries > 2000) throw new Error('the subscription never opened');
  }
  // A call on the same connection comes after the request that opened the stream.
  await client.call('GetTopic', { topic_name: '/data/ChangeEvents' }).catch((error: { code: status }) => {
    if (error.code === status.UNAVAILABLE) throw error;
  });
  return call;
}

export async function account(org: TestOrg, values: Record<string, unknown> = {}): Promise<string> {
  return create(org.admin, 'Account', { Name: 'Acme', ...values });
}
