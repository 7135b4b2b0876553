import type { Caller, KeyServices, SessionServices } from '@sync-user/api';
import type { ConsoleUser, Store } from '@sync-user/store';

export const SESSION_SECONDS = 14 * 24 * 60 * 60;

/**
 * Sign-in of people. Operators may act everywhere; others in the workspaces they are members of. Standing is read anew
 * with every request, so that who was suspended or removed is out at once.
 */
export function createSessionServices(store: Store): SessionServices {
  return {
    async signIn(email, password) {
      const user = await store.people.checkPassword(email, password);
      await store.audit.record({
        workspaceId: null,
        actor: `user:${user?.email ?? email.slice(0, 200)}`,
        action: user === undefined ? 'session.refused' : 'session.begun',
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
    async signOut(token) {
      const user = await store.people.readSession(token);
      await store.people.removeSession(token);
      if (user === undefined) return;
      await store.audit.record({
        workspaceId: null,
        actor: `user:${user.email}`,
        action: 'session.ended',
        target: null,
        details: {},
      });
    },
  };
}

/** API keys: of one workspace, or of the whole installation. */
export function createKeyServices(store: Store): KeyServices {
  return {
    async read(key) {
      const found = await store.people.readApiKey(key);
      if (found === undefined) return undefined;
      const workspaces = found.workspace === null ? 'all' : [found.workspace];
      return {
        kind: 'api_key',
        id: found.id,
        name: found.name,
        email: null,
        workspaces,
        adminOf: workspaces,
      };
    },
  };
}

export function toPerson(user: ConsoleUser): Caller {
  return {
    kind: 'person',
    id: user.userId,
    name: user.name,
    email: user.email,
    workspaces: user.isOperator ? 'all' : user.memberships.map(({ slug }) => slug),
    adminOf: user.isOperator
      ? 'all'
      : user.memberships.filter(({ role }) => role === 'admin').map(({ slug }) => slug),
  };
}
