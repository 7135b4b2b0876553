import type { DatabaseSync } from 'node:sqlite';
import type { IpRange } from './sign-in-settings.ts';

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What Setup keeps with a profile (ranges, hours) or a user (verification, authenticator, password) about signing in. */
export interface LoginPolicy {
  /** Logins come from there only; empty: from anywhere. */
  readonly ipRanges?: readonly IpRange[];
  /** Minutes of the day from and to, in the org's time zone. A day that is not named is closed; without any, always open. */
  readonly loginHours?: Readonly<Partial<Record<Weekday, readonly [from: number, to: number]>>>;
  readonly emailVerification?: boolean;
  readonly mfa?: boolean;
  readonly passwordExpired?: boolean;
  readonly failedLogins?: number;
  readonly lockedAt?: number | undefined;
}

/** Login policies by the id of the profile or user they belong to. */
export class LoginPolicyStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  read(ownerId: string): LoginPolicy {
    const row = this.#database
      .prepare('select definition from sim_login_policy where owner_id = ?')
      .get(ownerId);
    return row === undefined ? {} : (JSON.parse(String(row['definition'])) as LoginPolicy);
  }

  change(ownerId: string, changes: LoginPolicy): void {
    this.#database
      .prepare('insert or replace into sim_login_policy (owner_id, definition) values (?, ?)')
      .run(ownerId, JSON.stringify({ ...this.read(ownerId), ...changes }));
  }
}
