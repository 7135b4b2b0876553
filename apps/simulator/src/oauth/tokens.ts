import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { OrgClock } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';

/** `Bearer` or refresh token, as kept: only its hash is. */
export interface Token {
  readonly kind: 'access' | 'refresh';
  /** Tokens of one approval; revoking the refresh token ends them all. */
  readonly grantId: string;
  readonly userId: string;
  readonly consumerKey: string;
  readonly scope: string;
  readonly issuedAt: number;
  readonly usedAt: number;
  readonly state: TokenState;
  readonly sourceIp: string | null;
  /** Of this session; null for the org's. */
  readonly timeoutMs: number | null;
}

export type TokenState = 'active' | 'revoked' | 'rotated' | 'expired';

export interface NewGrant {
  readonly userId: string;
  readonly consumerKey: string;
  readonly scope: string;
  readonly sourceIp?: string;
  readonly timeoutMs?: number | null;
  /** As AuthSession spells it. */
  readonly loginType?: string;
}

/** One row of OauthToken or AuthSession. */
export interface ListedToken extends Token {
  readonly number: number;
  readonly hash: string;
  readonly useCount: number;
  readonly loginType: string | null;
}

/** Salesforce keeps five approvals per user and app; the sixth ends the oldest. Source: facts 1.3. */
const MAX_REFRESH_TOKENS_PER_USER_AND_APP = 5;
/** A sliding session is written back at most this often. */
const USED_AT_PRECISION_MS = 15_000;

export class TokenStore {
  readonly #database: DatabaseSync;
  readonly #clock: OrgClock;
  readonly #settings: SettingStore;
  readonly #organizationId: () => string;

  constructor(database: DatabaseSync, clock: OrgClock, settings: SettingStore, organizationId: () => string) {
    this.#database = database;
    this.#clock = clock;
    this.#settings = settings;
    this.#organizationId = organizationId;
  }

  /** A session: `00D…!…`, the shape clients check with `(00D\w{12,15})![.\w]*``. */
  issueAccessToken(grant: NewGrant, grantId: string = randomUUID()): string {
    const token = `${this.#organizationId().slice(0, 15)}!AQ${opaqueText(94)}`;
    this.#insert(token, 'access', grant, grantId);
    return token;
  }

  issueRefreshToken(grant: NewGrant, grantId: string): string {
    const token = `5Aep861${opaqueText(80)}`;
    this.#insert(token, 'refresh', grant, grantId);
    const active = this.#database
      .prepare(
        `select grant_id from sim_token where user_id = ? and consumer_key = ? and kind = 'refresh' and state = 'active'
         order by issued_at desc, rowid desc`,
      )
      .all(grant.userId, grant.consumerKey);
    for (const row of active.slice(MAX_REFRESH_TOKENS_PER_USER_AND_APP))
      this.revokeGrant(String(row['grant_id']));
    return token;
  }

  /** The session behind an access token, prolonged by this use; undefined when it is unknown or over. */
  useSession(accessToken: string, sourceIp?: string): Token | undefined {
    const token = this.read(accessToken);
    if (token?.kind !== 'access' || token.state !== 'active') return undefined;
    if (
      this.#settings.current.signIn.lockSessionsToIp &&
      token.sourceIp !== null &&
      sourceIp !== undefined &&
      sourceIp !== token.sourceIp
    ) {
      return undefined;
    }
    const now = this.#clock.now();
    if (now > this.sessionEndsAt(token)) {
      this.#setState(accessToken, 'expired');
      return undefined;
    }
    if (now - token.usedAt > USED_AT_PRECISION_MS) this.touch(accessToken);
    return token;
  }

  /** When the session ends if nobody uses it again. */
  sessionEndsAt(token: Token): number {
    return token.usedAt + (token.timeoutMs ?? this.#settings.current.sessionTimeoutMs);
  }

  touch(text: string): void {
    this.#database
      .prepare('update sim_token set used_at = ?, use_count = use_count + 1 where hash = ?')
      .run(this.#clock.now(), sha256(text));
  }

  read(text: string): Token | undefined {
    const row = this.#database.prepare('select * from sim_token where hash = ?').get(sha256(text));
    return row === undefined ? undefined : toToken(row);
  }

  /** Live refresh tokens (OauthToken) or sessions (AuthSession). */
  list(kind: Token['kind']): ListedToken[] {
    return this.#database
      .prepare(`select rowid as number, * from sim_token where kind = ? and state = 'active' order by rowid`)
      .all(kind)
      .map((row) => ({
        ...toToken(row),
        number: Number(row['number']),
        hash: String(row['hash']),
        useCount: Number(row['use_count']),
        loginType: row['login_type'] === null ? null : String(row['login_type']),
      }))
      .filter((token) => kind === 'refresh' || this.#clock.now() <= this.sessionEndsAt(token));
  }

  /** Ends one listed token, by its number. */
  revokeNumber(number: number): void {
    this.#database
      .prepare(`update sim_token set state = 'revoked' where rowid = ? and state = 'active'`)
      .run(number);
  }

  /** Of an app that was uninstalled. */
  revokeApp(consumerKey: string): void {
    this.#database
      .prepare(`update sim_token set state = 'revoked' where consumer_key = ? and state = 'active'`)
      .run(consumerKey);
  }

  markRotated(refreshToken: string): void {
    this.#setState(refreshToken, 'rotated');
  }

  /**
   * An access token ends alone; a refresh token takes its access tokens along. OauthToken.DeleteToken stands for its
   * refresh token. False when unknown.
   */
  revoke(text: string): boolean {
    const byDeleteToken = this.list('refresh').find(({ hash }) => hash === text);
    const token = byDeleteToken ?? this.read(text);
    if (token === undefined || token.state !== 'active') return false;
    if (token.kind === 'refresh') this.revokeGrant(token.grantId);
    else this.#setState(text, 'revoked');
    return true;
  }

  revokeGrant(grantId: string): void {
    this.#database
      .prepare(`update sim_token set state = 'revoked' where grant_id = ? and state = 'active'`)
      .run(grantId);
  }

  /** Ends sessions at once, as a timeout would. All users' unless one is named. */
  expireSessions(userId?: string): number {
    return Number(
      this.#database
        .prepare(
          `update sim_token set state = 'expired'
            where kind = 'access' and state = 'active' and (?1 is null or user_id = ?1)`,
        )
        .run(userId ?? null).changes,
    );
  }

  /** Ends sessions and refresh tokens: a deactivated user, or an administrator's "Revoke". */
  revokeUser(userId: string): number {
    return Number(
      this.#database
        .prepare(`update sim_token set state = 'revoked' where user_id = ? and state = 'active'`)
        .run(userId).changes,
    );
  }

  /** Nobody's tokens work any more: the org became another one. */
  revokeAll(): void {
    this.#database.exec(`update sim_token set state = 'revoked' where state = 'active'`);
  }

  counts(): { readonly sessions: number; readonly refreshTokens: number } {
    const row = this.#database
      .prepare(
        `select coalesce(sum(kind = 'access'), 0) as sessions, coalesce(sum(kind = 'refresh'), 0) as refresh_tokens
           from sim_token where state = 'active'`,
      )
      .get();
    return { sessions: Number(row?.['sessions'] ?? 0), refreshTokens: Number(row?.['refresh_tokens'] ?? 0) };
  }

  #insert(text: string, kind: Token['kind'], grant: NewGrant, grantId: string): void {
    const now = this.#clock.now();
    this.#database
      .prepare(
        `insert into sim_token (hash, kind, grant_id, user_id, consumer_key, scope, issued_at, used_at, source_ip,
           timeout_ms, login_type) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        sha256(text),
        kind,
        grantId,
        grant.userId,
        grant.consumerKey,
        grant.scope,
        now,
        now,
        grant.sourceIp ?? null,
        grant.timeoutMs ?? null,
        grant.loginType ?? null,
      );
  }

  #setState(text: string, state: TokenState): void {
    this.#database.prepare('update sim_token set state = ? where hash = ?').run(state, sha256(text));
  }
}

function toToken(row: Readonly<Record<string, SQLOutputValue>>): Token {
  return {
    kind: row['kind'] as Token['kind'],
    grantId: String(row['grant_id']),
    userId: String(row['user_id']),
    consumerKey: String(row['consumer_key']),
    scope: String(row['scope']),
    issuedAt: Number(row['issued_at']),
    usedAt: Number(row['used_at']),
    state: row['state'] as TokenState,
    sourceIp: row['source_ip'] === null ? null : String(row['source_ip']),
    timeoutMs: row['timeout_ms'] === null ? null : Number(row['timeout_ms']),
  };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const TOKEN_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._';

function opaqueText(length: number): string {
  return Array.from(randomBytes(length), (byte) => TOKEN_ALPHABET[byte % TOKEN_ALPHABET.length]).join('');
}
