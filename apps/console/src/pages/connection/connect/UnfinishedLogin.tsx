import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { noteLogin, readNotedLogin } from '../../../lib/begin-login.ts';
import { authorizationQuery } from '../../../lib/connection-queries.ts';
import { remedyOf, SALESFORCE_PAGES } from '../../../lib/salesforce-pages.ts';
import { Button } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/Select.tsx';
import { Banner } from '../../../ui/Banner.tsx';

/**
 * Some refusals stand on a page of Salesforce’s own and nobody is sent back. Who returns by hand after beginning a login
 * in this window can look up what that page said.
 */
export function UnfinishedLogin({ workspace }: { readonly workspace: string }) {
  const [id, setId] = useState(() => readNotedLogin(workspace, 'sync_user'));
  const [shown, setShown] = useState('');
  const { data: authorization } = useQuery({
    ...authorizationQuery(workspace, id ?? ''),
    enabled: id !== undefined,
  });
  if (id === undefined || (authorization?.state !== 'waiting' && authorization?.state !== 'expired'))
    return null;
  const page = SALESFORCE_PAGES.find((each) => each.shown === shown);
  return (
    <Banner
      tone="accent"
      label="Unfinished login"
      title="Did Salesforce show an error?"
      action={
        <Button
          size="sm"
          onClick={() => {
            noteLogin(workspace, 'sync_user', null);
            setId(undefined);
          }}
        >
          Dismiss
        </Button>
      }
    >
      <p>
        You began a login that did not come back. Some refusals stand on Salesforce’s own page; what did it
        say?
      </p>
      <label className="mt-2 flex flex-col gap-1.5 sm:max-w-md">
        <span className="sr-only">What Salesforce’s page said</span>
        <Select value={shown} onChange={(event) => setShown(event.target.value)}>
          <option value="">Choose what it said …</option>
          {SALESFORCE_PAGES.map((each) => (
            <option key={each.shown} value={each.shown}>
              {each.shown}
            </option>
          ))}
        </Select>
      </label>
      {page !== undefined && (
        <div className="mt-3 text-text" role="status">
          <p>{page.means}</p>
          <ul className="mt-2 flex flex-col gap-2">
            {page.codes.map((code) => {
              const { title, fix } = remedyOf(code);
              return (
                <li key={code}>
                  <b className="font-medium">{title}.</b> <span className="text-text-2">{fix}</span>
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </Banner>
  );
}
