import type { NoticeSettings, NoticeSettingsChange } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api } from '../../lib/api.ts';
import { noticeSettingsQuery } from '../../lib/people-queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { splitAddresses } from './split-addresses.ts';

interface ChannelsFormProps {
  readonly workspace: string;
  readonly settings: NoticeSettings;
}

export function ChannelsForm({ workspace, settings }: ChannelsFormProps) {
  const [emailAdmins, setEmailAdmins] = useState(settings.emailAdmins);
  const [emails, setEmails] = useState(settings.emails.join(', '));
  const [webhookUrl, setWebhookUrl] = useState(settings.webhookUrl ?? '');
  const queryClient = useQueryClient();
  const checkboxId = useId();
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (change: NoticeSettingsChange) => api.changeNoticeSettings({ workspace, ...change }),
    onSuccess: (saved) => {
      showToast('good', 'Saved.');
      queryClient.setQueryData(noticeSettingsQuery(workspace).queryKey, saved);
    },
  });

  const { addresses, wrong } = splitAddresses(emails);
  const url = webhookUrl.trim();
  const urlProblem =
    url === '' || /^https?:\/\/[^/\s]+/i.test(url)
      ? undefined
      : 'A webhook needs an address that begins with https://';
  const change = {
    emailAdmins,
    emails: [...addresses],
    webhookUrl: url === '' ? null : url,
  } satisfies NoticeSettingsChange;
  const isChanged =
    change.emailAdmins !== settings.emailAdmins ||
    change.webhookUrl !== settings.webhookUrl ||
    change.emails.join() !== settings.emails.join();
  const isRight = wrong.length === 0 && urlProblem === undefined;

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && isRight && !save.isPending) save.mutate(change);
      }}
    >
      {!settings.canEmail && (
        <Banner tone="warn" title="Emails cannot be sent yet">
          The server has no mail server set. An operator sets SMTP_URL and MAIL_FROM; addresses entered here
          are used from then on.
        </Banner>
      )}
      <div className="flex gap-2.5">
        <input
          id={checkboxId}
          type="checkbox"
          className="mt-1 size-3.5 shrink-0 accent-(--accent)"
          checked={emailAdmins}
          onChange={(event) => setEmailAdmins(event.target.checked)}
        />
        <label htmlFor={checkboxId}>
          <span className="block font-medium">Email to the admins of the workspace</span>
          <span className="block text-sm text-text-3">Everybody who is an admin at the time.</span>
        </label>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="More email addresses"
          placeholder="oncall@acme.example, crm@acme.example"
          hint="Separated by commas; up to 20."
          error={wrong.length === 0 ? undefined : `Not an email address: ${wrong.join(', ')}`}
          spellCheck={false}
          autoComplete="off"
          value={emails}
          onChange={(event) => setEmails(event.target.value)}
        />
        <Field
          label="Webhook"
          type="url"
          placeholder="https://hooks.acme.example/sync-user"
          hint="Signed as Standard Webhooks says; repeated until it is accepted."
          error={urlProblem}
          spellCheck={false}
          autoComplete="off"
          value={webhookUrl}
          onChange={(event) => setWebhookUrl(event.target.value)}
        />
      </div>
      {save.error !== null && <ProblemNote error={save.error} />}
      <div>
        <Button type="submit" kind="primary" busy={save.isPending} disabled={!isChanged || !isRight}>
          Save changes
        </Button>
      </div>
    </form>
  );
}
