import { ApiError } from '@sync-user/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { SignedOutFrame, signedOutCardClass } from '../../components/SignedOutFrame.tsx';
import { api } from '../../lib/api.ts';
import { toSafeRedirect } from '../../lib/console-path.ts';
import { sessionQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  useTitle('Sign in');
  const { redirect } = route.useSearch();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');

  const signIn = useMutation({
    meta: { quiet: true },
    mutationFn: () => api.signIn({ email, password }),
    onSuccess: async (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: toSafeRedirect(redirect), replace: true });
    },
    onError: () => setPassword(''),
  });

  const isRefused = signIn.error instanceof ApiError && signIn.error.status === 401;
  return (
    <SignedOutFrame>
      <form
        className={signedOutCardClass}
        onSubmit={(event) => {
          event.preventDefault();
          if (!signIn.isPending) signIn.mutate();
        }}
      >
        <h1 className="text-xl font-semibold tracking-tight">Sign in</h1>
        {isRefused && (
          <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-sm text-bad">
            This email and password do not match an account. Check both and try again.
          </p>
        )}
        {signIn.error !== null && !isRefused && <ProblemNote error={signIn.error} />}
        <Field
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" kind="primary" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </SignedOutFrame>
  );
}
