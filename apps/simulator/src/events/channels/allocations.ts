/** What an org may publish and deliver. Source: facts 6.8. */
import type { DatabaseSync } from 'node:sqlite';
import { querySystem } from '../../users.ts';
import type { Org } from '../../org/types.ts';
import type { SettingStore } from '../../settings.ts';
import type { UsageMetric } from '../usage-metrics.ts';

export interface EventAllocations {
  /** Events delivered to subscribers in a rolling 24 hours. */
  readonly deliveredPerDay: number;
  readonly publishedPerHour: number;
  readonly monthly: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const BY_EDITION: readonly (readonly [RegExp, EventAllocations])[] = [
  [/unlimited|performance/i, { deliveredPerDay: 50_000, publishedPerHour: 250_000, monthly: 1_500_000 }],
  [/enterprise/i, { deliveredPerDay: 25_000, publishedPerHour: 250_000, monthly: 750_000 }],
];
const DEVELOPER: EventAllocations = { deliveredPerDay: 10_000, publishedPerHour: 50_000, monthly: 300_000 };
/** Change Data Capture is not part of the smaller editions. Source: facts 6.8. */
const WITHOUT = /professional|essentials|group|starter|contact manager|personal/i;

const TABLE = /* sql */ `
  create table if not exists sim_event_usage (
    kind text not null, minute integer not null, events integer not null, primary key (kind, minute)
  ) without rowid
`;

export class Allocations {
  readonly #org: Org;
  readonly #database: DatabaseSync;
  readonly #settings: SettingStore;
  #knownEdition: string | undefined;

  constructor(org: Org, database: DatabaseSync, settings: SettingStore) {
    this.#org = org;
    this.#database = database;
    this.#settings = settings;
    database.exec(TABLE);
  }

  /** The organization may have changed. */
  forget(): void {
    this.#knownEdition = undefined;
  }

  get hasChangeDataCapture(): boolean {
    return !WITHOUT.test(this.#edition());
  }

  get max(): EventAllocations {
    const allocations = BY_EDITION.find(([edition]) => edition.test(this.#edition()))?.[1] ?? DEVELOPER;
    const { maxDeliveredEvents, addOn } = this.#settings.current.events;
    const extra = addOn ? 100_000 : 0;
    return {
      ...allocations,
      deliveredPerDay: maxDeliveredEvents ?? allocations.deliveredPerDay + extra,
      monthly: allocations.monthly + (addOn ? 3_000_000 : 0),
    };
  }

  delivered(): number {
    return this.#used('delivered', DAY_MINUTES);
  }

  published(): number {
    return this.#used('published', 60);
  }

  usedThisMonth(): number {
    return this.#used('delivered', 30 * DAY_MINUTES);
  }

  /** Events of a metric between two moments. */
  counted(metric: UsageMetric, from: number, to: number): number {
    const row = this.#database
      .prepare(
        `select coalesce(sum(events), 0) as n from sim_event_usage where kind = ? and minute >= ? and minute < ?`,
      )
      .get(metric, Math.floor(from / MINUTE_MS), Math.floor(to / MINUTE_MS));
    return Number(row?.['n'] ?? 0);
  }

  /** Counts events by metric. */
  count(what: 'DELIVERED' | 'PUBLISHED', events: readonly { readonly object: string }[]): void {
    const platform = events.filter(({ object }) => object.endsWith('__e')).length;
    this.spend(`PLATFORM_EVENTS_${what}`, platform);
    this.spend(`CHANGE_EVENTS_${what}`, events.length - platform);
  }

  spend(kind: 'delivered' | 'published' | UsageMetric, events: number): void {
    if (events === 0) return;
    this.#database
      .prepare(
        `insert into sim_event_usage values (?1, ?2, ?3)
         on conflict (kind, minute) do update set events = events + ?3`,
      )
      .run(kind, this.#minute(), events);
  }

  clear(): void {
    this.#database.exec('delete from sim_event_usage');
  }

  #used(kind: string, minutes: number): number {
    const row = this.#database
      .prepare('select coalesce(sum(events), 0) as n from sim_event_usage where kind = ? and minute > ?')
      .get(kind, this.#minute() - minutes);
    return Number(row?.['n'] ?? 0);
  }

  #minute(): number {
    return Math.floor(this.#org.clock.now() / MINUTE_MS);
  }

  #edition(): string {
    this.#knownEdition ??= this.#readEdition();
    return this.#knownEdition;
  }

  #readEdition(): string {
    const [row] = querySystem(this.#org, 'SELECT OrganizationType FROM Organization');
    const edition = row?.['OrganizationType'];
    return typeof edition === 'string' ? edition : '';
  }
}
