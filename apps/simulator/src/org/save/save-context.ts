import type { EffectiveAccess } from '../access/effective-access.ts';
import type { RowSharing } from '../access/row-sharing.ts';
import type { RowLocks } from '../locks/row-locks.ts';
import type { ObjectModel, Schema } from '../schema/schema.ts';
import type { OrgSetup } from '../setup/org-setup.ts';
import type { OrgStore } from '../storage/org-store.ts';
import type { RowStore } from '../storage/row-store.ts';
import type { Caller, Row, SaveOptions, UnsignedChange } from '../types.ts';

/** One call of `save`: whose it is, and the instant that all its stamps carry. */
export interface SaveContext {
  readonly caller: Caller;
  /** Whole seconds, `2026-01-31T10:00:00.000Z`. */
  readonly stamp: string;
  readonly schema: Schema;
  readonly access: EffectiveAccess;
  readonly sharing: RowSharing;
  readonly rows: RowStore;
  readonly store: OrgStore;
  readonly options: SaveOptions;
  readonly setup: OrgSetup;
  readonly locks: RowLocks;
  /** Milliseconds since 1970, of the org's clock: for TODAY() and NOW(). */
  now(): number;
  /** Notes the change for whoever listens to commits. Derived fields that move silently are not noted. */
  record(change: UnsignedChange): void;
  newId(model: ObjectModel): string;
  /** Rows that rules write, through the whole order of execution. */
  readonly platform: PlatformWrites;
  /** Objects that were written to, lower-cased. */
  readonly touched: Set<string>;
}

/** What the platform does to rows as part of something else: no field-level security, no duplicate rules. @throws RowFailure */
export interface PlatformWrites {
  /** The new row's id. */
  create(model: ObjectModel, values: Readonly<Row>): string;
  /** Does nothing when nothing would change. */
  update(model: ObjectModel, id: string, values: Readonly<Row>): void;
  delete(model: ObjectModel, id: string): void;
  /** Does nothing for a row that is not in the recycle bin. */
  undelete(model: ObjectModel, id: string): void;
}

/** A row on its way into the table. Rules may change `row`; `before` is undefined for a new row. */
export interface RowChange {
  readonly model: ObjectModel;
  readonly row: Row;
  readonly before: Readonly<Row> | undefined;
  /** Names of fields that the caller set, or a rule did. */
  readonly changed: Set<string>;
}

/** Sets a field if the object has it. */
export function setField(change: RowChange, name: string, value: Row[string]): void {
  const field = change.model.field(name);
  if (field === undefined || change.row[field.name] === value) return;
  change.row[field.name] = value;
  change.changed.add(field.name);
}

export function hasChanged(change: RowChange, name: string): boolean {
  return change.before === undefined ? change.changed.has(name) : change.row[name] !== change.before[name];
}
