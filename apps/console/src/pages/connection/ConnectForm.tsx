import type { Connection } from '@sync-user/contract';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/Field.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { type LoginKind, LOGIN_KINDS, toLoginUrl } from './login-kind.ts';
import { useConnect } from './use-connection-actions.ts';

interface ConnectFormProps {
  readonly workspace: string;
  readonly connection: Connection | null;
  readonly onDone: () => void;
}

export function ConnectForm({ workspace, connection, onDone }: ConnectFormProps) {
  const [kind, setKind] = useState<LoginKind>(connection === null ? 'production' : 'address');
  const [domain, setDomain] = useState(connection?.loginUrl ?? '');
  const [sandbox, setSandbox] = useState('');
  const [clientId, setClientId] = useState('');
  const [clientSecret, setClientSecret] = useState('');
  const connect = useConnect(workspace);
  const loginUrl = toLoginUrl(kind, domain, sandbox);
  const isComplete = loginUrl !== '' && clientId.trim() !== '' && clientSecret.trim() !== '';

  return (
    <form
      className="flex flex-col gap-5 rounded-lg border border-line bg-surface p-5 shadow-card"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isComplete || connect.isPending) return;
        connect.mutate(
          { loginUrl, clientId: clientId.trim(), clientSecret: clientSecret.trim() },
          { onSuccess: onDone },
        );
      }}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1.5 text-sm font-medium">What kind of org is it?</legend>
        <div className="grid gap-2 sm:grid-cols-3">
          {LOGIN_KINDS.map(({ id, label, note }) => (
            <label
              key={id}
              className={cx(
                'flex cursor-pointer items-start gap-2.5 rounded-md border p-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text',
                kind === id ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
              )}
            >
              <input
                type="radio"
                name="login"
                className="mt-1 accent-(--accent) outline-none"
                checked={kind === id}
                onChange={() => setKind(id)}
              />
              <span className="min-w-0">
                <span className="block font-medium">{label}</span>
                <span className="block text-sm text-text-2">{note}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Field
          label={kind === 'address' ? 'My Domain address' : 'My Domain name'}
          hint={loginUrl === '' ? 'Setup > My Domain shows it.' : <>Logs in at {loginUrl}</>}
          placeholder={kind === 'address' ? 'https://acme.my.salesforce.com' : 'acme'}
          required
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className={kind === 'sandbox' ? '' : 'sm:col-span-2'}
          value={domain}
          onChange={(event) => setDomain(event.target.value)}
        />
        {kind === 'sandbox' && (
          <Field
            label="Sandbox name"
            placeholder="uat"
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            value={sandbox}
            onChange={(event) => setSandbox(event.target.value)}
          />
        )}
      </div>
      <Field
        label="Consumer key"
        required
        spellCheck={false}
        autoComplete="off"
        value={clientId}
        onChange={(event) => setClientId(event.target.value)}
      />
      <Field
        label="Consumer secret"
        type="password"
        hint="Stored encrypted, and never shown again."
        required
        autoComplete="off"
        value={clientSecret}
        onChange={(event) => setClientSecret(event.target.value)}
      />
      {connect.error !== null && <ProblemNote error={connect.error} />}
      <div className="flex items-center justify-between gap-4">
        <p className="text-sm text-text-3">We log in once now, and read nothing until you choose objects.</p>
        <Button type="submit" kind="primary" busy={connect.isPending} disabled={!isComplete}>
          Connect
        </Button>
      </div>
    </form>
  );
}
