import { createHmac } from 'node:crypto';
import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { AddressRefused, isPublicAddress, lookupPublic } from './public-address.ts';

const TIMEOUT_MS = 15_000;

export interface WebhookTarget {
  readonly url: string;
  /** `whsec_…`; null: deliveries are not signed until one is made. */
  readonly secret: string | null;
}

export type WebhookResult =
  | { readonly kind: 'delivered' }
  /** `again`: worth another attempt. */
  | { readonly kind: 'refused'; readonly error: string; readonly again: boolean };

/**
 * Why an address may not be a webhook; undefined when it may. What a name leads to is looked at when it is called.
 * `extraHosts` (`host` or `host:port`) may be private, and use http.
 */
export function refuseWebhookUrl(url: string, extraHosts: readonly string[]): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null) return 'This is not a web address.';
  if (parsed.username !== '' || parsed.password !== '') return 'Leave out the user name and password.';
  if (isExtra(parsed, extraHosts)) return /^https?:$/.test(parsed.protocol) ? undefined : 'Use https://…';
  if (parsed.protocol !== 'https:') return 'Use https://…';
  const host = bareHost(parsed);
  const isPrivate = isIP(host) !== 0 ? !isPublicAddress(host) : /(^|\.)localhost\.?$/i.test(host);
  return isPrivate
    ? 'This address is not on the public internet. An operator can allow it with WEBHOOK_EXTRA_HOSTS.'
    : undefined;
}

/**
 * Sends one message by the Standard Webhooks convention (standardwebhooks.com): `webhook-id` stays the same when it is
 * sent again, `webhook-signature` is `v1,` and HMAC-SHA256 of `id.timestamp.body` in base64. Redirects are not
 * followed, the answer's body is not read, nothing of it is kept.
 */
export function sendWebhook(
  { url, secret }: WebhookTarget,
  message: { readonly id: string; readonly body: string; readonly atMs: number },
  extraHosts: readonly string[],
): Promise<WebhookResult> {
  const refusal = refuseWebhookUrl(url, extraHosts);
  if (refusal !== undefined) return Promise.resolve({ kind: 'refused', error: refusal, again: false });
  const target = new URL(url);
  const timestamp = String(Math.floor(message.atMs / 1000));
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(message.body),
    'user-agent': 'Sync-User/1 (+webhooks)',
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    ...(secret !== null && {
      'webhook-signature': sign(secret, `${message.id}.${timestamp}.${message.body}`),
    }),
  };
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((done) => {
    const refused = (error: string, again: boolean): void => done({ kind: 'refused', error, again });
    const sent: ClientRequest = send(
      target,
      {
        method: 'POST',
        headers,
        agent: false,
        ...(!isExtra(target, extraHosts) && { lookup: lookupPublic }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      (response) => {
        const status = response.statusCode ?? 0;
        response.destroy();
        if (status >= 200 && status < 300) done({ kind: 'delivered' });
        else if (status === 410) refused('It answered 410 Gone.', false);
        else if (status >= 300 && status < 400)
          refused(`It answered ${status}: redirects are not followed.`, true);
        else refused(`It answered ${status}.`, true);
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof AddressRefused) refused(`${error.message}.`, false);
      else if (error.name === 'AbortError' || error.name === 'TimeoutError')
        refused(`It did not answer within ${TIMEOUT_MS / 1000} seconds.`, true);
      else refused(`It cannot be reached (${error.code ?? error.name}).`, true);
    });
    sent.end(message.body);
  });
}

function sign(secret: string, content: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

function isExtra(url: URL, extraHosts: readonly string[]): boolean {
  return extraHosts.some((extra) => extra.toLowerCase() === url.host || extra.toLowerCase() === url.hostname);
}

/** Without the brackets that stand around an IPv6 address in a URL. */
function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
