import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { noticeSettingsQuery } from '../../lib/people-queries.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { KeyIcon } from '../../ui/icons.tsx';

interface WebhookSecretProps {
  readonly workspace: string;
  readonly hasSecret: boolean;
}

/** The secret that signs webhooks: made here, shown once, kept encrypted. */
export function WebhookSecret({ workspace, hasSecret }: WebhookSecretProps) {
  const queryClient = useQueryClient();
  const create = useMutation({
    mutationFn: () => api.createWebhookSecret({ workspace }),
    // The answer stays in this component alone: what is in the cache of queries lives longer than the page.
    gcTime: 0,
    onSuccess: () =>
      queryClient.setQueryData(
        noticeSettingsQuery(workspace).queryKey,
        (settings) => settings && { ...settings, hasWebhookSecret: true },
      ),
  });
  const secret = create.data?.secret;
  return (
    <section aria-label="Signing secret" className="flex flex-col gap-3 border-t border-line pt-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-56 flex-1">
          <h3 className="font-medium">Signing secret</h3>
          <p className="text-sm text-text-2">
            {hasSecret
              ? 'Set. Your receiver checks the header webhook-signature with it.'
              : 'None yet: webhooks are not sent before there is one.'}
          </p>
        </div>
        {hasSecret && secret === undefined ? (
          <Confirm
            trigger={
              <Button>
                <KeyIcon /> New secret
              </Button>
            }
            title="Make a new signing secret?"
            action="Make a new secret"
            busy={create.isPending}
            onConfirm={() => create.mutateAsync()}
          >
            <p>The present one ends at once: your receiver refuses webhooks until it has the new one.</p>
          </Confirm>
        ) : (
          secret === undefined && (
            <Button kind="primary" busy={create.isPending} onClick={() => create.mutate()}>
              <KeyIcon /> Make a secret
            </Button>
          )
        )}
      </div>
      {secret !== undefined && (
        <>
          <CodeBlock title="Signing secret, shown this once" code={secret} />
          <p className="text-sm text-text-3">Put it where your receiver reads it. It is not shown again.</p>
        </>
      )}
    </section>
  );
}
