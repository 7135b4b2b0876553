import type { DatabaseSync } from 'node:sqlite';
import { REPLICATION_DEFAULTS, type ReplicationSettings } from './rest/delete-log.ts';
import { EVENT_DEFAULTS } from './events/event-settings.ts';
import type { EventSettings } from './events/event-settings.ts';
import { LIMIT_DEFAULTS } from './limits/limit-settings.ts';
import type { LimitSettings } from './limits/limit-settings.ts';
import { SIGN_IN_DEFAULTS } from './oauth/sign-in-settings.ts';
import type { SignInSettings } from './oauth/sign-in-settings.ts';

/** How long a bulk job stays in each state, beyond the work itself. */
export type BulkPace =
  /** Done before the create call answers. */
  | { readonly mode: 'immediately' }
  /** As fast as the work goes. */
  | { readonly mode: 'natural' }
  | { readonly mode: 'polls'; readonly polls: number }
  | { readonly mode: 'ms'; readonly ms: number };

/** What the control plane can turn; kept over restarts. */
export interface Settings {
  /** The org's clock runs this much ahead of the machine's. */
  readonly clockOffsetMs: number;
  /** Where the org's clock stands still, in epoch milliseconds; null: it goes on with the machine's. */
  readonly clockStoppedAt: number | null;
  readonly limits: LimitSettings;
  /** A session ends after this long without a call. Salesforce: 15 minutes to 24 hours, 2 hours unless set. */
  readonly sessionTimeoutMs: number;
  readonly bulkPace: BulkPace;
  /** Most rows of a bulk result page, whatever the caller asks for; null for no such limit. */
  readonly bulkPageRows: number | null;
  /** Change events and platform events. */
  readonly events: EventSettings;
  readonly signIn: SignInSettings;
  /** `/updated` and `/deleted`. */
  readonly replication: ReplicationSettings;
}

const DEFAULTS: Settings = {
  clockOffsetMs: 0,
  clockStoppedAt: null,
  limits: LIMIT_DEFAULTS,
  sessionTimeoutMs: 2 * 60 * 60 * 1000,
  bulkPace: { mode: 'natural' },
  bulkPageRows: null,
  events: EVENT_DEFAULTS,
  signIn: SIGN_IN_DEFAULTS,
  replication: REPLICATION_DEFAULTS,
};

export class SettingStore {
  readonly #database: DatabaseSync;
  #current: Settings;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#current = DEFAULTS;
    this.reload();
  }

  get current(): Settings {
    return this.#current;
  }

  change(changes: Partial<Settings>): void {
    const write = this.#database.prepare('insert or replace into sim_setting (name, value) values (?, ?)');
    for (const [name, value] of Object.entries(changes)) write.run(name, JSON.stringify(value));
    this.#current = { ...this.#current, ...changes };
  }

  reload(): void {
    const rows = this.#database.prepare('select name, value from sim_setting').all();
    const stored = Object.fromEntries(
      rows.map((row) => [String(row['name']), JSON.parse(String(row['value']))]),
    );
    this.#current = { ...DEFAULTS, ...(stored as Partial<Settings>) };
  }
}
