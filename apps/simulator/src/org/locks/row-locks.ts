/** Rows that somebody else works on. */
import type { ObjectModel } from '../schema/schema.ts';
import type { Row } from '../types.ts';
import { toId18 } from '../ids.ts';
import { refuse } from '../save/row-failure.ts';

/** Locks held from outside, by the control plane, and the rows that other open transactions have touched. */
export class RowLocks {
  readonly #held = new Map<string, ReadonlySet<string>>();
  readonly #touchedElsewhere: (id: string) => boolean;
  #number = 0;

  constructor(touchedElsewhere: (id: string) => boolean) {
    this.#touchedElsewhere = touchedElsewhere;
  }

  /** Locks the rows until `release`. */
  hold(ids: readonly string[]): string {
    this.#number += 1;
    const lock = `lock-${this.#number}`;
    this.#held.set(lock, new Set(ids.map((id) => toId18(id) ?? id)));
    return lock;
  }

  /** False when there is no such lock. */
  release(lock: string): boolean {
    return this.#held.delete(lock);
  }

  clear(): void {
    this.#held.clear();
  }

  list(): { readonly id: string; readonly ids: readonly string[] }[] {
    return [...this.#held].map(([id, ids]) => ({ id, ids: [...ids] }));
  }

  isLocked(id: string): boolean {
    return [...this.#held.values()].some((ids) => ids.has(id)) || this.#touchedElsewhere(id);
  }
}

/**
 * The rows that saving this one locks: itself, its masters, and the account of a standard child.
 * Source: Salesforce "Record Locking Cheat Sheet": inserting or changing a detail locks its master; inserting, deleting
 * or reparenting a contact, opportunity or case locks its account.
 */
function lockedIds(
  model: ObjectModel,
  before: Readonly<Row> | undefined,
  after: Readonly<Row> | undefined,
): string[] {
  const id = (after ?? before)?.['Id'];
  const ids = typeof id === 'string' ? [id] : [];
  for (const field of model.storedFields) {
    if (field.type !== 'reference') continue;
    const old = before?.[field.name] ?? null;
    const now = after?.[field.name] ?? null;
    const locksParent =
      field.masterDetail || (field.name === 'AccountId' && field.referenceTo[0] === 'Account' && old !== now);
    if (!locksParent) continue;
    for (const parent of [old, now]) if (typeof parent === 'string') ids.push(parent);
  }
  return ids;
}

/** @throws RowFailure `UNABLE_TO_LOCK_ROW` */
export function requireUnlocked(
  locks: RowLocks,
  model: ObjectModel,
  before: Readonly<Row> | undefined,
  after: Readonly<Row> | undefined,
): void {
  const locked = lockedIds(model, before, after).find((id) => locks.isLocked(id));
  if (locked === undefined) return;
  throw refuse(
    'UNABLE_TO_LOCK_ROW',
    `unable to obtain exclusive access to this record or 1 records: ${locked}`,
  );
}
