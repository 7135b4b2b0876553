import { SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

/** Answers 503 while the database is away, which is what load balancers look at. */
export function healthRoutes({ health }: Services): Pick<Handlers, 'readHealth'> {
  return {
    readHealth: async () => {
      const found = await health.read();
      if (found.status === 'ok') return found;
      throw new SyncError(
        'DATABASE_UNAVAILABLE',
        `Version ${found.version} (${found.roles.join(', ')}) waits for its database.`,
      );
    },
  };
}
