import type { NewAuthorization } from '@sync-user/contract';
import { useMutation } from '@tanstack/react-query';
import { api } from './api.ts';

const key = (workspace: string, purpose: NewAuthorization['purpose']) =>
  `sync-user.login.${workspace}.${purpose}`;

/**
 * Goes to Salesforce's own login page; Salesforce sends the browser back to the page that reads `?authorization=`.
 * The mutation stays pending while the browser leaves, so the button keeps saying that it works.
 */
export function useBeginLogin(workspace: string) {
  return useMutation({
    meta: { quiet: true },
    mutationFn: async (wanted: NewAuthorization) => {
      const authorization = await api.beginAuthorization({ workspace, ...wanted });
      if (authorization.startUrl === null) throw new Error('The login has no address to begin at.');
      noteLogin(workspace, wanted.purpose, authorization.id);
      window.location.assign(authorization.startUrl);
      await new Promise<never>(() => {}); // the page ends here
    },
  });
}

/**
 * Salesforce shows some refusals on a page of its own and sends nobody back. Who then returns by hand is asked what that
 * page said; this remembers, for this window, that a login was begun.
 */
export function noteLogin(workspace: string, purpose: NewAuthorization['purpose'], id: string | null): void {
  try {
    if (id === null) sessionStorage.removeItem(key(workspace, purpose));
    else sessionStorage.setItem(key(workspace, purpose), id);
  } catch {
    // Without storage nobody is asked; the login itself works all the same.
  }
}

/** The login this window began and has not heard of since. */
export function readNotedLogin(workspace: string, purpose: NewAuthorization['purpose']): string | undefined {
  try {
    return sessionStorage.getItem(key(workspace, purpose)) ?? undefined;
  } catch {
    return undefined;
  }
}
