import { createPool, createSealer, createStore, type Store } from '@sync-user/store';
import { pino } from 'pino';
import { Agent } from 'undici';
import { type Broker, createBroker } from '../../apps/server/src/connection/broker.ts';
import type { ConnectionContext } from '../../apps/server/src/connection/connection-context.ts';
import { systemClock } from '../../apps/server/src/system-clock.ts';
import { WORKER_HEADER } from './counting-proxy.ts';

/** Tells the proxy whose request it is. */
class TaggedAgent extends Agent {
  readonly #worker: string;
  constructor(worker: string) {
    super({ allowH2: false, connections: 16, pipelining: 1 });
    this.#worker = worker;
  }
  override dispatch(options: Agent.DispatchOptions, handler: Parameters<Agent['dispatch']>[1]): boolean {
    const headers = { ...(options.headers as Record<string, string>), [WORKER_HEADER]: this.#worker };
    return super.dispatch({ ...options, headers }, handler);
  }
}

/** The server's own broker, without the server around it. */
export function openBroker(options: {
  readonly databaseUrl: string;
  readonly encryptionKey: string;
  readonly worker: string;
}): {
  readonly broker: Broker;
  readonly context: ConnectionContext;
  readonly store: Store;
  close(): Promise<void>;
} {
  const pool = createPool(options.databaseUrl, { max: 20 });
  const sealer = createSealer({
    keys: [{ version: 1, key: Buffer.from(options.encryptionKey, 'base64') }],
    current: 1,
  });
  const store = createStore({ pool, sealer });
  const agent = new TaggedAgent(options.worker);
  const context: ConnectionContext = {
    store,
    agent,
    clock: systemClock,
    extraHosts: ['127.0.0.1'],
    notices: { open: async () => {}, close: async () => {} },
    log: pino({ level: 'silent' }),
  };
  return {
    broker: createBroker(context),
    context,
    store,
    close: async () => {
      await agent.destroy();
      await pool.end();
    },
  };
}
