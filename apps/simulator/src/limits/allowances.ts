import type { DatabaseSync } from 'node:sqlite';
import type { OrgClock } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 24 * 60;

/** What an org may use of Bulk API 2.0 in 24 hours, by the names of `/limits` where it has one. Source: facts 4.4. */
export const ALLOWANCES = {
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryJobs: 10_000,
  /** In kB here, in MB in `/limits`. */
  DailyBulkV2QueryFileStorageKB: 1_000_000_000,
  DailyBulkV2IngestRecords: 150_000_000,
} as const;

export type AllowanceName = keyof typeof ALLOWANCES;

/** What was used of the org's daily allowances over the trailing 24 hours, in buckets of a minute. */
export class Allowances {
  readonly #database: DatabaseSync;
  readonly #clock: OrgClock;
  readonly #settings: SettingStore;

  constructor(database: DatabaseSync, clock: OrgClock, settings: SettingStore) {
    this.#database = database;
    this.#clock = clock;
    this.#settings = settings;
    database.exec(
      `create table if not exists sim_allowance (
         name text not null, minute integer not null, used integer not null, primary key (name, minute)
       )`,
    );
  }

  max(name: AllowanceName): number {
    return this.#settings.current.limits.allowances[name] ?? ALLOWANCES[name];
  }

  used(name: AllowanceName): number {
    const row = this.#database
      .prepare('select coalesce(sum(used), 0) as used from sim_allowance where name = ? and minute > ?')
      .get(name, this.#minute() - WINDOW_MINUTES);
    return Number(row?.['used'] ?? 0);
  }

  remaining(name: AllowanceName): number {
    return Math.max(0, this.max(name) - this.used(name));
  }

  spend(name: AllowanceName, amount: number): void {
    this.#database
      .prepare(
        `insert into sim_allowance (name, minute, used) values (?, ?, ?)
         on conflict (name, minute) do update set used = used + excluded.used`,
      )
      .run(name, this.#minute(), amount);
  }

  clear(): void {
    this.#database.exec('delete from sim_allowance');
  }

  #minute(): number {
    return Math.floor(this.#clock.now() / MINUTE_MS);
  }
}
