import type { Invitation } from '@sync-user/contract';
import { formatExact } from '../../lib/format-time.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';

interface InvitationLinkProps {
  readonly invitation: Invitation;
  readonly onDone: () => void;
}

/** The link is in this answer only: the server keeps no more than its hash. */
export function InvitationLink({ invitation, onDone }: InvitationLinkProps) {
  const { member, url, expiresAt, emailed } = invitation;
  return (
    <div className="flex flex-col gap-4">
      {url === null && emailed ? (
        <Banner tone="good" title={`The link was sent to ${member.email}`}>
          It works once, {expiresAt !== null && <>until {formatExact(expiresAt)}, </>}and lets {member.name}{' '}
          choose a password. Only they get it, as whoever opens it owns the account.
        </Banner>
      ) : url === null ? (
        <Banner tone="good" title={`${member.name} has an account already`}>
          {member.email} can sign in and finds this workspace there. No invitation is needed.
        </Banner>
      ) : (
        <>
          <p className="text-text-2">
            {emailed
              ? `The link was sent to ${member.email}. You may also hand it over yourself:`
              : `Hand this link to ${member.name} yourself, in a way you trust: no email is sent from here.`}
          </p>
          <CodeBlock title="Invitation link" code={url} />
          <p className="text-sm text-text-3">
            Shown this once. It works once, {expiresAt !== null && <>until {formatExact(expiresAt)}, </>}and
            lets {member.name} choose a password. A new link ends this one.
          </p>
        </>
      )}
      <div className="flex justify-end">
        <Button kind="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
