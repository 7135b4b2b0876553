import type { DatabaseSync } from 'node:sqlite';
import type { OrgClock } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 24 * 60;

/**
 * The org's API calls over the trailing 24 hours, in buckets of a minute: there is no instant of reset.
 * Source: API Request Limits and Allocations, "rolling 24-hour".
 */
export class ApiUsage {
  readonly #database: DatabaseSync;
  readonly #clock: OrgClock;
  readonly #settings: SettingStore;
  readonly #sinceStart = new Map<string, number>();
  #totalSinceStart = 0;

  constructor(database: DatabaseSync, clock: OrgClock, settings: SettingStore) {
    this.#database = database;
    this.#clock = clock;
    this.#settings = settings;
  }

  get max(): number {
    return this.#settings.current.maxDailyApiRequests;
  }

  /** Counts calls; `kind` is only for the control plane's statistics. */
  spend(kind: string, calls = 1): void {
    this.#add(calls);
    this.#totalSinceStart += calls;
    this.#sinceStart.set(kind, (this.#sinceStart.get(kind) ?? 0) + calls);
  }

  /** Somebody else's calls, made up by the control plane: they fill the limit and no statistics. */
  spendAsOthers(calls: number): void {
    this.#add(calls);
  }

  used(): number {
    const oldest = this.#minute() - WINDOW_MINUTES;
    const row = this.#database
      .prepare('select coalesce(sum(calls), 0) as used from sim_usage where minute > ?')
      .get(oldest);
    return Number(row?.['used'] ?? 0);
  }

  /** `api-usage=18/5000`, as every REST answer carries it. */
  limitInfo(): string {
    return `api-usage=${this.used()}/${this.max}`;
  }

  statistics(): { readonly apiCalls: number; readonly byKind: Record<string, number> } {
    return { apiCalls: this.#totalSinceStart, byKind: Object.fromEntries(this.#sinceStart) };
  }

  clear(): void {
    this.#database.exec('delete from sim_usage');
    this.#sinceStart.clear();
    this.#totalSinceStart = 0;
  }

  #minute(): number {
    return Math.floor(this.#clock.now() / MINUTE_MS);
  }

  #add(calls: number): void {
    this.#database
      .prepare(
        'insert into sim_usage (minute, calls) values (?, ?) on conflict (minute) do update set calls = calls + excluded.calls',
      )
      .run(this.#minute(), calls);
  }
}
