import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { noticesQuery } from '../../lib/people-queries.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckIcon, ErrorIcon } from '../../ui/icons.tsx';
import { CHANNEL_WORDS } from './words.ts';

/** Proof that a notice would arrive, before one is needed. */
export function TestNotice({ workspace }: { readonly workspace: string }) {
  const queryClient = useQueryClient();
  const send = useMutation({
    mutationFn: () => api.sendTestNotice({ workspace }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: noticesQuery(workspace).queryKey }),
  });
  const deliveries = send.data?.deliveries;
  return (
    <section aria-label="Test" className="flex flex-col gap-3 border-t border-line pt-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-56 flex-1">
          <h3 className="font-medium">Try it</h3>
          <p className="text-sm text-text-2">
            Sends a test to every address that is saved, and says what came of it.
          </p>
        </div>
        <Button busy={send.isPending} onClick={() => send.mutate()}>
          Send a test
        </Button>
      </div>
      <div aria-live="polite" className="-mt-3 *:mt-3">
        {deliveries?.length === 0 && (
          <p className="text-sm text-text-2">There is nobody to tell: save an address or a webhook first.</p>
        )}
        {deliveries !== undefined && deliveries.length > 0 && (
          <ul aria-label="Results of the test" className="divide-y divide-line rounded-md border border-line">
            {deliveries.map(({ channel, recipient, error }) => (
              <li key={`${channel} ${recipient}`} className="flex gap-2.5 px-3 py-2">
                {error === null ? (
                  <CheckIcon className="mt-0.5 shrink-0 text-good" />
                ) : (
                  <ErrorIcon className="mt-0.5 shrink-0 text-bad" />
                )}
                <span className="min-w-0">
                  <span className="wrap-anywhere">
                    {CHANNEL_WORDS[channel]} to {recipient}:{' '}
                    <span className={error === null ? 'text-good' : 'text-bad'}>
                      {error === null ? 'accepted' : 'failed'}
                    </span>
                  </span>
                  {error !== null && <span className="block text-sm break-words text-text-2">{error}</span>}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
