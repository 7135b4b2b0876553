import type { Connection, Invitation, Member } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../lib/queries.ts';
import { CONNECTION_STATE_WORDS } from '../../lib/words.ts';
import { ActionMenu } from '../../ui/ActionMenu.tsx';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { KeyIcon, RetryIcon, ShieldIcon, TrashIcon, UserIcon } from '../../ui/icons.tsx';
import { Time } from '../../ui/Time.tsx';
import { useChangeMember, useInviteAgain, useRemoveMember } from './use-member-actions.ts';

interface MemberRowProps {
  readonly workspace: string;
  readonly member: Member;
  readonly connection: Connection | undefined;
  readonly onInvited: (invitation: Invitation) => void;
}

const STATUS_WORDS = {
  invited: { word: 'Invited', tone: 'warn' },
  active: { word: 'Active', tone: 'good' },
  suspended: { word: 'Suspended', tone: 'bad' },
} as const;

export function MemberRow({ workspace, member, connection, onInvited }: MemberRowProps) {
  const { name, email, role, status } = member;
  const { data: session } = useQuery(sessionQuery);
  const change = useChangeMember(workspace);
  const remove = useRemoveMember(workspace);
  const invite = useInviteAgain(workspace, onInvited);
  const [asking, setAsking] = useState<'suspend' | 'remove'>();
  const isSelf = session?.email === email;
  const { word, tone } = STATUS_WORDS[status];

  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-4 py-2.5 text-left font-normal">
        <span className="flex items-center gap-3">
          <Avatar name={name} />
          <span className="min-w-0">
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{name}</span>
              {isSelf && <Badge>You</Badge>}
              {status !== 'active' && <Badge tone={tone}>{word}</Badge>}
            </span>
            <span className="block truncate text-sm text-text-3">{email}</span>
          </span>
        </span>
      </th>
      <td className="px-4 py-2.5">{role === 'admin' ? 'Admin' : 'Member'}</td>
      <td className="px-4 py-2.5">
        {connection === undefined ? (
          <span className="text-text-3">Not connected</span>
        ) : (
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="wrap-anywhere">{connection.username}</span>
            <Badge tone={CONNECTION_STATE_WORDS[connection.state].tone}>
              {CONNECTION_STATE_WORDS[connection.state].word}
            </Badge>
            {connection.isSyncUser && <Badge tone="accent">Sync user</Badge>}
          </span>
        )}
      </td>
      <td className="px-4 py-2.5 whitespace-nowrap text-text-2">
        <Time at={member.createdAt} />
      </td>
      <td className="px-4 py-2.5">
        <ActionMenu
          label={`Actions for ${name}`}
          actions={[
            role === 'admin'
              ? {
                  label: 'Make a plain member',
                  icon: <UserIcon />,
                  run: () => change.mutate({ member, change: { role: 'member' } }),
                }
              : {
                  label: 'Make an admin',
                  icon: <ShieldIcon />,
                  run: () => change.mutate({ member, change: { role: 'admin' } }),
                },
            ...(status === 'invited'
              ? [{ label: 'New invitation link', icon: <KeyIcon />, run: () => invite.mutate(member) }]
              : []),
            status === 'suspended'
              ? {
                  label: 'Let sign in again',
                  icon: <RetryIcon />,
                  run: () => change.mutate({ member, change: { suspended: false } }),
                }
              : {
                  label: 'Suspend…',
                  icon: <ShieldIcon />,
                  divided: true,
                  run: () => setAsking('suspend'),
                },
            {
              label: 'Remove…',
              icon: <TrashIcon />,
              tone: 'danger' as const,
              run: () => setAsking('remove'),
            },
          ]}
        />
        <Confirm
          open={asking === 'suspend'}
          onOpenChange={(open) => !open && setAsking(undefined)}
          title={`Suspend ${name}?`}
          action="Suspend"
          busy={change.isPending}
          onConfirm={() => change.mutateAsync({ member, change: { suspended: true } })}
        >
          <p>{name} is signed out at once and cannot sign in to this workspace until you allow it again.</p>
          <p>The Salesforce account stays connected; nothing is written in its name meanwhile.</p>
        </Confirm>
        <Confirm
          open={asking === 'remove'}
          onOpenChange={(open) => !open && setAsking(undefined)}
          title={`Remove ${name}?`}
          action="Remove"
          busy={remove.isPending}
          onConfirm={() => remove.mutateAsync(member)}
        >
          <p>{name} leaves this workspace and is signed out of it.</p>
          {connection !== undefined && (
            <p>
              {connection.isSyncUser
                ? `The Salesforce account ${connection.username} stays connected, because it is the sync user as well: change that first if it should go.`
                : `The Salesforce account ${connection.username} is disconnected and its tokens are revoked.`}
            </p>
          )}
          <p>What was done in this name stays in the audit trail.</p>
        </Confirm>
      </td>
    </tr>
  );
}
