import { isSyncError } from '@sync-user/contract';
import { readConfig } from './config.ts';
import { startServer } from './start-server.ts';

try {
  const server = await startServer(readConfig(process.env));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  console.error(isSyncError(error) ? `${error.message}\n${error.spec.fix}` : error);
  process.exit(1);
}
