import type { Connection } from '@sync-user/contract';
import { useState } from 'react';
import { Avatar } from '../../../ui/Avatar.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { CloseIcon } from '../../../ui/icons.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import { nameOf } from '../use-connection-actions.ts';
import { CandidateSearch } from './CandidateSearch.tsx';
import { type ChosenCandidate, ChosenUser } from './ChosenUser.tsx';
import { TakeForce } from './TakeForce.tsx';

/** Where the dialog stands: choosing, or checking a connection that could take over. */
export type ChangeStep =
  | { readonly step: 'choose'; readonly candidate: ChosenCandidate | null }
  | { readonly step: 'force'; readonly connectionId: string };

interface ChangeDialogProps {
  readonly workspace: string;
  /** The one in force; null when there is none and a candidate waits. */
  readonly current: Connection | null;
  readonly connections: readonly Connection[];
  readonly at: ChangeStep | null;
  readonly onMove: (step: ChangeStep | null) => void;
  readonly onWithoutBrowser: (username: string) => void;
  /** The new one is a user of another org. */
  readonly onOtherOrg: () => void;
}

export function ChangeDialog({
  workspace,
  current,
  connections,
  at,
  onMove,
  onWithoutBrowser,
  onOtherOrg,
}: ChangeDialogProps) {
  const candidate = at?.step === 'force' ? connections.find(({ id }) => id === at.connectionId) : undefined;
  return (
    <Modal
      open={at !== null}
      onOpenChange={(isOpen) => !isOpen && onMove(null)}
      size="lg"
      title={at?.step === 'force' && current === null ? 'Take into force' : 'Change sync user'}
      description={
        current === null
          ? undefined
          : `${nameOf(current)} stays in force until the new one has passed its permission checks. Data, mapping and the place where reading stands are kept.`
      }
    >
      {at?.step === 'choose' && current !== null && (
        <ChooseUser
          workspace={workspace}
          current={current}
          candidate={at.candidate}
          onMove={onMove}
          onWithoutBrowser={onWithoutBrowser}
          onOtherOrg={onOtherOrg}
        />
      )}
      {candidate !== undefined && (
        <TakeForce
          key={candidate.id}
          workspace={workspace}
          current={current}
          candidate={candidate}
          onDone={() => onMove(null)}
        />
      )}
    </Modal>
  );
}

interface ChooseUserProps {
  readonly workspace: string;
  readonly current: Connection;
  readonly candidate: ChosenCandidate | null;
  readonly onMove: (step: ChangeStep) => void;
  readonly onWithoutBrowser: (username: string) => void;
  readonly onOtherOrg: () => void;
}

function ChooseUser({
  workspace,
  current,
  candidate,
  onMove,
  onWithoutBrowser,
  onOtherOrg,
}: ChooseUserProps) {
  const [removed, setRemoved] = useState(false);
  const name = nameOf(current);
  if (candidate !== null) {
    return (
      <ChosenUser
        workspace={workspace}
        current={current}
        candidate={candidate}
        onClear={() => onMove({ step: 'choose', candidate: null })}
        onUseConnection={(connectionId) => onMove({ step: 'force', connectionId })}
        onWithoutBrowser={onWithoutBrowser}
      />
    );
  }
  if (!removed) {
    return (
      <div className="flex flex-col gap-3">
        <p className="text-sm font-medium">Current sync user</p>
        <div className="flex items-center gap-3 rounded-md border border-line-strong px-3 py-2">
          <Avatar name={name} />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{name}</span>
            <span className="block truncate text-sm text-text-2">{current.username}</span>
          </span>
          <IconButton label={`Choose another user than ${name}`} onClick={() => setRemoved(true)}>
            <CloseIcon />
          </IconButton>
        </div>
        <p className="text-sm text-text-3">
          Press ✕ to choose another one. Avoid changing the sync user without need: what it may see is what
          everybody gets to see.
        </p>
        <p className="border-t border-line pt-3 text-sm text-text-2">
          {current.isSandbox === true ? 'From sandbox to production? ' : 'A user of another org? '}
          <button type="button" className="font-medium text-accent-text hover:underline" onClick={onOtherOrg}>
            {current.isSandbox === true ? 'Connect to production' : 'Connect to another org'}
          </button>
          , and see what moves before anything does.
        </p>
      </div>
    );
  }
  return (
    <CandidateSearch
      workspace={workspace}
      onChoose={(chosen) => onMove({ step: 'choose', candidate: chosen })}
      onType={(username) => onMove({ step: 'choose', candidate: { username } })}
    />
  );
}
