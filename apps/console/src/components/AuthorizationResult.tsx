import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { authorizationQuery } from '../lib/connection-queries.ts';
import { Banner } from '../ui/Banner.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { CloseIcon } from '../ui/icons.tsx';
import { ProblemNote } from '../ui/ProblemNote.tsx';
import { OurAddresses } from './OurAddresses.tsx';
import { TroubleNote } from './TroubleNote.tsx';

interface AuthorizationResultProps {
  readonly workspace: string;
  readonly authorizationId: string;
  /** Said when it went well: who is connected now. */
  readonly success: ReactNode;
  /** For when it did not: the button that begins again. */
  readonly retry: ReactNode;
  readonly onDismiss: () => void;
}

/** How a login on Salesforce's page went, on the page the browser came back to. */
export function AuthorizationResult({
  workspace,
  authorizationId,
  success,
  retry,
  onDismiss,
}: AuthorizationResultProps) {
  const { data: authorization, error } = useQuery(authorizationQuery(workspace, authorizationId));
  if (error !== null && authorization === undefined) return <ProblemNote error={error} />;
  if (authorization === undefined) return null;
  const dismiss = (
    <IconButton label="Dismiss" onClick={onDismiss}>
      <CloseIcon />
    </IconButton>
  );
  if (authorization.trouble !== null) {
    return (
      <div role="alert" aria-label="Login result">
        <TroubleNote
          trouble={authorization.trouble}
          className="rounded-lg px-4 py-3"
          action={
            <div className="flex items-start gap-2">
              {retry}
              {dismiss}
            </div>
          }
        />
        <div className="mt-2 empty:hidden">
          <OurAddresses workspace={workspace} code={authorization.trouble.code} />
        </div>
      </div>
    );
  }
  if (authorization.state === 'finished') {
    return <Banner tone="good" role="status" label="Login result" title={success} action={dismiss} />;
  }
  return (
    <Banner
      tone="warn"
      role="status"
      label="Login result"
      title={
        authorization.state === 'expired'
          ? 'The login was not finished in time'
          : 'The login at Salesforce is not finished yet'
      }
      action={
        <>
          {retry}
          {dismiss}
        </>
      }
    >
      {authorization.state === 'expired'
        ? 'It has to be finished within 15 minutes. Nothing was changed.'
        : 'This page shows the result as soon as it is there.'}
    </Banner>
  );
}
