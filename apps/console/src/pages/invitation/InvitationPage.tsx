import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { SignedOutFrame, signedOutCardClass } from '../../components/SignedOutFrame.tsx';
import { api } from '../../lib/api.ts';
import { forgetInvitationToken, invitationToken, onInvitationToken } from '../../lib/invitation-token.ts';
import { sessionQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';

/** Of the API: `acceptInvitation` takes no shorter one. */
const SHORTEST = 8;

/** Where the link of an invitation leads: a password is chosen, and the person is signed in. */
export function InvitationPage() {
  useTitle('Invitation');
  const token = useSyncExternalStore(onInvitationToken, invitationToken);
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const accept = useMutation({
    meta: { quiet: true },
    mutationFn: (text: string) => api.acceptInvitation({ token: text, password }),
    onSuccess: async (session) => {
      queryClient.clear(); // somebody else may have been signed in here
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/', replace: true });
      forgetInvitationToken();
    },
  });

  const isTooShort = password !== '' && password.length < SHORTEST;
  const differs = again !== '' && again !== password;
  const isReady = password.length >= SHORTEST && again === password;
  return (
    <SignedOutFrame>
      {token === undefined ? (
        <div className={signedOutCardClass}>
          <h1 className="text-xl font-semibold tracking-tight">Open your invitation again</h1>
          <p className="text-text-2">
            This page needs the whole link of the invitation. It is not kept in the browser, so after a reload
            you open it once more. If it was used already, sign in.
          </p>
          <Link to="/sign-in" search={{}} className={buttonClass({}, 'self-start')}>
            Sign in
          </Link>
        </div>
      ) : (
        <form
          className={signedOutCardClass}
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !accept.isPending) accept.mutate(token);
          }}
        >
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Choose a password</h1>
            <p className="mt-1 text-text-2">
              You were invited to a workspace. From now on you sign in with your email address and this
              password.
            </p>
          </div>
          {accept.error !== null && <ProblemNote error={accept.error} />}
          <Field
            label="Password"
            type="password"
            name="new-password"
            autoComplete="new-password"
            autoFocus
            required
            maxLength={200}
            hint={`At least ${SHORTEST} characters.`}
            error={
              isTooShort ? `At least ${SHORTEST} characters: ${SHORTEST - password.length} more.` : undefined
            }
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Field
            label="The same once more"
            type="password"
            name="new-password-again"
            autoComplete="new-password"
            required
            maxLength={200}
            error={differs && again.length >= password.length ? 'This is not the same.' : undefined}
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
          <Button type="submit" kind="primary" busy={accept.isPending} disabled={!isReady}>
            Set the password and sign in
          </Button>
        </form>
      )}
    </SignedOutFrame>
  );
}
