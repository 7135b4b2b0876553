import type { ConnectionMethod, SalesforceApp } from '@sync-user/contract';

export type LoginKind = 'production' | 'sandbox' | 'address';

export const LOGIN_KINDS: readonly {
  readonly id: LoginKind;
  readonly label: string;
  readonly note: string;
}[] = [
  { id: 'production', label: 'Production', note: 'or Developer Edition' },
  { id: 'sandbox', label: 'Sandbox', note: 'a copy for testing' },
  { id: 'address', label: 'My Domain', note: 'the org’s own address' },
];

/** Where anybody's org of a kind is logged in to. Source: Salesforce Help, "OAuth Endpoints". */
const GENERAL_HOSTS = {
  production: 'https://login.salesforce.com',
  sandbox: 'https://test.salesforce.com',
} as const;

/**
 * Salesforce serves client credentials only at an org's own My Domain, never at login.salesforce.com or
 * test.salesforce.com (Salesforce Help, "OAuth 2.0 Client Credentials Flow").
 */
export function needsDomain(kind: LoginKind, method: ConnectionMethod): boolean {
  return kind === 'address' || method === 'client_credentials';
}

/** The login address of a choice. A whole address pasted into any field is taken as it is; empty when something is missing. */
export function toLoginUrl(
  kind: LoginKind,
  method: ConnectionMethod,
  domain: string,
  sandbox: string,
): string {
  if (kind !== 'address' && !needsDomain(kind, method)) return GENERAL_HOSTS[kind];
  const typed = domain.trim();
  if (typed === '') return '';
  const isName = /^[a-z0-9-]+$/i.test(typed) && typed.toLowerCase() !== 'localhost';
  if (isName && kind === 'sandbox') {
    const name = sandbox.trim();
    if (typed.includes('--')) return `https://${typed}.sandbox.my.salesforce.com`;
    return name === '' ? '' : `https://${typed}--${name}.sandbox.my.salesforce.com`;
  }
  if (isName) {
    return typed.includes('--')
      ? `https://${typed}.sandbox.my.salesforce.com`
      : `https://${typed}.my.salesforce.com`;
  }
  const withScheme = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  return URL.canParse(withScheme) ? toMyDomain(new URL(withScheme)) : typed;
}

/** The address bar of Lightning or Setup shows another host than the one that logs in. */
function toMyDomain(url: URL): string {
  const name = /^(.+?)\.(?:lightning\.force|my\.salesforce-setup)\.com$/i.exec(url.hostname)?.[1];
  return name === undefined ? url.origin : `https://${name}.my.salesforce.com`;
}

/** Whether the choice of kind and the address contradict each other, in a sentence. */
export function addressProblem(kind: LoginKind, method: ConnectionMethod, loginUrl: string): string | null {
  if (loginUrl === '' || !URL.canParse(loginUrl)) return null;
  const { hostname, protocol } = new URL(loginUrl);
  const isSandbox = /--.+\.sandbox\.my\.salesforce\.com$/i.test(hostname);
  if (method === 'client_credentials' && /^(login|test)\.salesforce\.com$/i.test(hostname)) {
    return 'Client credentials work at the org’s own My Domain only, not at this address.';
  }
  if (kind === 'production' && isSandbox) return 'This is the address of a sandbox. Choose Sandbox above.';
  if (kind === 'sandbox' && /^[a-z0-9-]+\.my\.salesforce\.com$/i.test(hostname)) {
    return 'This is the address of a production org. A sandbox has two hyphens in it: acme--uat.sandbox.my.salesforce.com.';
  }
  if (protocol === 'https:' && !/\.salesforce\.(com|mil)$/i.test(hostname)) {
    return 'A My Domain address ends in my.salesforce.com. Setup > My Domain shows it.';
  }
  return null;
}

/** The kind that an address in use belongs to, for a form that begins with it. */
export function kindOf(loginUrl: string): LoginKind {
  if (loginUrl === GENERAL_HOSTS.production) return 'production';
  return loginUrl === GENERAL_HOSTS.sandbox ? 'sandbox' : 'address';
}

/** The installation's app lets in whom its org allows, without anybody's password: so it does for its operators alone. */
export function isAppWithheld(
  source: SalesforceApp['source'],
  method: ConnectionMethod,
  isOperator: boolean,
): boolean {
  return source === 'installation' && method !== 'web_server' && !isOperator;
}
