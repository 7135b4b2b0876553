import type { Connection } from '@sync-user/contract';
import { Avatar } from '../../../ui/Avatar.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Confirm } from '../../../ui/Confirm.tsx';
import { Time } from '../../../ui/Time.tsx';
import { nameOf, useDiscardCandidate } from '../use-connection-actions.ts';

interface WaitingCardProps {
  readonly workspace: string;
  readonly candidate: Connection;
  readonly hasCurrent: boolean;
  readonly onContinue: () => void;
}

/** A user who has logged in and is not in force: what is left to do. */
export function WaitingCard({ workspace, candidate, hasCurrent, onContinue }: WaitingCardProps) {
  const discard = useDiscardCandidate(workspace);
  const name = nameOf(candidate);
  return (
    <section
      aria-label="Waiting to take over"
      className="flex flex-wrap items-center gap-4 rounded-lg border border-accent bg-accent-soft p-4"
    >
      <Avatar name={name} onAccent />
      <div className="min-w-48 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          {name} waits to take over <Badge tone="plain">{candidate.organizationName ?? 'Salesforce'}</Badge>
        </p>
        <p className="text-sm text-text-2">
          {candidate.username}
          {candidate.connectedAt !== null && (
            <>
              , logged in <Time at={candidate.connectedAt} />
            </>
          )}
          . {hasCurrent ? 'The sync user in force goes on until then.' : 'Nothing is read until then.'}
        </p>
        {candidate.trouble !== null && <p className="mt-1 text-sm">{candidate.trouble.title}.</p>}
      </div>
      <div className="flex gap-2">
        <Confirm
          trigger={<Button>Discard</Button>}
          title={`Discard ${name}?`}
          action="Discard"
          busy={discard.isPending}
          onConfirm={() => discard.mutateAsync()}
        >
          <p>The login is ended and the tokens are deleted. The sync user in force stays as it is.</p>
        </Confirm>
        <Button kind="primary" onClick={onContinue}>
          Continue
        </Button>
      </div>
    </section>
  );
}
