import type { Me } from '@sync-user/contract';
import { useState } from 'react';
import { useBeginLogin } from '../../lib/begin-login.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Field } from '../../ui/Field.tsx';
import { CloudIcon } from '../../ui/icons.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { type LoginKind, LOGIN_KINDS, toLoginUrl } from '../connection/login-kind.ts';

interface ConnectMineProps {
  readonly workspace: string;
  readonly me: Me;
}

/** Before a member has an account connected: what it is for, and the way to Salesforce's own login. */
export function ConnectMine({ workspace, me }: ConnectMineProps) {
  const [kind, setKind] = useState<LoginKind>('production');
  const [domain, setDomain] = useState('');
  const login = useBeginLogin(workspace);
  const loginUrl = me.environment ?? toLoginUrl(kind, 'web_server', domain, '');
  return (
    <Card title="Your Salesforce account">
      <div className="flex flex-col gap-5">
        <div className="max-w-prose">
          <p>No Salesforce account of yours is connected.</p>
          <p className="mt-1 text-text-2">
            Connect it, and what you do in Salesforce from here is done as you, with your permissions and your
            name in its history. You log in on Salesforce’s own page; your password never comes here. It takes
            no administrator, and you can disconnect at any time.
          </p>
        </div>
        {!me.canConnect ? (
          <Banner tone="warn" title="You cannot connect yet">
            This workspace has no Salesforce app to log in with. An admin of the workspace sets one up on the
            Connection page; then this button works.
          </Banner>
        ) : (
          <form
            className="flex flex-col gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              if (loginUrl !== '' && !login.isPending) login.mutate({ purpose: 'personal', loginUrl });
            }}
          >
            {me.environment === null && (
              <>
                <RadioCards
                  legend="Which org do you use?"
                  cards={LOGIN_KINDS}
                  value={kind}
                  onChange={setKind}
                />
                {kind === 'address' && (
                  <Field
                    label="My Domain address"
                    placeholder="https://acme.my.salesforce.com"
                    required
                    spellCheck={false}
                    autoCapitalize="none"
                    autoComplete="off"
                    value={domain}
                    onChange={(event) => setDomain(event.target.value)}
                  />
                )}
              </>
            )}
            {login.error !== null && <ProblemNote error={login.error} />}
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <Button type="submit" kind="primary" busy={login.isPending} disabled={loginUrl === ''}>
                <CloudIcon /> Connect Salesforce
              </Button>
              {loginUrl !== '' && (
                <p className="min-w-0 text-sm wrap-anywhere text-text-3">Leads to {loginUrl} and back.</p>
              )}
            </div>
          </form>
        )}
      </div>
    </Card>
  );
}
