import { ERRORS } from '@sync-user/contract/errors';
import { explainSalesforcePage, SALESFORCE_PAGES } from '@sync-user/contract/salesforce-pages';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { noteLogin, readNotedLogin } from '../../../lib/begin-login.ts';
import { authorizationQuery } from '../../../lib/connection-queries.ts';
import { Banner } from '../../../ui/Banner.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Select } from '../../../ui/Select.tsx';

/**
 * Some refusals stand on a page of Salesforce’s own and nobody is sent back. Who returns by hand after beginning a login
 * in this window can look up what that page said.
 */
export function UnfinishedLogin({ workspace }: { readonly workspace: string }) {
  const [id, setId] = useState(() => readNotedLogin(workspace, 'sync_user'));
  const [pasted, setPasted] = useState('');
  const { data: authorization } = useQuery({
    ...authorizationQuery(workspace, id ?? ''),
    enabled: id !== undefined,
  });
  if (id === undefined || (authorization?.state !== 'waiting' && authorization?.state !== 'expired'))
    return null;
  const page = pasted.trim() === '' ? undefined : explainSalesforcePage(pasted);
  return (
    <Banner
      tone="accent"
      label="Unfinished login"
      role="status"
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
        You began a login that did not come back. Some refusals stand on a page of Salesforce’s own, and we do
        not hear of them.
      </p>
      <div className="mt-3 grid max-w-2xl gap-3 text-text sm:grid-cols-2">
        <Field
          label="Paste the page’s address, or what it says"
          placeholder="https://…?error=…"
          spellCheck={false}
          autoComplete="off"
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
        />
        <label className="flex flex-col gap-1.5 text-sm font-medium">
          Or choose what it says
          <Select value={page?.shows ?? ''} onChange={(event) => setPasted(event.target.value)}>
            <option value="">…</option>
            {SALESFORCE_PAGES.map(({ shows }) => (
              <option key={shows} value={shows}>
                {shows}
              </option>
            ))}
          </Select>
        </label>
      </div>
      {pasted.trim() !== '' && (
        <div className="mt-3 max-w-2xl text-text" role="status" aria-label="What it means">
          {page === undefined ? (
            <p className="text-text-2">
              We do not know this page. Its address often holds “error=…”; paste that too.
            </p>
          ) : (
            <>
              <p className="font-medium">{page.meaning}</p>
              <ul className="mt-1 flex list-disc flex-col gap-1 pl-4 text-text-2">
                {page.causes.map((cause) => (
                  <li key={cause}>{cause}</li>
                ))}
              </ul>
              <p className="mt-2">{ERRORS[page.code].fix}</p>
            </>
          )}
        </div>
      )}
    </Banner>
  );
}
