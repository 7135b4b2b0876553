import { Field } from '../../../ui/Field.tsx';
import { RadioCards } from '../../../ui/RadioCards.tsx';
import { LOGIN_KINDS } from '../login-kind.ts';
import { ConnectSection } from './ConnectSection.tsx';
import type { ConnectForm } from './use-connect-form.ts';

const TYPED = { spellCheck: false, autoCapitalize: 'none', autoComplete: 'off' } as const;

export function OrgSection({ form }: { readonly form: ConnectForm }) {
  const { fields, set, loginUrl, needsDomain, addressProblem } = form;
  const { kind, method, domain, sandbox } = fields;
  return (
    <ConnectSection place={1} title="Which org?">
      <RadioCards
        legend="What kind of org is it?"
        cards={LOGIN_KINDS}
        value={kind}
        onChange={(id) => set({ kind: id })}
      />
      {needsDomain ? (
        <div className="grid gap-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <Field
            {...TYPED}
            label={kind === 'address' ? 'My Domain address' : 'My Domain name'}
            hint={
              loginUrl === '' ? (
                method === 'client_credentials' && kind !== 'address' ? (
                  'Without a browser, users log in at the org’s own address. Setup > My Domain shows it.'
                ) : (
                  'Setup > My Domain shows it; the address bar of any page of the org will do.'
                )
              ) : (
                <>
                  Logs in at <span className="break-all text-text-2">{loginUrl}</span>
                </>
              )
            }
            placeholder={kind === 'address' ? 'https://acme.my.salesforce.com' : 'acme'}
            required
            className={kind === 'sandbox' ? '' : 'sm:col-span-2'}
            value={domain}
            onChange={(event) => set({ domain: event.target.value })}
          />
          {kind === 'sandbox' && (
            <Field
              {...TYPED}
              label="Sandbox name"
              placeholder="uat"
              value={sandbox}
              onChange={(event) => set({ sandbox: event.target.value })}
            />
          )}
        </div>
      ) : (
        <p className="text-sm text-text-3">
          Logs in at <span className="text-text-2">{loginUrl}</span>
        </p>
      )}
      {addressProblem !== null && (
        <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
          {addressProblem}
        </p>
      )}
    </ConnectSection>
  );
}
