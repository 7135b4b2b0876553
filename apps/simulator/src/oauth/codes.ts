import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { OrgClock } from '../org/types.ts';
import { sha256 } from './tokens.ts';

/** What an authorization code stands for. */
export interface AuthorizationCode {
  readonly consumerKey: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scope: string;
  /** PKCE, always S256: Salesforce never accepted `plain`. */
  readonly challenge: string | null;
  readonly nonce: string | null;
}

export type RedeemedCode =
  | { readonly kind: 'good'; readonly code: AuthorizationCode }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' };

const CODE_LIFETIME_MS = 15 * 60 * 1000;

export class CodeStore {
  readonly #database: DatabaseSync;
  readonly #clock: OrgClock;

  constructor(database: DatabaseSync, clock: OrgClock) {
    this.#database = database;
    this.#clock = clock;
  }

  issue(code: AuthorizationCode): string {
    const text = `aPrx${randomBytes(48).toString('base64url')}==`;
    this.#database
      .prepare(
        `insert into sim_code (hash, consumer_key, user_id, redirect_uri, scope, challenge, nonce, issued_at)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        sha256(text),
        code.consumerKey,
        code.userId,
        code.redirectUri,
        code.scope,
        code.challenge,
        code.nonce,
        this.#clock.now(),
      );
    return text;
  }

  /** Looks a code up and uses it, whatever the caller then thinks of it: it works once. */
  redeem(text: string): RedeemedCode {
    const hash = sha256(text);
    const row = this.#database.prepare('select * from sim_code where hash = ?').get(hash);
    if (row === undefined) return { kind: 'unknown' };
    this.#database.prepare('update sim_code set used = 1 where hash = ?').run(hash);
    if (Number(row['used']) === 1) return { kind: 'expired' };
    if (this.#clock.now() - Number(row['issued_at']) > CODE_LIFETIME_MS) return { kind: 'expired' };
    return {
      kind: 'good',
      code: {
        consumerKey: String(row['consumer_key']),
        userId: String(row['user_id']),
        redirectUri: String(row['redirect_uri']),
        scope: String(row['scope']),
        challenge: row['challenge'] === null ? null : String(row['challenge']),
        nonce: row['nonce'] === null ? null : String(row['nonce']),
      },
    };
  }
}

/** base64url(SHA-256(verifier)), RFC 7636. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
