/**
 * Transactions, and the ones the control plane holds open. A held transaction is worked out against the org as it is,
 * recorded as a changeset, and rolled back; its release applies the changeset. So others neither see it nor wait for it.
 */
import { constants, type DatabaseSync } from 'node:sqlite';
import type { CommitListener, RecordedChange } from '../types.ts';

interface HeldTransaction {
  readonly id: string;
  readonly changesets: Uint8Array[];
  readonly changes: RecordedChange[];
}

export class Transactions {
  readonly #database: DatabaseSync;
  readonly #held: HeldTransaction[] = [];
  #depth = 0;
  #holdNumber = 0;
  #journal: RecordedChange[] = [];
  readonly #listeners: CommitListener[] = [];

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  listen(listener: CommitListener): void {
    listener.prepare(this.#database);
    this.#listeners.push(listener);
  }

  /** Notes a change of the open transaction; it is forgotten when that part of it is rolled back. */
  record(change: RecordedChange): void {
    this.#journal.push(change);
  }

  get open(): boolean {
    return this.#depth > 0;
  }

  /** Runs the work in one transaction; inside another one, in a savepoint. An error rolls back and is thrown on. */
  run<T>(work: () => T): T {
    return this.#depth === 0 ? this.#outer(work, this.#held.at(-1)) : this.#nested(work);
  }

  /** As `run`, but never held: for schema changes and loads, which belong to no transaction of the simulated org. */
  runNow<T>(work: () => T): T {
    return this.#depth === 0 ? this.#outer(work, undefined) : this.#nested(work);
  }

  #outer<T>(work: () => T, hold: HeldTransaction | undefined): T {
    this.#database.exec('begin immediate');
    this.#depth += 1;
    this.#journal = [];
    try {
      for (const changeset of hold?.changesets ?? []) this.#apply(changeset);
      const session = hold === undefined ? undefined : this.#database.createSession();
      let result: T;
      try {
        result = work();
        if (session !== undefined) hold?.changesets.push(session.changeset());
      } finally {
        session?.close();
      }
      if (hold === undefined) {
        this.#commit(this.#journal);
      } else {
        hold.changes.push(...this.#journal);
        this.#database.exec('rollback');
      }
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Whether a held transaction that is not the current one has changed this row. */
  touchedByOthers(id: string): boolean {
    const current = this.#held.at(-1);
    return this.#held.some((held) => held !== current && held.changes.some((change) => change.id === id));
  }

  #commit(changes: readonly RecordedChange[]): void {
    if (changes.length > 0) for (const listener of this.#listeners) listener.write(changes, this.#database);
    this.#database.exec('commit');
    if (changes.length > 0) for (const listener of this.#listeners) listener.committed();
  }

  #nested<T>(work: () => T): T {
    const savepoint = `s${this.#depth}`;
    const recorded = this.#journal.length;
    this.#database.exec(`savepoint ${savepoint}`);
    this.#depth += 1;
    try {
      const result = work();
      this.#database.exec(`release ${savepoint}`);
      return result;
    } catch (error) {
      this.#database.exec(`rollback to ${savepoint}; release ${savepoint}`);
      this.#journal.length = recorded;
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /** From now on work belongs to this held transaction, until it is released or another one is opened. */
  hold(): string {
    this.#holdNumber += 1;
    const id = `hold-${this.#holdNumber}`;
    this.#held.push({ id, changesets: [], changes: [] });
    return id;
  }

  /** Makes what was held visible, in order. Returns how many saves that were; 0 for an unknown id. */
  release(id: string): number {
    const index = this.#held.findIndex((held) => held.id === id);
    const [held] = index === -1 ? [] : this.#held.splice(index, 1);
    if (held === undefined) return 0;
    this.#database.exec('begin immediate');
    try {
      for (const changeset of held.changesets) this.#apply(changeset);
      this.#commit(held.changes);
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
    return held.changesets.length;
  }

  /** Where somebody else changed the same row in between, the held change wins, as the later commit does. */
  #apply(changeset: Uint8Array): void {
    if (changeset.length === 0) return;
    this.#database.applyChangeset(changeset, {
      onConflict: (conflict) =>
        conflict === constants.SQLITE_CHANGESET_DATA || conflict === constants.SQLITE_CHANGESET_CONFLICT
          ? constants.SQLITE_CHANGESET_REPLACE
          : constants.SQLITE_CHANGESET_OMIT,
    });
  }

  /** The org was reset: nothing that was held is left. */
  forgetHeld(): void {
    this.#held.length = 0;
    for (const listener of this.#listeners) listener.clear(this.#database);
  }
}
