import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly path: string;
}

/** A program that is told by webhook. `answer` says with which status; 204 unless set. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly calls: readonly ReceivedCall[];
  answer: (nth: number) => { readonly status: number; readonly headers?: Record<string, string> };
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({
        headers: request.headers,
        path: request.url ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      });
      const { status, headers = {} } = receiver.answer(calls.length);
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const receiver: WebhookReceiver = {
    url: `http://${host}/hooks/in-the-path`,
    host,
    calls,
    answer: () => ({ status: 204 }),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/**
 * What a receiver does by the Standard Webhooks specification, "Verifying webhook authenticity": signature over id,
 * timestamp and body, and the timestamp within five minutes.
 */
export function isGenuine({ headers, body }: ReceivedCall, secret: string): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const [prefix, base64 = ''] = secret.split('_');
  if (prefix !== 'whsec') return false;
  const expected = createHmac('sha256', Buffer.from(base64, 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((entry) => {
      const [version, signature = ''] = entry.split(',');
      const given = Buffer.from(signature, 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
}
