import type { ReactNode } from 'react';
import { Logo } from '../ui/icons.tsx';

/** Pages of people who are not signed in: one form in the middle. */
export function SignedOutFrame({ children }: { readonly children: ReactNode }) {
  return (
    <main className="flex min-h-full items-center justify-center px-4 pt-8 pb-[10vh]">
      <div className="w-full max-w-96">
        <p className="mb-6 flex items-center gap-2.5 text-lg font-semibold">
          <Logo /> Sync User
        </p>
        {children}
      </div>
    </main>
  );
}

/** The form or the words in it. */
export const signedOutCardClass =
  'flex flex-col gap-4 rounded-lg border border-line bg-surface p-6 shadow-card';
