import type { DatabaseSync } from 'node:sqlite';

export const OAUTH_FLOWS = ['webServer', 'refreshToken', 'clientCredentials', 'password', 'jwt'] as const;
export type OAuthFlow = (typeof OAUTH_FLOWS)[number];

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
  /** A refresh token is dead this long after its issue; 0: at once ("Immediately expire refresh token"). */
  readonly refreshTokenLifetimeMs?: number | null;
  /** Sessions of this app time out after this long; null for the org's own timeout. */
  readonly sessionTimeoutMs?: number | null;
  /** False: it was never installed, and September 2025's rule holds. Apps of the org's own count as installed. */
  readonly installed?: boolean;
  /** An External Client App: a row of ExternalClientApplication, not of ConnectedApplication. */
  readonly external?: boolean;
  /** Blocked under "Connected Apps OAuth Usage". */
  readonly blocked?: boolean;
  /** "High assurance session required", as ConnectedApplication tells it; logins do not enforce it. */
  readonly highAssurance?: boolean;
  /** "Admin approved users are pre-authorized", by profiles and permission sets. */
  readonly adminApproved?: boolean;
  /** `relax`: the profile's login IP ranges do not hold for this app. */
  readonly ipRelaxation?: 'enforce' | 'relax';
  readonly disabledFlows?: readonly OAuthFlow[];
}

export class AppStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  write(app: App): void {
    this.#database
      .prepare(
        `insert into sim_app (consumer_key, definition) values (?, ?)
         on conflict (consumer_key) do update set definition = excluded.definition`,
      )
      .run(app.consumerKey, JSON.stringify(app));
  }

  read(consumerKey: string): App | undefined {
    const row = this.#database
      .prepare('select definition from sim_app where consumer_key = ?')
      .get(consumerKey);
    return row === undefined ? undefined : (JSON.parse(String(row['definition'])) as App);
  }

  /** The app's own number, from which its record id is made. */
  numberOf(consumerKey: string): number {
    const row = this.#database
      .prepare('select rowid as number from sim_app where consumer_key = ?')
      .get(consumerKey);
    return Number(row?.['number'] ?? 0);
  }

  list(): App[] {
    return this.#database
      .prepare('select definition from sim_app order by consumer_key')
      .all()
      .map((row) => JSON.parse(String(row['definition'])) as App);
  }
}
