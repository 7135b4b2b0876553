import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** Cheap on purpose: a seed sets dozens of passwords at start, and none of them guards anything. */
const SCRYPT = { N: 1024, r: 8, p: 1 } as const;
const HASH_BYTES = 32;

export class PasswordStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  set(userId: string, password: string): void {
    const salt = randomBytes(16);
    const hash = scryptSync(password, salt, HASH_BYTES, SCRYPT);
    this.#database
      .prepare('insert or replace into sim_password (user_id, salt, hash) values (?, ?, ?)')
      .run(userId, salt.toString('hex'), hash.toString('hex'));
  }

  matches(userId: string, password: string): boolean {
    const row = this.#database.prepare('select salt, hash from sim_password where user_id = ?').get(userId);
    if (row === undefined) return false;
    const hash = scryptSync(password, Buffer.from(String(row['salt']), 'hex'), HASH_BYTES, SCRYPT);
    return timingSafeEqual(hash, Buffer.from(String(row['hash']), 'hex'));
  }
}
