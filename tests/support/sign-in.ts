import assert from 'node:assert/strict';
import { type Client, createClient } from '@sync-user/sdk';

/** Signs a person in, as the console's page does, and answers with the cookie: `sync_user=…`. */
export async function signIn(
  serverUrl: string,
  person: { readonly email: string; readonly password: string },
): Promise<string> {
  const answer = await fetch(`${serverUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });
  assert.equal(answer.status, 200, `${person.email} signs in`);
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

interface Session {
  readonly serverUrl: string;
  readonly cookie: string;
}

const sessions = new WeakMap<Client, Session>();

/** Whose session a client of `clientOf` calls with. */
export function sessionOf(client: Client): Session | undefined {
  return sessions.get(client);
}

/** A client that is signed in as a person. */
export async function signInAs(serverUrl: string, email: string, password: string): Promise<Client> {
  return clientOf(serverUrl, await signIn(serverUrl, { email, password }));
}

/** What a page of somebody who is signed in can call. `onAnswer` hears every answer's text. */
export function clientOf(serverUrl: string, cookie: string, onAnswer?: (text: string) => void): Client {
  const client = createClient({
    baseUrl: serverUrl,
    clientName: 'e2e-person',
    fetch: async (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set('cookie', cookie);
      const answer = await fetch(url, { ...init, headers });
      // A stream has no end to wait for; its reader hears the events.
      if (onAnswer === undefined || answer.headers.get('content-type')?.startsWith('text/event-stream'))
        return answer;
      onAnswer(`${answer.url} ${answer.status} ${await answer.clone().text()}`);
      return answer;
    },
  });
  sessions.set(client, { serverUrl, cookie });
  return client;
}
