import type { Caller, KeyServices, SessionServices } from '@sync-user/api';
import type { Store } from '@sync-user/store';

const SESSION_SECONDS = 14 * 24 * 60 * 60;

/** Sign-in of people. Every account may act on every workspace of the installation: it is an operator's console. */
export function createSessionServices(store: Store): SessionServices {
  return {
    async signIn(email, password) {
      const user = await store.people.checkPassword(email, password);
      await store.audit.record({
        workspaceId: null,
        actor: `user:${email}`,
        action: user === undefined ? 'sign_in_refused' : 'sign_in',
        target: null,
        details: {},
      });
      if (user === undefined) return { kind: 'refused' };
      const { token } = await store.people.createSession(user.userId, { maxAgeSeconds: SESSION_SECONDS });
      return { kind: 'signed_in', token, maxAgeSeconds: SESSION_SECONDS, caller: toPerson(user) };
    },
    async read(token) {
      const user = await store.people.readSession(token);
      return user && toPerson(user);
    },
    signOut: (token) => store.people.removeSession(token),
  };
}

/** API keys: of one workspace, or of the whole installation. */
export function createKeyServices(store: Store): KeyServices {
  return {
    async read(key) {
      const found = await store.people.readApiKey(key);
      if (found === undefined) return undefined;
      return {
        kind: 'api_key',
        id: found.id,
        name: found.name,
        email: null,
        workspaces: found.workspace === null ? 'all' : [found.workspace],
      };
    },
  };
}

function toPerson(user: { readonly userId: string; readonly email: string; readonly name: string }): Caller {
  return { kind: 'person', id: user.userId, name: user.name, email: user.email, workspaces: 'all' };
}
