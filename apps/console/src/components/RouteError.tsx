import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { isMissingPart } from '../lib/describe-error.ts';
import { ErrorState } from '../ui/ErrorState.tsx';

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const problem = error instanceof Error ? error : new Error(String(error));
  return (
    <div className="mx-auto mt-[14vh] max-w-xl rounded-lg border border-line bg-surface">
      <ErrorState
        error={problem}
        onRetry={() => {
          // The page knows the files of its own version only; a reload brings those of today.
          if (isMissingPart(problem)) return location.reload();
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}
