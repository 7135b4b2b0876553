/** The event bus' memory: 72 hours of events in the order of their commits, inside the org's own database. */
import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export interface LoggedEvent {
  readonly position: number;
  readonly id: string;
  /** The object whose change it is, or the platform event's name. */
  readonly object: string;
  readonly schemaId: string;
  readonly payload: Uint8Array;
}

export interface NewEvent extends Omit<LoggedEvent, 'position'> {
  /** Names of the channels that carry it. */
  readonly channels: readonly string[];
}

/** Which events of the log belong to a topic. */
export interface TopicFilter {
  readonly channel: string | null;
  readonly object: string | null;
}

/** Source: facts 6.3. */
export const RETENTION_MS = 72 * 60 * 60 * 1000;

const TABLES = /* sql */ `
  create table if not exists sim_event (
    position integer primary key, id text not null, object text not null, channels text not null,
    schema_id text not null, payload blob not null, stored_at integer not null
  );
  create index if not exists sim_event_stored_at on sim_event (stored_at);
  create table if not exists sim_event_schema (id text primary key, name text not null, json text not null);
  create table if not exists sim_event_state (name text primary key, value integer not null);
`;

export class EventLog {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #statements = new Map<string, StatementSync>();
  readonly #knownSchemas = new Set<string>();
  #purgedAt = 0;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
    database.exec(TABLES);
  }

  /** Where the log begins, so that the ids of one org mean nothing in another; an org that became another has none. */
  begin(organizationId: string): void {
    const start = createHash('sha256').update(organizationId).digest().readUIntBE(0, 3) * 4096;
    if (this.#state('start') === start) return;
    this.#setState('start', start);
    this.moveTo(start);
  }

  /** The place of the newest event. */
  tip(): number {
    return this.#state('position') ?? 0;
  }

  /** Appends a transaction's events; ids of one transaction follow each other, between two there may be a gap. */
  append(events: readonly NewEvent[]): number[] {
    let position = this.tip() + (events.length % 3);
    const insert = this.#prepare('insert into sim_event values (?, ?, ?, ?, ?, ?, ?)');
    const now = this.#now();
    const positions = events.map((event) => {
      position += 1;
      const channels = `|${event.channels.join('|')}|`;
      insert.run(position, event.id, event.object, channels, event.schemaId, event.payload, now);
      return position;
    });
    this.#setState('position', position);
    return positions;
  }

  /** A place for those who wait where nothing happens: their id shall not grow old. Source: facts 6.3. */
  mark(): number {
    const [position = 0] = this.append([
      { id: '', object: '', channels: [], schemaId: '', payload: new Uint8Array() },
    ]);
    return position;
  }

  /** Events after `position`, oldest first, and how far was looked. */
  read(
    { channel, object }: TopicFilter,
    position: number,
    limit: number,
  ): { readonly events: readonly LoggedEvent[]; readonly readTo: number } {
    const tip = this.tip();
    const rows = this.#prepare(
      `select position, id, object, schema_id, payload from sim_event
        where position > ?1 and position <= ?2 and +stored_at > ?3 and (?4 is null or instr(channels, ?4) > 0)
          and (?5 is null or object = ?5) and schema_id <> ''
        order by position limit ?6`,
    ).all(position, tip, this.#oldest(), channel === null ? null : `|${channel}|`, object, limit);
    const events = rows.map((row) => ({
      position: Number(row['position']),
      id: String(row['id']),
      object: String(row['object']),
      schemaId: String(row['schema_id']),
      payload: row['payload'] as Uint8Array,
    }));
    return { events, readTo: events.length < limit ? tip : (events.at(-1)?.position ?? tip) };
  }

  /** Whether an id was given out for this place and its time is not over. */
  isRetained(position: number): boolean {
    const row = this.#prepare('select stored_at from sim_event where position = ?').get(position);
    return row !== undefined && Number(row['stored_at']) > this.#oldest();
  }

  /** When the newest place was given out. */
  tipStoredAt(): number {
    const row = this.#prepare('select stored_at from sim_event where position = ?').get(this.tip());
    return row === undefined ? 0 : Number(row['stored_at']);
  }

  count(): number {
    const row = this.#prepare(
      `select count(*) as n from sim_event where schema_id <> '' and stored_at > ?`,
    ).get(this.#oldest());
    return Number(row?.['n'] ?? 0);
  }

  keepSchema(schema: { readonly id: string; readonly name: string; readonly json: string }): void {
    if (this.#knownSchemas.has(schema.id)) return;
    this.#prepare('insert or ignore into sim_event_schema values (?, ?, ?)').run(
      schema.id,
      schema.name,
      schema.json,
    );
    this.#knownSchemas.add(schema.id);
  }

  schemaJson(id: string): string | undefined {
    const row = this.#prepare('select json from sim_event_schema where id = ?').get(id);
    return row === undefined ? undefined : String(row['json']);
  }

  /** The next number of a database's commits: they only grow. */
  nextCommitNumber(): number {
    const next = (this.#state('commit_number') ?? 12_279_578_000_000) + 7;
    this.#setState('commit_number', next);
    return next;
  }

  /** How far a managed subscription says it has come. */
  committed(subscriptionId: string): number | undefined {
    return this.#state(`committed:${subscriptionId}`);
  }

  commit(subscriptionId: string, position: number): void {
    this.#setState(`committed:${subscriptionId}`, position);
  }

  /** The org was moved: ids start over somewhere else, and what was stored is gone. */
  moveTo(position: number): void {
    this.#database.exec('delete from sim_event');
    this.#setState('position', position);
    this.#prepare(`insert into sim_event values (?, '', '', '', '', x'', ?)`).run(position, this.#now());
  }

  /** Now and then: what is too old goes. */
  purge(): void {
    const now = this.#now();
    if (Math.abs(now - this.#purgedAt) < 60_000) return;
    this.#purgedAt = now;
    this.#prepare('delete from sim_event where stored_at <= ?').run(this.#oldest());
  }

  clear(): void {
    this.#database.exec('delete from sim_event; delete from sim_event_schema; delete from sim_event_state');
    this.#knownSchemas.clear();
  }

  #oldest(): number {
    return this.#now() - RETENTION_MS;
  }

  #state(name: string): number | undefined {
    const row = this.#prepare('select value from sim_event_state where name = ?').get(name);
    return row === undefined ? undefined : Number(row['value']);
  }

  #setState(name: string, value: number): void {
    this.#prepare('insert or replace into sim_event_state values (?, ?)').run(name, value);
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Ten bytes: the place as a big-endian number, and two zeros. Source: recorded replay ids. */
export function replayIdOf(position: number): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeBigUInt64BE(BigInt(position));
  return bytes;
}

/**
 * Undefined for bytes that are no replay id of ours. The two zeros may be missing: the Pub/Sub API node client keeps a
 * replay id as the number in its first eight bytes, and sends those.
 */
export function positionOf(replayId: Uint8Array): number | undefined {
  const bytes = Buffer.from(replayId);
  if (bytes.length !== 8 && (bytes.length !== 10 || bytes.readUInt16BE(8) !== 0)) return undefined;
  const position = bytes.readBigUInt64BE(0);
  return position > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(position);
}
