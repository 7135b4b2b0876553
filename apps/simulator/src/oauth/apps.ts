import type { DatabaseSync } from 'node:sqlite';

/** A connected app or external client app of the org. */
export interface App {
  readonly name: string;
  readonly consumerKey: string;
  /** Null for public clients. */
  readonly consumerSecret: string | null;
  /** PEM, for the JWT bearer flow. */
  readonly certificate: string | null;
  readonly callbackUrls: readonly string[];
  readonly scopes: readonly string[];
  /** Whom the client credentials flow acts as; null when that flow is off. */
  readonly runAsUsername: string | null;
  /** Each refresh hands out a new refresh token and ends the old one. */
  readonly refreshTokenRotation: boolean;
  /** Admin-approved users: nobody sees the approval page, and JWT works without an earlier approval. */
  readonly preAuthorized: boolean;
  /** An authorize request without a code challenge is refused. */
  readonly requirePkce: boolean;
  readonly requireSecretForWebServerFlow: boolean;
  readonly requireSecretForRefreshToken: boolean;
  /** A refresh token unused this long is dead; null for no such limit. */
  readonly refreshTokenIdleMs: number | null;
}

export class AppStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  write(app: App): void {
    this.#database
      .prepare('insert or replace into sim_app (consumer_key, definition) values (?, ?)')
      .run(app.consumerKey, JSON.stringify(app));
  }

  read(consumerKey: string): App | undefined {
    const row = this.#database
      .prepare('select definition from sim_app where consumer_key = ?')
      .get(consumerKey);
    return row === undefined ? undefined : (JSON.parse(String(row['definition'])) as App);
  }

  list(): App[] {
    return this.#database
      .prepare('select definition from sim_app order by consumer_key')
      .all()
      .map((row) => JSON.parse(String(row['definition'])) as App);
  }
}
