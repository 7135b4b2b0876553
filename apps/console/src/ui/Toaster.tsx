import { dismissToast, useToasts } from '../lib/toast-store.ts';
import { CheckIcon, CloseIcon, ErrorIcon } from './icons.tsx';

export function Toaster() {
  const toasts = useToasts();
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-50 flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2"
    >
      {toasts.map(({ id, tone, title, detail }) => (
        <div
          key={id}
          className="pointer-events-auto flex animate-enter items-start gap-2.5 rounded-lg bg-surface p-3 shadow-pop"
        >
          {tone === 'good' ? (
            <CheckIcon className="mt-0.5 text-good" />
          ) : (
            <ErrorIcon className="mt-0.5 text-bad" />
          )}
          <div className="min-w-0 flex-1">
            <p className="font-medium">{title}</p>
            {detail !== undefined && detail !== '' && (
              <p className="mt-0.5 text-sm break-words text-text-2">{detail}</p>
            )}
          </div>
          <button
            type="button"
            aria-label="Dismiss"
            className="-m-1 rounded-md p-1 text-text-3 hover:bg-hover hover:text-text"
            onClick={() => dismissToast(id)}
          >
            <CloseIcon />
          </button>
        </div>
      ))}
    </div>
  );
}
