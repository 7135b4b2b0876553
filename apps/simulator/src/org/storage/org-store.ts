/** What the org keeps beside its rows: schema, settings and id counters. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { completeDefinition } from '../schema/define.ts';
import type { ObjectDefinition } from '../schema/types.ts';

const TABLES = /* sql */ `
  create table if not exists sim_object (name text primary key, definition text not null);
  create table if not exists sim_setting (name text primary key, value text not null);
  -- rows that left without a recycle bin behind them, or were emptied out of it: getDeleted still tells
  -- of them, to those whom what sharing looked at (JSON) would still let see them
  create table if not exists sim_delete_log (
    object text not null, id text not null, deleted_at text not null, sharing text not null, primary key (object, id)
  );
  -- lookups emptied by a delete, for the undelete; a key of its own, so that held transactions carry its rows
  create table if not exists sim_cleared_lookup (
    parent_id text not null, object text not null, child_id text not null, field text not null,
    primary key (parent_id, object, child_id, field)
  );
  -- which event of their own an invitation made for a user
  create table if not exists sim_invited_event (relation_id text primary key, event_id text not null);
  create table if not exists sim_counter (name text primary key, value integer not null);
`;

const MOST_DEFINITIONS = 1000;
/** By their stored text: the orgs of a process have most definitions in common, and a reset has them all again. */
const definitions = new Map<string, ObjectDefinition>();

function readDefinition(text: string): ObjectDefinition {
  const known = definitions.get(text);
  if (known !== undefined) return known;
  const definition = completeDefinition(JSON.parse(text) as ObjectDefinition);
  if (definitions.size >= MOST_DEFINITIONS) definitions.clear();
  definitions.set(text, definition);
  return definition;
}

export class OrgStore {
  readonly #database: DatabaseSync;
  #readSetting: StatementSync | undefined;
  readonly #counters = new Map<string, number>();
  readonly #dirty = new Set<string>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(TABLES);
    for (const row of database.prepare('select name, value from sim_counter').all()) {
      this.#counters.set(String(row['name']), Number(row['value']));
    }
  }

  readObjects(): ObjectDefinition[] {
    const rows = this.#database.prepare('select definition from sim_object order by rowid').all();
    return rows.map((row) => readDefinition(String(row['definition'])));
  }

  writeObject(definition: ObjectDefinition): void {
    this.#database
      .prepare(
        'insert into sim_object (name, definition) values (?, ?) on conflict (name) do update set definition = excluded.definition',
      )
      .run(definition.name, JSON.stringify(definition));
  }

  readSetting(name: string): string | undefined {
    this.#readSetting ??= this.#database.prepare('select value from sim_setting where name = ?');
    const row = this.#readSetting.get(name);
    return row === undefined ? undefined : String(row['value']);
  }

  writeSetting(name: string, value: string): void {
    this.#database
      .prepare(
        'insert into sim_setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
      )
      .run(name, value);
  }

  /** A new org's only setting is its id. */
  begin(organizationId: string): void {
    this.#database.exec('delete from sim_setting');
    this.writeSetting('organizationId', organizationId);
  }

  /**
   * The next `count` numbers of this counter; the first one is returned. A number is never given twice, even when the
   * work that asked for it is rolled back, so counters live in memory until `flushCounters`.
   */
  takeNumbers(name: string, count: number): number {
    const first = (this.#counters.get(name) ?? 0) + 1;
    this.#counters.set(name, first + count - 1);
    this.#dirty.add(name);
    return first;
  }

  /** Never lets the counter hand out this number or a lower one again. */
  skipNumbersTo(name: string, number: number): void {
    if ((this.#counters.get(name) ?? 0) >= number) return;
    this.#counters.set(name, number);
    this.#dirty.add(name);
  }

  /** Call it outside of any transaction that may be rolled back. */
  flushCounters(): void {
    if (this.#dirty.size === 0) return;
    const write = this.#database.prepare(
      'insert into sim_counter (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
    );
    for (const name of this.#dirty) write.run(name, this.#counters.get(name) ?? 0);
    this.#dirty.clear();
  }

  /** Forgets everything but leaves tables of other owners alone. */
  clear(): void {
    this.#counters.clear();
    this.#dirty.clear();
    this.#database.exec(
      'delete from sim_object; delete from sim_setting; delete from sim_counter; delete from sim_delete_log; delete from sim_cleared_lookup; delete from sim_invited_event',
    );
  }
}
