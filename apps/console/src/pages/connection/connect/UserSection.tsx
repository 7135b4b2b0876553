import type { ConnectionMethod } from '@sync-user/contract';
import { SETUP_KIND_CHOICES, SETUP_KINDS, SYNC_USER_ADVICE } from '@sync-user/contract/setup-kinds';
import { Badge } from '../../../ui/Badge.tsx';
import { Field } from '../../../ui/Field.tsx';
import { RadioCards } from '../../../ui/RadioCards.tsx';
import { ProsAndCons } from '../ProsAndCons.tsx';
import { ConnectSection } from './ConnectSection.tsx';
import type { ConnectForm } from './use-connect-form.ts';

type Way = 'browser' | 'no_browser';

const WAYS: readonly { readonly id: Way; readonly label: string; readonly note: string }[] = [
  {
    id: 'browser',
    label: 'On Salesforce’s login page',
    note: 'You log in there as that user. We never see the password.',
  },
  {
    id: 'no_browser',
    label: 'User without browser login',
    note: 'API-only users, such as those with the Salesforce Integration licence.',
  },
];

const KEYS: readonly {
  readonly id: Exclude<ConnectionMethod, 'web_server'>;
  readonly label: string;
  readonly note: string;
}[] = [
  {
    id: 'client_credentials',
    label: 'Client credentials',
    note: 'The app’s key and secret; the app names the user it runs as.',
  },
  {
    id: 'jwt',
    label: 'Certificate (JWT)',
    note: 'We sign with a key that never leaves this server; you upload its certificate.',
  },
];

/** Whose sight and whose name: the three set-ups, and how such a user logs in. */
export function UserSection({ form }: { readonly form: ConnectForm }) {
  const { fields, set } = form;
  const { setup, method, username } = fields;
  return (
    <ConnectSection
      place={2}
      title="Which user reads for everybody?"
      lead="We see what this user sees, and nothing else. Changing it later keeps all data."
    >
      <RadioCards
        legend="What kind of user is it?"
        columns={1}
        cards={SETUP_KINDS.map((id) => {
          const { label, description, pros, cons, recommended } = SETUP_KIND_CHOICES[id];
          return {
            id,
            label,
            note: description,
            ...(recommended && { badge: <Badge tone="good">Advised</Badge> }),
            body: <ProsAndCons pros={pros} cons={cons} className="mt-2" />,
          };
        })}
        value={setup}
        onChange={(id) => set({ setup: id })}
      />
      <RadioCards
        legend="How does this user log in?"
        columns={2}
        cards={WAYS}
        value={method === 'web_server' ? 'browser' : 'no_browser'}
        onChange={(way) => set({ method: way === 'browser' ? 'web_server' : 'client_credentials' })}
      />
      {method !== 'web_server' && (
        <RadioCards
          legend="With what?"
          columns={2}
          cards={KEYS}
          value={method}
          onChange={(id) => set({ method: id })}
        />
      )}
      {method === 'jwt' && (
        <Field
          label="Username of the sync user"
          hint="As in Setup > Users. It looks like an email address and often is none."
          placeholder="sync@acme.com"
          required
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          value={username}
          onChange={(event) => set({ username: event.target.value })}
        />
      )}
      <ul
        aria-label="Advice"
        className="flex list-disc flex-col gap-0.5 pl-4 text-sm text-text-3 marker:text-text-3"
      >
        {SYNC_USER_ADVICE.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </ConnectSection>
  );
}
