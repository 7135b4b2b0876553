import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: readonly string[];
  /** Head and body as they came, encodings undone. */
  readonly raw: string;
  readonly subject: string;
}

/** A real mail server on a port of its own. It keeps what it gets, and refuses addresses that begin with `unknown`. */
export interface MailServer extends AsyncDisposable {
  /** `smtp://user:password@…`, for SMTP_URL. */
  readonly url: string;
  readonly password: string;
  readonly mails: readonly ReceivedMail[];
}

export async function startMailServer(): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const password = `mail-${crypto.randomUUID()}`;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: (auth, _session, done) =>
      auth.password === password ? done(null, { user: auth.username }) : done(new Error('wrong password')),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('unknown')
        ? done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
        : done(),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = decode(Buffer.concat(chunks).toString('utf8'));
        mails.push({
          raw,
          to: session.envelope.rcptTo.map(({ address }) => address),
          subject: /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(raw)?.[1]?.replace(/\r?\n[ \t]/g, ' ') ?? '',
        });
        done();
      });
    },
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => done());
  });
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    mails,
    password,
    url: `smtp://sync:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}

/** Undoes quoted-printable and the encoded words of headers (RFC 2045, RFC 2047), as a mail program does. */
function decode(raw: string): string {
  const bytes = (text: string): string =>
    Buffer.from(
      text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
  const words = raw.replace(
    /=\?utf-8\?([QB])\?([^?]*)\?=(?:\r?\n[ \t]+(?==\?))?/gi,
    (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : bytes(text.replace(/_/g, ' ')),
  );
  return /^Content-Transfer-Encoding: quoted-printable/im.test(words)
    ? words.replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, bytes)
    : words;
}
