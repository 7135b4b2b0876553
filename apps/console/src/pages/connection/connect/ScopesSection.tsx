import type { ConnectionMethod, SalesforceApp } from '@sync-user/contract';
import { ConnectSection } from './ConnectSection.tsx';

/** Why each scope is asked for. Source: Salesforce Help, "OAuth Tokens and Scopes". */
const WHY: Readonly<Record<string, string>> = {
  api: 'Read what you choose on the Objects page, and ask what the user may see.',
  refresh_token: 'Stay connected without asking anybody for a password again.',
  offline_access: 'Stay connected without asking anybody for a password again.',
  id: 'Know which user and org it is, to show it here.',
  openid: 'Know which user and org it is, to show it here.',
};

interface ScopesSectionProps {
  readonly app: SalesforceApp;
  readonly method: ConnectionMethod;
}

/** What we ask for and why, before anybody is asked. */
export function ScopesSection({ app, method }: ScopesSectionProps) {
  const scopes =
    method === 'web_server'
      ? app.scopes
      : app.scopes.filter((scope) => scope !== 'refresh_token' && scope !== 'offline_access');
  return (
    <ConnectSection place={4} title="What we ask for, and why">
      <ul className="flex flex-col gap-2">
        {scopes.map((scope) => (
          <li key={scope} className="flex flex-wrap gap-x-3 gap-y-0.5">
            <code className="w-28 shrink-0 font-mono text-xs leading-5 text-text">{scope}</code>
            <span className="min-w-0 flex-1 basis-56 text-text-2">
              {WHY[scope] ?? 'Asked for by this installation.'}
            </span>
          </li>
        ))}
      </ul>
      <p className="text-sm text-text-3">
        We log in once now and read nothing until you choose objects. Nothing in Salesforce is changed by
        connecting. In Salesforce, everything we do carries the name of this user.
      </p>
    </ConnectSection>
  );
}
