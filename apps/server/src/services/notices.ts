import { InvalidRequest, type NoticeServices } from '@sync-user/api';
import type { NoticeSettings } from '@sync-user/contract';
import { type Clock, toInstant } from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';
import { mailFailure } from '../notices/deliver.ts';
import type { Mailer } from '../notices/send-email.ts';
import { refuseWebhookUrl, sendWebhook } from '../notices/send-webhook.ts';

export interface NoticeServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly mailer: Mailer | undefined;
  readonly webhookExtraHosts: readonly string[];
  /** Address of the console. */
  readonly publicUrl: () => string;
}

type Tested = Awaited<ReturnType<NoticeServices['sendTest']>>['deliveries'][number];

/** Incidents, and who is told of them. */
export function createNoticeServices(options: NoticeServiceOptions): NoticeServices {
  const { store, clock, mailer, webhookExtraHosts, publicUrl } = options;
  const readSettings = async (workspaceId: string): Promise<NoticeSettings> => {
    const { emails, ...settings } = await store.notices.readSettings(workspaceId);
    return { ...settings, emails: [...emails], canEmail: mailer !== undefined };
  };

  return {
    list: (workspaceId, { open, limit }) =>
      store.notices.list(workspaceId, { open: open === undefined ? undefined : open === 'true', limit }),

    readSettings,

    async changeSettings(workspaceId, change, caller) {
      const { webhookUrl } = change;
      const refusal = webhookUrl == null ? undefined : refuseWebhookUrl(webhookUrl, webhookExtraHosts);
      if (refusal !== undefined) throw new InvalidRequest([{ path: 'webhookUrl', message: refusal }]);
      await store.notices.changeSettings(workspaceId, change);
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'notice_settings.changed',
        target: null,
        details: {
          ...(change.emails !== undefined && { emails: change.emails.join(', ') }),
          ...(change.emailAdmins !== undefined && { emailAdmins: change.emailAdmins }),
          // The path of a webhook's address is often its password.
          ...(webhookUrl !== undefined && { webhook: webhookUrl === null ? null : new URL(webhookUrl).host }),
        },
      });
      return await readSettings(workspaceId);
    },

    async createWebhookSecret(workspaceId, caller) {
      const made = await store.notices.createWebhookSecret(workspaceId);
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'webhook_secret.created',
        target: null,
        details: {},
      });
      return made;
    },

    async sendTest(workspaceId, caller) {
      const workspace = await store.workspaces.read(workspaceId);
      const name = workspace?.name ?? '';
      const id = crypto.randomUUID();
      const deliveries: Tested[] = [];
      const recipients = await store.notices.listRecipients(workspaceId);
      for (const recipient of recipients.emails) {
        const error = await testEmail(mailer, recipient, name, id, publicUrl());
        deliveries.push({ channel: 'email', recipient, error });
      }
      const webhook = await store.notices.readWebhook(workspaceId);
      if (webhook !== undefined) {
        const atMs = clock.nowMs();
        const body = JSON.stringify({
          type: 'notice.test',
          timestamp: toInstant(atMs),
          data: { workspace: { slug: workspace?.slug, name } },
        });
        const result = await sendWebhook(webhook, { id, body, atMs }, webhookExtraHosts);
        deliveries.push({
          channel: 'webhook',
          recipient: new URL(webhook.url).host,
          error: result.kind === 'delivered' ? null : result.error,
        });
      }
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'notice.tested',
        target: null,
        details: { told: deliveries.length, failed: deliveries.filter(({ error }) => error !== null).length },
      });
      return { deliveries };
    },
  };
}

async function testEmail(
  mailer: Mailer | undefined,
  to: string,
  workspace: string,
  id: string,
  publicUrl: string,
): Promise<string | null> {
  if (mailer === undefined) return 'The server has no SMTP_URL.';
  try {
    const message = {
      subject: `Test from Sync User, ${workspace}`,
      paragraphs: [
        `This is how Sync User tells you of trouble in “${workspace}”, such as a lost Salesforce connection.`,
        'Nothing is wrong, and nothing needs to be done.',
      ],
      link: { label: 'Open Sync User', url: publicUrl },
      footer: 'Somebody pressed “Send a test” in Settings → Notices.',
    };
    await mailer.send(to, message, `${id}.${Buffer.from(to).toString('hex')}`);
    return null;
  } catch (error) {
    return mailFailure(error).error;
  }
}
