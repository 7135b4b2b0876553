import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { SalesforceError } from '../errors.ts';
import type { ApiAllocation } from '../limits/api-allocation.ts';
import { LongRequests } from '../limits/long-requests.ts';
import type { LimitSettings } from '../limits/limit-settings.ts';
import type { OrgClock } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 24 * 60;
/**
 * How far beyond its maximum a paid production org gets before calls are refused. The documentation says "a certain
 * amount" and no number: half as much again is our guess, and a setting.
 */
const GRACE = 1.5;

/**
 * The org's API calls over the trailing 24 hours, in buckets of a minute: there is no instant of reset.
 * Source: API Request Limits and Allocations, "rolling 24-hour"; facts 3.1 to 3.3.
 */
export class ApiUsage {
  readonly longRequests = new LongRequests();
  readonly #clock: OrgClock;
  readonly #settings: SettingStore;
  readonly #database: DatabaseSync;
  readonly #readAllocation: () => ApiAllocation;
  readonly #sum: StatementSync;
  readonly #add: StatementSync;
  readonly #sinceStart = new Map<string, number>();
  #totalSinceStart = 0;
  #allocation: ApiAllocation | undefined;

  constructor(
    database: DatabaseSync,
    clock: OrgClock,
    settings: SettingStore,
    readAllocation: () => ApiAllocation,
  ) {
    this.#database = database;
    this.#clock = clock;
    this.#settings = settings;
    this.#readAllocation = readAllocation;
    // `app` is empty for calls of the whole org; an app's own calls stand beside them.
    database.exec(
      `create table if not exists sim_api_usage (
         app text not null, minute integer not null, calls integer not null, primary key (app, minute)
       )`,
    );
    this.#sum = database.prepare(
      'select coalesce(sum(calls), 0) as used from sim_api_usage where app = ? and minute > ?',
    );
    this.#add = database.prepare(
      `insert into sim_api_usage (app, minute, calls) values (?, ?, ?)
       on conflict (app, minute) do update set calls = calls + excluded.calls`,
    );
  }

  /** Calls in 24 hours, by edition and licences unless the control plane says otherwise. */
  get max(): number {
    return this.#limits.maxDailyApiRequests ?? this.allocation.dailyRequests;
  }

  /** From there on calls are refused. */
  get hardMax(): number {
    const { hardDailyApiRequests, maxDailyApiRequests } = this.#limits;
    if (hardDailyApiRequests !== null) return hardDailyApiRequests;
    if (maxDailyApiRequests !== null || !this.allocation.paidProduction) return this.max;
    return Math.floor(this.max * GRACE);
  }

  /** Long requests at a time. */
  get maxLongRequests(): number {
    return this.#limits.maxLongRequests ?? this.allocation.longRequests;
  }

  get allocation(): ApiAllocation {
    this.#allocation ??= this.#readAllocation();
    return this.#allocation;
  }

  /** The org may be another one now: the control plane did something. */
  forgetAllocation(): void {
    this.#allocation = undefined;
  }

  get #limits(): LimitSettings {
    return this.#settings.current.limits;
  }

  /** Counts calls; `kind` is only for the control plane's statistics. */
  spend(kind: string, calls = 1, app?: string): void {
    this.#spend('', calls);
    if (app !== undefined) this.#spend(app, calls);
    this.#totalSinceStart += calls;
    this.#sinceStart.set(kind, (this.#sinceStart.get(kind) ?? 0) + calls);
  }

  /** Somebody else's calls, made up by the control plane: they fill the limit and no statistics. */
  spendAsOthers(calls: number): void {
    this.#spend('', calls);
  }

  /** Of the org, or of one of its apps. */
  used(app = ''): number {
    return Number(this.#sum.get(app, this.#minute() - WINDOW_MINUTES)?.['used'] ?? 0);
  }

  /** Why a call is refused, before it is counted; undefined when it may go on. */
  exhausted(): SalesforceError | undefined {
    if (this.used() < this.hardMax) return undefined;
    return new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  }

  /** Why a request is refused while too many others take long. Text: facts 3.3, as clients quote it. */
  busy(): SalesforceError | undefined {
    if (this.longRequests.count(this.#limits.longRequestMs) < this.maxLongRequests) return undefined;
    return new SalesforceError(
      403,
      'REQUEST_LIMIT_EXCEEDED',
      'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    );
  }

  /** Whether apps are counted one by one: only where somebody will see it. */
  get countsApps(): boolean {
    return this.#limits.listApps || Object.keys(this.#limits.perAppApiRequests).length > 0;
  }

  /** `api-usage=18/5000`, as every REST answer carries it; with a quota of the app's own, that as well. */
  limitInfo(app?: string): string {
    const quota = app === undefined ? undefined : this.#limits.perAppApiRequests[app];
    const ofOrg = `api-usage=${this.used()}/${this.max}`;
    if (app === undefined || quota === undefined) return ofOrg;
    return `${ofOrg}; per-app-api-usage=${this.used(app)}/${quota}(appName=${app})`;
  }

  statistics(): { readonly apiCalls: number; readonly byKind: Record<string, number> } {
    return { apiCalls: this.#totalSinceStart, byKind: Object.fromEntries(this.#sinceStart) };
  }

  clear(): void {
    this.#database.exec('delete from sim_api_usage');
    this.#sinceStart.clear();
    this.#totalSinceStart = 0;
    this.longRequests.hold(0);
    this.forgetAllocation();
  }

  #minute(): number {
    return Math.floor(this.#clock.now() / MINUTE_MS);
  }

  #spend(app: string, calls: number): void {
    this.#add.run(app, this.#minute(), calls);
  }
}
