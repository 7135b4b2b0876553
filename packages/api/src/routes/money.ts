import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function moneyRoutes({ money }: Services): Pick<Handlers, 'readMoney' | 'summarizeMoney'> {
  return {
    readMoney: ({ workspaceId }) => money.read(workspaceId),
    summarizeMoney: ({ workspaceId, query }) => money.summarize(workspaceId, query),
  };
}
