import { createTransport } from 'nodemailer';
import { type Message, toHtml, toText } from './message.ts';

const TIMEOUT_MS = 20_000;

/** Sends mail by the operator's SMTP server. Rejects with the server's words. */
export interface Mailer {
  /** `messageId` stays the same when a mail is sent again, so that mail programs show it once. */
  send(to: string, message: Message, messageId: string): Promise<void>;
  close(): void;
}

/** Undefined without SMTP_URL. `from` is an address, or a name with one: `Sync User <sync@acme.example>`. */
export function createMailer(options: {
  readonly smtpUrl: string;
  readonly from: string;
}): Mailer | undefined {
  if (options.smtpUrl === '') return undefined;
  const host = /@([^\s>]+)/.exec(options.from)?.[1] ?? 'sync-user.invalid';
  const transport = createTransport({
    url: options.smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Nothing that a message names is fetched or read from disk.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(to, message, messageId) {
      await transport.sendMail({
        from: options.from,
        to: { name: '', address: to },
        subject: message.subject,
        text: toText(message),
        html: toHtml(message),
        messageId: `<${messageId}@${host}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
