/**
 * The token of an invitation, from the link to the form. The link carries it in its fragment, which browsers send to
 * nobody; from here on it is in this page's memory only, so neither the address bar nor the history keeps it.
 */
let token: string | undefined;

/** Takes the token out of a fragment such as `token=abc`. False when there is none in it. */
export function noteInvitationToken(fragment: string): boolean {
  const found = new URLSearchParams(fragment.replace(/^#/, '')).get('token');
  if (found === null || found === '') return false;
  token = found;
  return true;
}

export function invitationToken(): string | undefined {
  return token;
}

/** After it was used. */
export function forgetInvitationToken(): void {
  token = undefined;
}
