/**
 * The token of an invitation, from the link to the form. The link carries it in its fragment, which browsers send to
 * nobody; from here on it is in this page's memory only, so neither the address bar nor the history keeps it.
 */
let token: string | undefined;
const listeners = new Set<() => void>();

function set(next: string | undefined): void {
  token = next;
  for (const listener of listeners) listener();
}

/** Takes the token out of a fragment such as `token=abc`. False when there is none in it. */
export function noteInvitationToken(fragment: string): boolean {
  const found = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  if (found === null || found === '') return false;
  set(found);
  return true;
}

export function invitationToken(): string | undefined {
  return token;
}

/** After it was used. */
export function forgetInvitationToken(): void {
  set(undefined);
}

/** For `useSyncExternalStore`: another link may be opened in a page that is open already. */
export function onInvitationToken(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
