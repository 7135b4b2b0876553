import type { Connection, ConnectionState, Trouble } from '@sync-user/contract';
import type { AccessToken, IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer } from '../secret/create-sealer.ts';

/** The sync user's connection; what the API shows of it, and what the token broker needs. */
export interface StoredConnection extends Connection {
  readonly clientId: string;
  /** Goes up by one with every new access token; 0 when there was none yet. */
  readonly tokenVersion: number;
}

/** Opened secrets. Never logged, never sent to a browser. */
export interface ConnectionSecrets {
  readonly clientSecret: string;
  /** Null until the first login. */
  readonly accessToken: AccessToken | null;
}

/** Who the sync user is; from Salesforce's identity answers. */
export interface ConnectionIdentity {
  readonly organizationId: string;
  readonly organizationName: string | null;
  readonly isSandbox: boolean | null;
  readonly userId: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly email: string | null;
}

export const SYNC_USER = 'sync_user';

interface ConnectionRow {
  state: ConnectionState;
  login_url: string;
  instance_url: string | null;
  method: 'client_credentials';
  client_id: string;
  client_secret_sealed: Buffer;
  access_token_sealed: Buffer | null;
  token_version: number;
  organization_id: string | null;
  organization_name: string | null;
  is_sandbox: boolean | null;
  user_id: string | null;
  username: string | null;
  display_name: string | null;
  email: string | null;
  connected_at: IsoInstant | null;
  last_call_at: IsoInstant | null;
  trouble: Trouble | null;
}

async function readRow(
  db: Queryable,
  workspaceId: string,
  lock: boolean,
): Promise<ConnectionRow | undefined> {
  const { rows } = await db.query<ConnectionRow>(
    /* sql */ `
    select state, login_url, instance_url, method, client_id, client_secret_sealed, access_token_sealed,
           token_version, organization_id, organization_name, is_sandbox, user_id, username, display_name, email,
           connected_at, last_call_at, trouble
      from connection
     where workspace_id = $1 and kind = $2
       ${lock ? 'for update' : ''}`,
    [workspaceId, SYNC_USER],
  );
  return rows[0];
}

export async function readConnection(
  db: Queryable,
  workspaceId: string,
): Promise<StoredConnection | undefined> {
  const row = await readRow(db, workspaceId, false);
  return row && toConnection(row);
}

/**
 * Connection and opened secrets; with `lock`, its row is locked until the caller's transaction ends.
 * @throws `SECRET_UNREADABLE`
 */
export async function readConnectionWithSecrets(
  db: Queryable,
  sealer: Sealer,
  workspaceId: string,
  options: { readonly lock: boolean },
): Promise<{ readonly connection: StoredConnection; readonly secrets: ConnectionSecrets } | undefined> {
  const row = await readRow(db, workspaceId, options.lock);
  if (row === undefined) return undefined;
  const clientSecret = sealer.open(row.client_secret_sealed, toPlace(workspaceId, 'client_secret'));
  const token =
    row.access_token_sealed === null
      ? null
      : sealer.open(row.access_token_sealed, toPlace(workspaceId, 'access_token'));
  const accessToken =
    token === null || row.instance_url === null ? null : { token, instanceUrl: row.instance_url };
  return { connection: toConnection(row), secrets: { clientSecret, accessToken } };
}

export function toPlace(workspaceId: string, column: 'client_secret' | 'access_token') {
  return { workspaceId, connection: SYNC_USER, column };
}

function toConnection(row: ConnectionRow): StoredConnection {
  return {
    state: row.state,
    loginUrl: row.login_url,
    instanceUrl: row.instance_url,
    method: row.method,
    clientId: row.client_id,
    tokenVersion: row.token_version,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    isSandbox: row.is_sandbox,
    userId: row.user_id,
    username: row.username,
    displayName: row.display_name,
    email: row.email,
    connectedAt: row.connected_at,
    lastCallAt: row.last_call_at,
    trouble: row.trouble,
  };
}
