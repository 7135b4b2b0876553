import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function secretRoutes({ secrets }: Services): Pick<Handlers, 'resealSecrets'> {
  return { resealSecrets: ({ caller }) => secrets.reseal(caller) };
}
