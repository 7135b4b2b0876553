import type { Me } from '@sync-user/contract';
import { useState } from 'react';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { useAnswer, useDisconnectMine } from './use-my-connection.ts';

interface WhichUserProps {
  readonly workspace: string;
  readonly question: NonNullable<Me['question']>;
}

/** The emails here and in Salesforce differ: nothing is done in anybody's name before the person has said who is meant. */
export function WhichUser({ workspace, question }: WhichUserProps) {
  const { memberEmail, signedInAs, others } = question;
  const [userId, setUserId] = useState<string>();
  const answer = useAnswer(workspace);
  const disconnect = useDisconnectMine(workspace);
  const chosen = others.find((other) => other.userId === userId);
  const cards = [
    {
      id: signedInAs.userId,
      label: signedInAs.name,
      note: addressesOf(signedInAs),
      badge: <Badge tone="accent">Logged in as</Badge>,
    },
    ...others.map((other) => ({
      id: other.userId,
      label: other.name,
      note: addressesOf(other),
      badge: <Badge>Your email</Badge>,
    })),
  ];
  return (
    <Card title="Which Salesforce user are you?">
      <p className="mb-4 max-w-prose text-text-2">
        Here your email address is <b className="font-medium text-text">{memberEmail}</b>; the Salesforce user
        you logged in as has <b className="font-medium text-text">{signedInAs.email}</b>. Nothing is done in
        either name until you say which one you are.
      </p>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (userId !== undefined && !answer.isPending) answer.mutate(userId);
        }}
      >
        <RadioCards
          legend="I am"
          columns={2}
          cards={cards}
          value={userId ?? ''}
          onChange={(id) => setUserId(id)}
        />
        {others.length === 0 && (
          <p className="text-sm text-text-3">
            No other active Salesforce user with the address {memberEmail} can be seen from here.
          </p>
        )}
        {answer.error !== null && <ProblemNote error={answer.error} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" kind="primary" disabled={userId === undefined} busy={answer.isPending}>
            {chosen === undefined ? 'Yes, this is me' : `Log in as ${chosen.username}`}
          </Button>
          <Confirm
            trigger={<Button kind="quiet">{others.length === 0 ? 'Not me' : 'None of them'}</Button>}
            title="Disconnect this account?"
            action="Disconnect"
            busy={disconnect.isPending}
            onConfirm={() => disconnect.mutateAsync()}
          >
            <p>
              {signedInAs.username} is disconnected and its tokens are revoked. Then connect again, as the
              user you are.
            </p>
          </Confirm>
        </div>
      </form>
    </Card>
  );
}

/** A username often is the email address: said once then. */
function addressesOf({ username, email }: { readonly username: string; readonly email: string }): string {
  return username.toLowerCase() === email.toLowerCase() ? username : `${username} · ${email}`;
}
