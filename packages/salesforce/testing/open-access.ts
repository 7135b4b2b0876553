import type { AccessToken, CallContext, MadeCall, OrgAccess } from '@sync-user/engine';
import { createOrgAccess } from '../src/access/org-access.ts';
import { createSalesforceAgent } from '../src/http/create-salesforce-agent.ts';
import { contextOf, impatientClock } from './open-source-org.ts';

export interface App {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface OpenAccess extends AsyncDisposable {
  readonly access: OrgAccess;
  readonly calls: readonly MadeCall[];
  /** Granted scopes, as Salesforce told them. */
  readonly scopes: readonly string[];
}

export const CHECK: CallContext = contextOf({ cause: 'check' });

/** The simulated org at `baseUrl` as `username`, by the client credentials flow of `app`, which then runs as that user. */
export async function openAccess(baseUrl: string, app: App, username: string): Promise<OpenAccess> {
  await post(`${baseUrl}/__simulator/apps/${encodeURIComponent(app.clientId)}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ runAsUsername: username }),
  });
  const logIn = (): Promise<Granted> =>
    post(`${baseUrl}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: app.clientId,
        client_secret: app.clientSecret,
      }),
    });
  const granted = await logIn();
  let token = toToken(granted);
  const calls: MadeCall[] = [];
  const dispatcher = createSalesforceAgent();
  const access = createOrgAccess({
    tokens: {
      current: async () => token,
      renew: async () => (token = toToken(await logIn())),
    },
    username,
    userId: granted.id.split('/').at(-1) ?? '',
    dispatcher,
    clock: impatientClock(),
    onCall: (call) => void calls.push(call),
    extraHosts: ['127.0.0.1', 'localhost'],
  });
  return {
    access,
    calls,
    scopes: granted.scope.split(' '),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

interface Granted {
  readonly access_token: string;
  readonly instance_url: string;
  readonly id: string;
  readonly scope: string;
}

function toToken({ access_token: token, instance_url: instanceUrl }: Granted): AccessToken {
  return { token, instanceUrl };
}

async function post(url: string, request: RequestInit): Promise<Granted> {
  const answer = await fetch(url, request);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${text}`);
  return JSON.parse(text) as Granted;
}
