import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function planRoutes({
  plan,
}: Pick<Services, 'plan'>): Pick<Handlers, 'changeObject' | 'readPlan' | 'forecast'> {
  return {
    changeObject: ({ workspaceId, params, body, caller }) =>
      plan.changeObject(workspaceId, params.object, body, caller),
    readPlan: ({ workspaceId }) => plan.read(workspaceId),
    forecast: ({ workspaceId, body }) => plan.forecast(workspaceId, body),
  };
}
