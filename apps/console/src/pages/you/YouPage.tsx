import type { Me } from '@sync-user/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { AuthorizationResult } from '../../components/AuthorizationResult.tsx';
import { useBeginLogin } from '../../lib/begin-login.ts';
import { authorizationQuery } from '../../lib/connection-queries.ts';
import { meQuery } from '../../lib/people-queries.ts';
import { workspacesQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { SettingsFrame } from '../settings/SettingsFrame.tsx';
import { ConnectMine } from './ConnectMine.tsx';
import { MyConnection } from './MyConnection.tsx';
import { WhichUser } from './WhichUser.tsx';

const route = getRouteApi('/in/w/$workspace/settings/you');

/** A person's own page: needs no admin rights. */
export function YouPage() {
  const { workspace } = route.useParams();
  const { authorization } = route.useSearch();
  const { data: me, error, refetch } = useQuery(meQuery(workspace));
  const { data: name } = useQuery({
    ...workspacesQuery,
    select: (workspaces) => workspaces.find(({ slug }) => slug === workspace)?.name,
  });
  useTitle('You', name);
  return (
    <SettingsFrame>
      {authorization !== undefined && (me?.connection?.trouble ?? null) === null && (
        <LoginResult workspace={workspace} authorizationId={authorization} me={me} />
      )}
      {me === undefined ? (
        <Card flush>
          {error === null ? (
            <SkeletonRows rows={4} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      ) : (
        <Account workspace={workspace} me={me} />
      )}
    </SettingsFrame>
  );
}

function Account({ workspace, me }: { readonly workspace: string; readonly me: Me }) {
  const { member, connection, question } = me;
  const isConnected = connection !== null && connection.state !== 'replaced';
  return (
    <>
      {question !== null && (
        <WhichUser key={question.signedInAs.userId} workspace={workspace} question={question} />
      )}
      {question !== null ? null : isConnected ? (
        <MyConnection
          workspace={workspace}
          connection={connection}
          reconnect={<Reconnect workspace={workspace} me={me} />}
        />
      ) : (
        <ConnectMine workspace={workspace} me={me} />
      )}
      <Card title="You in this workspace">
        <div className="flex items-center gap-3">
          <Avatar name={member.name} size="lg" />
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              {member.name}
              <Badge>{member.role === 'admin' ? 'Admin' : 'Member'}</Badge>
            </p>
            <p className="truncate text-text-2">{member.email}</p>
          </div>
        </div>
      </Card>
    </>
  );
}

/** Logs the same Salesforce user in anew; a login as somebody else is refused by then. */
function Reconnect({ workspace, me: { connection } }: { readonly workspace: string; readonly me: Me }) {
  const login = useBeginLogin(workspace);
  if (connection === null) return null;
  const { state, loginUrl, username } = connection;
  const works = state === 'active' || state === 'degraded';
  return (
    <>
      <Button
        kind={works ? 'default' : 'primary'}
        busy={login.isPending}
        onClick={() =>
          login.mutate({ purpose: 'personal', loginUrl, ...(username !== null && { username }) })
        }
      >
        Reconnect
      </Button>
      {login.error !== null && <ProblemNote error={login.error} />}
    </>
  );
}

interface LoginResultProps {
  readonly workspace: string;
  readonly authorizationId: string;
  readonly me: Me | undefined;
}

/** After the browser came back from Salesforce. */
function LoginResult({ workspace, authorizationId, me }: LoginResultProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const login = useBeginLogin(workspace);
  const { data: outcome } = useQuery(authorizationQuery(workspace, authorizationId));
  const state = outcome?.state;
  useEffect(() => {
    if (state === 'finished') void queryClient.invalidateQueries({ queryKey: meQuery(workspace).queryKey });
  }, [state, queryClient, workspace]);

  const dismiss = (): void =>
    void navigate({ to: '/w/$workspace/settings/you', params: { workspace }, search: {}, replace: true });
  const loginUrl = me?.connection?.loginUrl ?? me?.environment;
  const who = me?.connection?.displayName ?? me?.connection?.username;
  return (
    <AuthorizationResult
      workspace={workspace}
      authorizationId={authorizationId}
      success={
        me?.question != null
          ? 'Logged in. One question is left, below.'
          : `Connected${who == null ? '' : ` as ${who}`}.`
      }
      retry={
        loginUrl == null ? (
          <Button size="sm" onClick={dismiss}>
            Begin again
          </Button>
        ) : (
          <Button
            size="sm"
            busy={login.isPending}
            onClick={() => login.mutate({ purpose: 'personal', loginUrl })}
          >
            Log in again
          </Button>
        )
      }
      onDismiss={dismiss}
    />
  );
}
