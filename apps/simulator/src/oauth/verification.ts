/** What proves at sign-in that a person is who they say: e-mails with codes, verified browsers, authenticator apps. */
import { randomBytes, randomInt } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { OrgClock } from '../org/types.ts';
import { decodeBase32, isTotpCode, newTotpSecret } from './totp.ts';
import { sha256 } from './tokens.ts';

/** One e-mail that Salesforce would have sent; the control plane shows them. */
export interface SentMail {
  readonly id: number;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** The verification code in it. */
  readonly code: string;
  readonly sentAt: string;
}

/** A login whose password was right and whose second step is still to come. */
export interface PendingLogin {
  /** What the page's form sends back. */
  readonly name: string;
  readonly userId: string;
  readonly startUrl: string;
  readonly step: 'email' | 'totp' | 'enrol' | 'password';
  /** E-mail: the code. Enrolment: the secret shown. */
  readonly secret: string;
  readonly expiresAt: number;
}

const PENDING_LIFETIME_MS = 15 * 60 * 1000;
const DEVICE_COOKIE = 'sfdc_lv2';

export class Verification {
  readonly #database: DatabaseSync;
  readonly #clock: OrgClock;
  readonly #pending = new Map<string, PendingLogin>();

  constructor(database: DatabaseSync, clock: OrgClock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Sends five digits, as Salesforce did for years, to be typed into the page. */
  sendCode(to: string, orgName: string): string {
    const code = String(randomInt(100_000)).padStart(5, '0');
    const subject = 'Verify your identity in Salesforce';
    const body =
      `You recently logged in to ${orgName} from a browser or app that we don't recognize.\n\n` +
      `Verification Code: ${code}\n`;
    this.#database
      .prepare('insert into sim_mail (recipient, subject, body, code, sent_at) values (?, ?, ?, ?, ?)')
      .run(to, subject, body, code, this.#clock.now());
    return code;
  }

  mails(): SentMail[] {
    return this.#database
      .prepare('select * from sim_mail order by id')
      .all()
      .map((row) => ({
        id: Number(row['id']),
        to: String(row['recipient']),
        subject: String(row['subject']),
        body: String(row['body']),
        code: String(row['code']),
        sentAt: new Date(Number(row['sent_at'])).toISOString(),
      }));
  }

  begin(login: Omit<PendingLogin, 'name' | 'expiresAt'>): PendingLogin {
    const name = randomBytes(18).toString('base64url');
    const pending = { ...login, name, expiresAt: this.#clock.now() + PENDING_LIFETIME_MS };
    this.#pending.set(name, pending);
    return pending;
  }

  pending(name: string): PendingLogin | undefined {
    const login = this.#pending.get(name);
    if (login !== undefined && login.expiresAt < this.#clock.now()) this.#pending.delete(name);
    return this.#pending.get(name);
  }

  finish({ name }: PendingLogin): void {
    this.#pending.delete(name);
  }

  clear(): void {
    this.#pending.clear();
  }

  /** The cookie that makes this browser known for the person. */
  rememberDevice(userId: string, cookieHeader: string | undefined): string {
    const device = deviceOf(cookieHeader) ?? randomBytes(24).toString('base64url');
    this.#database
      .prepare('insert or ignore into sim_device (hash, user_id) values (?, ?)')
      .run(sha256(device), userId);
    return `${DEVICE_COOKIE}=${device}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000`;
  }

  knowsDevice(userId: string, cookieHeader: string | undefined): boolean {
    const device = deviceOf(cookieHeader);
    return (
      device !== undefined &&
      this.#database
        .prepare('select 1 from sim_device where hash = ? and user_id = ?')
        .get(sha256(device), userId) !== undefined
    );
  }

  authenticatorOf(userId: string): string | undefined {
    const row = this.#database.prepare('select secret from sim_authenticator where user_id = ?').get(userId);
    return row === undefined ? undefined : String(row['secret']);
  }

  enrol(userId: string, secret = newTotpSecret()): string {
    this.#database
      .prepare('insert or replace into sim_authenticator (user_id, secret) values (?, ?)')
      .run(userId, secret);
    return secret;
  }

  removeAuthenticator(userId: string): boolean {
    return (
      Number(this.#database.prepare('delete from sim_authenticator where user_id = ?').run(userId).changes) >
      0
    );
  }

  isCurrentCode(secret: string, code: string): boolean {
    return isTotpCode(decodeBase32(secret), code, this.#clock.now());
  }
}

function deviceOf(cookieHeader: string | undefined): string | undefined {
  return new RegExp(`(?:^|;\\s*)${DEVICE_COOKIE}=([\\w-]+)`).exec(cookieHeader ?? '')?.[1];
}
