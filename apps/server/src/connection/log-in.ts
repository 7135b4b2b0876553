import { fetchClientCredentialsToken, type GrantedToken } from '@sync-user/salesforce';
import type { ConnectionContext } from './connection-context.ts';

/** Logs in with the client credentials flow. @throws `SF_…`, see `fetchClientCredentialsToken` */
export function logIn(
  context: ConnectionContext,
  login: {
    readonly loginUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly signal: AbortSignal;
  },
): Promise<GrantedToken> {
  return fetchClientCredentialsToken({ ...login, extraHosts: context.extraHosts, dispatcher: context.agent });
}
