export type LoginKind = 'production' | 'sandbox' | 'address';

export const LOGIN_KINDS: readonly {
  readonly id: LoginKind;
  readonly label: string;
  readonly note: string;
}[] = [
  { id: 'production', label: 'Production', note: 'or Developer Edition' },
  { id: 'sandbox', label: 'Sandbox', note: 'a copy for testing' },
  { id: 'address', label: 'My Domain', note: 'paste the address' },
];

/**
 * The login address of a choice. Salesforce serves client credentials only at an org's own My Domain, never at
 * login.salesforce.com or test.salesforce.com (Salesforce Help, "OAuth 2.0 Client Credentials Flow"), so every
 * choice leads to one. A whole address pasted into any field is taken as it is; empty when something is missing.
 */
export function toLoginUrl(kind: LoginKind, domain: string, sandbox: string): string {
  const typed = domain.trim();
  if (typed === '') return '';
  const isName = /^[a-z0-9-]+$/i.test(typed) && typed.toLowerCase() !== 'localhost';
  if (isName && kind === 'sandbox') {
    const name = sandbox.trim();
    if (typed.includes('--')) return `https://${typed}.sandbox.my.salesforce.com`;
    return name === '' ? '' : `https://${typed}--${name}.sandbox.my.salesforce.com`;
  }
  if (isName) return `https://${typed}.my.salesforce.com`;
  const withScheme = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  return URL.canParse(withScheme) ? new URL(withScheme).origin : typed;
}
