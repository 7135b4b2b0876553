import type { ConnectionMethod, SalesforceApp } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { Address } from '../../ui/Address.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';

interface SetupGuideProps {
  readonly method: ConnectionMethod;
  readonly app: SalesforceApp;
}

/** What to make in Salesforce before the form can be filled in; each step says what is chosen and why. */
export function SetupGuide({ method, app }: SetupGuideProps) {
  const steps = STEPS[method](app);
  return (
    <section
      aria-labelledby="setup-guide"
      className="rounded-lg border border-line bg-sunken/60 p-5 lg:sticky lg:top-5 lg:max-h-[calc(100vh-40px)] lg:overflow-y-auto"
    >
      <h2 id="setup-guide" className="font-semibold">
        What to create in Salesforce
      </h2>
      <p className="mt-1 text-sm text-text-2">
        {app.source === 'installation'
          ? 'Nothing, when you use the app of this installation. For one of your own: once per org, as an administrator there.'
          : `${steps.length} steps, once per org. You need to be an administrator there.`}
      </p>
      <ol className="mt-4 flex flex-col gap-4">
        {steps.map(({ title, text, copy, more }, index) => (
          <li key={title} className="flex gap-3 text-sm">
            <span
              aria-hidden="true"
              className="flex size-5 shrink-0 items-center justify-center rounded-full border border-line-strong bg-surface text-xs"
            >
              {index + 1}
            </span>
            <div className="min-w-0 flex-1 text-text-2 [&_b]:font-medium [&_b]:text-text">
              <h3 className="font-medium text-text">{title}</h3>
              <p className="mt-0.5">{text}</p>
              {copy?.map((line) => (
                <CopyLine key={line} text={line} />
              ))}
              {more !== undefined && <p className="mt-1 text-text-3">{more}</p>}
            </div>
          </li>
        ))}
      </ol>
      {app.outgoingAddresses.length > 0 && (
        <div className="mt-5 border-t border-line pt-4 text-sm">
          <h3 className="font-medium">Addresses to allow</h3>
          <p className="mt-0.5 text-text-2">
            Our calls come from these. If the org or the user’s profile restricts addresses, add them to{' '}
            <b className="font-medium text-text">Setup &gt; Network Access</b>.
          </p>
          {app.outgoingAddresses.map((address) => (
            <CopyLine key={address} text={address} />
          ))}
        </div>
      )}
    </section>
  );
}

function CopyLine({ text }: { readonly text: string }) {
  return (
    <span className="mt-1.5 flex items-center justify-between gap-2 rounded-md border border-line bg-surface pl-2.5">
      <code className="min-w-0 py-1.5 font-mono text-xs text-text">
        <Address text={text} />
      </code>
      <CopyButton text={text} label={`Copy ${text}`} className="shrink-0" />
    </span>
  );
}

interface GuideStep {
  readonly title: string;
  readonly text: ReactNode;
  readonly copy?: readonly string[];
  readonly more?: ReactNode;
}

/** Source of names and places: Salesforce Help, "Create an External Client App" and the pages of each flow. */
const STEPS: Record<ConnectionMethod, (app: SalesforceApp) => readonly GuideStep[]> = {
  web_server: ({ callbackUrl, scopes }) => [
    NEW_APP,
    {
      title: 'Enable OAuth with our callback URL',
      text: (
        <>
          Tick <b>Enable OAuth</b>. The callback URL must be exactly this one.
        </>
      ),
      copy: [callbackUrl],
    },
    {
      title: 'Choose the scopes',
      text: <>{scopeWords(scopes)}.</>,
      more: 'A missing scope is refused on Salesforce’s own page.',
    },
    {
      title: 'Keep PKCE and rotation on',
      text: (
        <>
          Leave <b>Require Proof Key for Code Exchange</b> and <b>Enable Refresh Token Rotation</b> as they
          are. We do both.
        </>
      ),
    },
    {
      title: 'Set the policies',
      text: (
        <>
          In <b>Policies &gt; OAuth Policies</b>: Permitted Users <b>All users can self-authorize</b>; Refresh
          Token Policy <b>Valid until revoked</b>; IP Relaxation <b>Relax IP restrictions</b>, unless you
          allow our addresses.
        </>
      ),
    },
    COPY_KEYS,
  ],
  client_credentials: ({ scopes }) => [
    NEW_APP,
    {
      title: 'Enable OAuth',
      text: (
        <>
          With the scope {scopeWords(scopes.filter((scope) => scope === 'api'))}. The callback URL is not
          used; enter for example https://localhost.
        </>
      ),
    },
    {
      title: 'Allow the flow',
      text: (
        <>
          Under <b>Flow Enablement</b>, tick <b>Enable Client Credentials Flow</b>.
        </>
      ),
    },
    {
      title: 'Say who it runs as',
      text: (
        <>
          In <b>Policies &gt; OAuth Flows and External Client App Enhancements</b>, enable the client
          credentials flow and set <b>Run As</b> to the sync user.
        </>
      ),
      more: 'A user with “API Enabled”; the Salesforce Integration licence is enough.',
    },
    COPY_KEYS,
  ],
  jwt: ({ scopes }) => [
    NEW_APP,
    {
      title: 'Enable OAuth',
      text: (
        <>
          With the scopes {scopeWords(scopes)}. The callback URL is not used; enter for example
          https://localhost.
        </>
      ),
    },
    {
      title: 'Enter the consumer key here',
      text: (
        <>
          Copy it from <b>Settings &gt; OAuth Settings</b>, press <b>Use this app</b>, then{' '}
          <b>Create certificate</b> and download it.
        </>
      ),
    },
    {
      title: 'Upload the certificate',
      text: (
        <>
          Under <b>Flow Enablement</b>, tick <b>Enable JWT Bearer Flow</b> and upload the file. Compare the
          fingerprint if you like.
        </>
      ),
    },
    {
      title: 'Let the user in',
      text: (
        <>
          In <b>Policies &gt; OAuth Policies</b>: Permitted Users{' '}
          <b>Admin approved users are pre-authorized</b>, and add the user’s profile or a permission set of
          the user to the app.
        </>
      ),
    },
  ],
};

const NEW_APP: GuideStep = {
  title: 'Make the app',
  text: (
    <>
      Open <b>Setup &gt; External Client App Manager</b> and press <b>New External Client App</b>. Any name;
      Distribution State <b>Local</b>.
    </>
  ),
};

const COPY_KEYS: GuideStep = {
  title: 'Copy the keys',
  text: (
    <>
      <b>Consumer Key and Secret</b> are under <b>Settings &gt; OAuth Settings</b>. A new app may take up to
      ten minutes to work.
    </>
  ),
};

const SCOPE_WORDS: Readonly<Record<string, string>> = {
  api: 'Manage user data via APIs (api)',
  refresh_token: 'Perform requests at any time (refresh_token, offline_access)',
  offline_access: 'Perform requests at any time (refresh_token, offline_access)',
  id: 'Access the identity URL service (id)',
  openid: 'Access unique user identifiers (openid)',
};

function scopeWords(scopes: readonly string[]): ReactNode {
  const words = [...new Set(scopes.map((scope) => SCOPE_WORDS[scope] ?? scope))];
  return words.map((word, place) => (
    <span key={word}>
      {place > 0 && ', '}
      <b>{word}</b>
    </span>
  ));
}
