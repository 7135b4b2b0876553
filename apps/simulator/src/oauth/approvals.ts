import type { DatabaseSync } from 'node:sqlite';

/** Which people allowed which apps what; the approval page is shown once. */
export class ApprovalStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  allow(userId: string, consumerKey: string, scope: string): void {
    this.#database
      .prepare('insert or replace into sim_approval (user_id, consumer_key, scope) values (?, ?, ?)')
      .run(userId, consumerKey, scope);
  }

  /** True when the person allowed at least these scopes before. */
  covers(userId: string, consumerKey: string, scope: string): boolean {
    const row = this.#database
      .prepare('select scope from sim_approval where user_id = ? and consumer_key = ?')
      .get(userId, consumerKey);
    if (row === undefined) return false;
    const allowed = new Set(String(row['scope']).split(' '));
    return scope.split(' ').every((wanted) => allowed.has(wanted));
  }

  exists(userId: string, consumerKey: string): boolean {
    const row = this.#database
      .prepare('select 1 from sim_approval where user_id = ? and consumer_key = ?')
      .get(userId, consumerKey);
    return row !== undefined;
  }

  forget(userId: string, consumerKey: string): void {
    this.#database
      .prepare('delete from sim_approval where user_id = ? and consumer_key = ?')
      .run(userId, consumerKey);
  }
}
