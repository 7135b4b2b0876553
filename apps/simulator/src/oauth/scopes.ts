import type { App } from './apps.ts';
import { OAuthError } from './oauth-error.ts';

/** Words for the approval page. */
const SCOPE_TEXTS: Readonly<Record<string, string>> = {
  api: 'Manage your data through APIs',
  refresh_token: 'Perform requests at any time, even when you are away',
  offline_access: 'Perform requests at any time, even when you are away',
  id: 'Access your identity',
  openid: 'Access unique user identifiers',
  profile: 'Access your basic information',
  email: 'Access your e-mail address',
  web: 'Access your org through a browser',
  full: 'Full access to your data',
};

/**
 * What a request asks for, or all the app has when it asks for nothing. `refresh_token` and `offline_access`
 * are the same scope.
 * @throws OAuthError `invalid_scope`
 */
export function grantedScope(app: App, requested: string | null): string {
  if (requested === null || requested.trim() === '') return app.scopes.join(' ');
  const wanted = requested.split(/[\s,]+/).filter((scope) => scope !== '');
  const allowed = new Set(app.scopes.map(canonical));
  for (const scope of wanted) {
    if (!allowed.has(canonical(scope)) && !(allowed.has('full') && canonical(scope) !== 'refresh_token')) {
      throw new OAuthError('invalid_scope', 'the requested scope is not allowed');
    }
  }
  return wanted.join(' ');
}

export function allowsRefresh(scope: string): boolean {
  return scope.split(' ').some((one) => canonical(one) === 'refresh_token');
}

export function scopeText(scope: string): string {
  return SCOPE_TEXTS[scope] ?? scope;
}

function canonical(scope: string): string {
  return scope === 'offline_access' ? 'refresh_token' : scope;
}
