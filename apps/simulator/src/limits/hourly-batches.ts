import { SalesforceError } from '../errors.ts';
import type { OrgClock } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';

const HOUR_MS = 3_600_000;

/**
 * `/composite/batch` is a resource of Connect API, which has a limit per user and hour. Source: facts 2.9. The status
 * is that of Connect API's rate limit (Connect REST API Developer Guide, "Status Codes": 503), not recorded here.
 */
export class HourlyBatches {
  readonly #clock: OrgClock;
  readonly #settings: SettingStore;
  readonly #byUser = new Map<string, { hour: number; count: number }>();

  constructor(clock: OrgClock, settings: SettingStore) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** @throws SalesforceError when the user's hour is used up */
  take(userId: string): void {
    const hour = Math.floor(this.#clock.now() / HOUR_MS);
    const known = this.#byUser.get(userId);
    const entry = known?.hour === hour ? known : { hour, count: 0 };
    if (entry.count >= this.#settings.current.limits.maxHourlyBatches) {
      throw new SalesforceError(
        503,
        'REQUEST_LIMIT_EXCEEDED',
        "You have reached the Connect API's hourly request limit for this user and application",
      );
    }
    entry.count += 1;
    this.#byUser.set(userId, entry);
  }

  clear(): void {
    this.#byUser.clear();
  }
}
