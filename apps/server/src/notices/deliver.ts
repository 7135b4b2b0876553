import { type Clock, toInstant } from '@sync-user/engine';
import { isSyncError } from '@sync-user/contract';
import type { DeliveryOutcome, DueDelivery, Store } from '@sync-user/store';
import { linkOf, writeMessage } from './message.ts';
import type { Mailer } from './send-email.ts';
import { sendWebhook, type WebhookResult } from './send-webhook.ts';

const MINUTE_MS = 60_000;
/** Waits between attempts, as Standard Webhooks recommends; after the last one it is given up. */
const RETRY_AFTER_MS = [5_000, 5, 30, 120, 300, 600, 600].map((n, i) => (i === 0 ? n : n * MINUTE_MS));
/** Up to this share more, so that many deliveries that failed together do not come back together. */
const JITTER = 0.2;

export interface DeliverOptions {
  readonly store: Pick<Store, 'notices'>;
  readonly clock: Clock;
  readonly mailer: Mailer | undefined;
  readonly webhookExtraHosts: readonly string[];
  /** Address of the console, for links. */
  readonly publicUrl: () => string;
}

/** Tells one person or program of one incident, and says what is to become of the delivery. */
export async function deliver(options: DeliverOptions, delivery: DueDelivery): Promise<DeliveryOutcome> {
  const result =
    delivery.channel === 'email' ? await byEmail(options, delivery) : await byWebhook(options, delivery);
  if (result.kind === 'delivered') return result;
  const wait = RETRY_AFTER_MS[delivery.attempts - 1];
  if (!result.again || wait === undefined) return { kind: 'failed', error: result.error };
  const atMs = options.clock.nowMs() + wait * (1 + Math.random() * JITTER);
  return { kind: 'retry', error: result.error, at: toInstant(atMs) };
}

async function byEmail({ mailer, publicUrl }: DeliverOptions, delivery: DueDelivery): Promise<WebhookResult> {
  if (mailer === undefined) {
    return { kind: 'refused', error: 'The server that tried has no SMTP_URL.', again: true };
  }
  try {
    await mailer.send(delivery.recipient, writeMessage(delivery, publicUrl()), delivery.deliveryId);
    return { kind: 'delivered' };
  } catch (error) {
    return mailFailure(error);
  }
}

/** A mail server's 5xx is its last word (RFC 5321, 4.2.1); everything else may pass. */
export function mailFailure(error: unknown): WebhookResult & { readonly kind: 'refused' } {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  const isFinal = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
  const said =
    responseCode === undefined
      ? `The mail server cannot be reached (${code ?? 'no answer'}).`
      : code === 'EAUTH'
        ? `The mail server does not accept the user name or password (${responseCode}).`
        : `The mail server refused it (${responseCode}).`;
  return { kind: 'refused', error: said, again: !isFinal };
}

async function byWebhook(
  { store, clock, webhookExtraHosts, publicUrl }: DeliverOptions,
  delivery: DueDelivery,
): Promise<WebhookResult> {
  try {
    const target = await store.notices.readWebhook(delivery.workspaceId);
    if (target === undefined)
      return { kind: 'refused', error: 'There is no webhook any more.', again: false };
    const body = webhookBody(delivery, publicUrl());
    return await sendWebhook(
      target,
      { id: delivery.deliveryId, body, atMs: clock.nowMs() },
      webhookExtraHosts,
    );
  } catch (error) {
    if (!isSyncError(error, 'SECRET_UNREADABLE')) throw error;
    return { kind: 'refused', error: 'The signing secret cannot be read: make a new one.', again: true };
  }
}

/** The body: type, timestamp and data, as Standard Webhooks recommends. */
function webhookBody({ event, workspace, notice }: DueDelivery, publicUrl: string): string {
  const at = event === 'closed' ? (notice.closedAt ?? notice.openedAt) : notice.openedAt;
  return JSON.stringify({
    type: `notice.${event}`,
    timestamp: at,
    data: {
      workspace,
      notice: {
        id: notice.id,
        kind: notice.kind,
        title: notice.title,
        text: notice.text,
        openedAt: notice.openedAt,
        closedAt: notice.closedAt,
        url: notice.action === null ? null : linkOf(workspace.slug, notice.action.href, publicUrl),
      },
    },
  });
}
