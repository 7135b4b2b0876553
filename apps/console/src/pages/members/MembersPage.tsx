import type { Invitation } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWorkspace } from '../../components/use-workspace.ts';
import { connectionsQuery } from '../../lib/connection-queries.ts';
import { formatCount } from '../../lib/format-number.ts';
import { membersQuery } from '../../lib/people-queries.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { PeopleIcon, PlusIcon } from '../../ui/icons.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { SettingsFrame } from '../settings/SettingsFrame.tsx';
import { AddMember } from './AddMember.tsx';
import { InvitationLink } from './InvitationLink.tsx';
import { MemberRow } from './MemberRow.tsx';

export function MembersPage() {
  const workspace = useWorkspace();
  const { data: members, error, refetch } = useQuery(membersQuery(workspace));
  const { data: connections = [] } = useQuery(connectionsQuery(workspace));
  const { data: name } = useQuery({ ...overviewQuery(workspace), select: ({ workspace: { name } }) => name });
  const [adding, setAdding] = useState(false);
  const [invitation, setInvitation] = useState<Invitation>();
  useTitle('Members', name);
  const add = (
    <Button kind="primary" onClick={() => setAdding(true)}>
      <PlusIcon /> Add a member
    </Button>
  );
  const connected = connections.filter(({ member, state }) => member !== null && state !== 'replaced');

  return (
    <SettingsFrame>
      <Card
        flush
        title={
          <>
            Members{' '}
            {members !== undefined && members.length > 0 && (
              <span className="ml-1 font-normal text-text-3">
                {members.length} · {connected.length === 0 ? 'none' : formatCount(connected.length)} with a
                Salesforce account
              </span>
            )}
          </>
        }
        aside={add}
      >
        {members === undefined ? (
          error === null ? (
            <SkeletonRows rows={4} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )
        ) : members.length === 0 ? (
          <EmptyState icon={<PeopleIcon />} title="Nobody has been added yet">
            Members connect their own Salesforce accounts, without admin rights. Operators of the installation
            are listed here once they open their own settings.
          </EmptyState>
        ) : (
          <div className="relative overflow-x-auto">
            <table className="w-full min-w-200">
              <thead>
                <tr className="text-left text-sm text-text-3">
                  <th scope="col" className="px-4 py-2 font-medium">
                    Person
                  </th>
                  <th scope="col" className="px-4 py-2 font-medium">
                    Role
                  </th>
                  <th scope="col" className="px-4 py-2 font-medium">
                    Salesforce account
                  </th>
                  <th scope="col" className="px-4 py-2 font-medium">
                    Added
                  </th>
                  <th scope="col" className="w-12 px-4 py-2">
                    <span className="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {members.map((member) => (
                  <MemberRow
                    key={member.id}
                    workspace={workspace}
                    member={member}
                    connection={connected.find((connection) => connection.member?.id === member.id)}
                    onInvited={setInvitation}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <Modal open={adding} onOpenChange={setAdding} title="Add a member">
        <AddMember
          workspace={workspace}
          onAdded={(added) => {
            setAdding(false);
            setInvitation(added);
          }}
        />
      </Modal>
      <Modal
        open={invitation !== undefined}
        onOpenChange={(open) => !open && setInvitation(undefined)}
        title={invitation?.expiresAt === null ? 'Added' : `Invite ${invitation?.member.name ?? ''}`}
      >
        {invitation !== undefined && (
          <InvitationLink invitation={invitation} onDone={() => setInvitation(undefined)} />
        )}
      </Modal>
    </SettingsFrame>
  );
}
