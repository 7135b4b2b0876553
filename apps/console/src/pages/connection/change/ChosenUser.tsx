import type { Connection, SyncUserCandidate } from '@sync-user/contract';
import { useBeginLogin } from '../../../lib/begin-login.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { ArrowRightIcon, CloseIcon } from '../../../ui/icons.tsx';
import type { ReactNode } from 'react';
import { ProblemNote } from '../../../ui/ProblemNote.tsx';
import { RANK_WORDS } from './rank-words.ts';

/** One of the list, or somebody the list does not show, of whom nothing is known but the username. */
export type ChosenCandidate = SyncUserCandidate | { readonly username: string };

interface ChosenUserProps {
  readonly workspace: string;
  readonly current: Connection;
  readonly candidate: ChosenCandidate;
  readonly onClear: () => void;
  readonly onUseConnection: (connectionId: string) => void;
  readonly onWithoutBrowser: (username: string) => void;
}

/** Who was chosen, what is missing, and the ways to get its login. */
export function ChosenUser({
  workspace,
  current,
  candidate,
  onClear,
  onUseConnection,
  onWithoutBrowser,
}: ChosenUserProps) {
  const login = useBeginLogin(workspace);
  const { username } = candidate;
  const known = 'userId' in candidate ? candidate : null;
  const connectionId = known?.connectionId ?? null;
  return (
    <div className="flex flex-col gap-4">
      <section aria-label="New sync user" className="rounded-md border border-line">
        <div className="flex items-center gap-3 p-3">
          <Avatar name={known?.name ?? username} size="lg" />
          <div className="min-w-0 flex-1">
            <p className="flex flex-wrap items-center gap-2 font-semibold">
              {known?.name ?? username}
              {known !== null && (
                <Badge tone={RANK_WORDS[known.rank].tone}>{RANK_WORDS[known.rank].word}</Badge>
              )}
            </p>
            {known !== null && (
              <>
                <p className="truncate text-sm text-text-2">{username}</p>
                <p className="truncate text-sm text-text-3">
                  {known.profile} · {known.licence}
                </p>
              </>
            )}
          </div>
          <IconButton label="Choose another user" onClick={onClear}>
            <CloseIcon />
          </IconButton>
        </div>
        <div className="border-t border-line px-3 py-2.5 text-sm">
          {known === null ? (
            <p className="text-text-2">Nothing is known of this user yet. The checks run after the login.</p>
          ) : known.missing.length === 0 ? (
            <p className="text-good">Has everything the policy of this workspace asks for.</p>
          ) : (
            <>
              <p className="text-text-2">Lacks, by the policy of this workspace:</p>
              <ul className="mt-1.5 flex flex-wrap gap-1">
                {known.missing.map((permission) => (
                  <li key={permission}>
                    <Badge tone="warn">{permission}</Badge>
                  </li>
                ))}
              </ul>
              <p className="mt-1.5 text-text-3">
                You see what that means, and can grant it, before it takes over.
              </p>
            </>
          )}
        </div>
      </section>
      {login.error !== null && <ProblemNote error={login.error} />}
      {connectionId !== null ? (
        <Way text="This user is connected already: no login is needed.">
          <Button kind="primary" onClick={() => onUseConnection(connectionId)}>
            Check the permissions <ArrowRightIcon />
          </Button>
        </Way>
      ) : known === null || known.browserLogin ? (
        <Way text="Salesforce asks for the password of this user, and for a verification code if it does not know this browser.">
          <Button
            kind="primary"
            busy={login.isPending}
            onClick={() => login.mutate({ purpose: 'sync_user', loginUrl: current.loginUrl, username })}
          >
            Log in as this user <ArrowRightIcon />
          </Button>
        </Way>
      ) : (
        <Way text="This user is API-only: it cannot pass a browser login and connects by client credentials or certificate.">
          <Button kind="primary" onClick={() => onWithoutBrowser(username)}>
            Connect without a browser <ArrowRightIcon />
          </Button>
        </Way>
      )}
    </div>
  );
}

function Way({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-3">
      <p className="min-w-48 flex-1 text-sm text-text-2">{text}</p>
      {children}
    </div>
  );
}
