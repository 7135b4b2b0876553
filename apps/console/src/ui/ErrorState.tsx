import { describeError } from '../lib/describe-error.ts';
import { Button } from './Button.tsx';
import { ErrorIcon, RetryIcon } from './icons.tsx';

interface ErrorStateProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** What happened, what to do next, and a way to try again. Codes and ids only for the report. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { title, detail, fix, requestId } = describeError(error);
  return (
    <div role="alert" className="flex gap-3 px-4 py-5">
      <ErrorIcon className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0 max-w-prose">
        <p className="font-medium">{title}</p>
        {detail !== '' && <p className="mt-0.5 break-words text-text-2">{detail}</p>}
        {fix !== '' && <p className="mt-2">{fix}</p>}
        {onRetry && (
          <Button size="sm" className="mt-3" onClick={onRetry}>
            <RetryIcon /> Try again
          </Button>
        )}
        {requestId !== undefined && <p className="mt-2 font-mono text-xs text-text-3">Request {requestId}</p>}
      </div>
    </div>
  );
}
