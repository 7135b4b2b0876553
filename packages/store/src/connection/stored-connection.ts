import type { Connection, ConnectionMethod, ConnectionState, Trouble } from '@sync-user/contract';
import type { AccessToken, IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer, SecretPlace } from '../secret/create-sealer.ts';

/** A connection; what the API shows of it, and what the token broker needs. */
export interface StoredConnection extends Connection {
  readonly workspaceId: string;
  readonly appId: string;
  /** Goes up by one with every new access token; 0 when there was none yet. */
  readonly tokenVersion: number;
  /** A renewal was begun then, and nothing is known of its end. */
  readonly renewalBegunAt: IsoInstant | null;
  /** Whether the last renewal brought a new refresh token; null before the first, and for logins without one. */
  readonly refreshTokenRotates: boolean | null;
  /** Asked of the member before it becomes active. */
  readonly question: ConnectionQuestion | null;
}

/** The e-mails differ: which Salesforce user is this member? */
export interface ConnectionQuestion {
  readonly memberEmail: string;
  readonly signedInAs: SalesforcePerson;
  readonly others: readonly SalesforcePerson[];
}

export interface SalesforcePerson {
  readonly userId: string;
  readonly username: string;
  readonly name: string;
  readonly email: string;
}

/** Opened tokens. Never logged, never sent to a browser. */
export interface ConnectionSecrets {
  /** Null for logins that have none, and after the connection was replaced. */
  readonly refreshToken: string | null;
  /** Null until the first login. */
  readonly accessToken: AccessToken | null;
}

/** Who the user is; from Salesforce's identity answers. */
export interface ConnectionIdentity {
  readonly organizationId: string;
  readonly organizationName: string | null;
  readonly isSandbox: boolean | null;
  readonly userId: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly email: string | null;
}

/** Which connection. The sync user's and the candidate's are found by what they are, so that a swap is seen at once. */
export type ConnectionKey =
  | { readonly workspaceId: string; readonly connectionId: string }
  | { readonly workspaceId: string; readonly role: 'sync_user' | 'candidate' }
  | { readonly workspaceId: string; readonly memberId: string };

interface ConnectionRow {
  workspace_id: string;
  connection_id: string;
  is_sync_user: boolean;
  member_id: string | null;
  member_name: string | null;
  member_email: string | null;
  state: ConnectionState;
  method: ConnectionMethod;
  app_id: string;
  login_url: string;
  instance_url: string | null;
  scopes: string | null;
  organization_id: string | null;
  organization_name: string | null;
  is_sandbox: boolean | null;
  user_id: string | null;
  username: string | null;
  display_name: string | null;
  email: string | null;
  refresh_token_sealed: Buffer | null;
  access_token_sealed: Buffer | null;
  token_version: number;
  renewal_begun_at: IsoInstant | null;
  renewed_at: IsoInstant | null;
  renewals: number;
  refresh_token_rotates: boolean | null;
  connected_at: IsoInstant | null;
  last_call_at: IsoInstant | null;
  question: ConnectionQuestion | null;
  trouble: Trouble | null;
}

const SELECT = /* sql */ `
  select c.workspace_id, c.connection_id, c.is_sync_user, c.member_id, m.name as member_name,
         m.email as member_email, c.state, c.method, c.app_id, c.login_url, c.instance_url, c.scopes,
         c.organization_id, c.organization_name, c.is_sandbox, c.user_id, c.username, c.display_name, c.email,
         c.refresh_token_sealed, c.access_token_sealed, c.token_version, c.renewal_begun_at, c.renewed_at,
         c.renewals, c.refresh_token_rotates, c.connected_at, c.last_call_at, c.question, c.trouble
    from connection c
    left join member m on m.workspace_id = c.workspace_id and m.member_id = c.member_id`;

/** The state stands in the condition, so that the unique partial indexes are used. */
function conditionOf(key: ConnectionKey): { readonly sql: string; readonly values: readonly string[] } {
  if ('connectionId' in key) {
    return {
      sql: 'c.workspace_id = $1 and c.connection_id = $2',
      values: [key.workspaceId, key.connectionId],
    };
  }
  if ('memberId' in key) {
    return {
      sql: `c.workspace_id = $1 and c.member_id = $2 and c.state <> 'replaced'`,
      values: [key.workspaceId, key.memberId],
    };
  }
  const role = key.role === 'sync_user' ? 'c.is_sync_user' : 'not c.is_sync_user and c.member_id is null';
  return { sql: `c.workspace_id = $1 and ${role} and c.state <> 'replaced'`, values: [key.workspaceId] };
}

async function readRow(db: Queryable, key: ConnectionKey): Promise<ConnectionRow | undefined> {
  if ('connectionId' in key && !isUuid(key.connectionId)) return undefined;
  const { sql, values } = conditionOf(key);
  const { rows } = await db.query<ConnectionRow>(`${SELECT} where ${sql}`, values);
  return rows[0];
}

export async function readConnection(
  db: Queryable,
  key: ConnectionKey,
): Promise<StoredConnection | undefined> {
  const row = await readRow(db, key);
  return row && toConnection(row);
}

/** Those that are not replaced, then the history, the newest first; at most 200. */
export async function listConnections(db: Queryable, workspaceId: string): Promise<StoredConnection[]> {
  const { rows } = await db.query<ConnectionRow>(
    /* sql */ `
    ${SELECT}
     where c.workspace_id = $1
     order by c.state = 'replaced', c.is_sync_user desc, c.member_id is not null,
              coalesce(c.ended_at, c.connected_at) desc nulls last, c.connection_id
     limit 200`,
    [workspaceId],
  );
  return rows.map(toConnection);
}

/** @throws `SECRET_UNREADABLE` */
export async function readConnectionWithSecrets(
  db: Queryable,
  sealer: Sealer,
  key: ConnectionKey,
): Promise<{ readonly connection: StoredConnection; readonly secrets: ConnectionSecrets } | undefined> {
  const row = await readRow(db, key);
  if (row === undefined) return undefined;
  const open = (sealed: Buffer | null, column: TokenColumn) =>
    sealed === null ? null : sealer.open(sealed, toPlace(row.workspace_id, row.connection_id, column));
  const token = open(row.access_token_sealed, 'access_token');
  return {
    connection: toConnection(row),
    secrets: {
      refreshToken: open(row.refresh_token_sealed, 'refresh_token'),
      accessToken:
        token === null || row.instance_url === null ? null : { token, instanceUrl: row.instance_url },
    },
  };
}

export type TokenColumn = 'refresh_token' | 'access_token';

export function toPlace(workspaceId: string, connectionId: string, column: TokenColumn): SecretPlace {
  return { workspaceId, connection: connectionId, column };
}

/** Ids come from addresses people type: what is none finds nothing, instead of an error of the database. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function toConnection(row: ConnectionRow): StoredConnection {
  return {
    workspaceId: row.workspace_id,
    id: row.connection_id,
    state: row.state,
    isSyncUser: row.is_sync_user,
    member:
      row.member_id === null
        ? null
        : { id: row.member_id, name: row.member_name ?? '', email: row.member_email ?? '' },
    method: row.method,
    appId: row.app_id,
    loginUrl: row.login_url,
    instanceUrl: row.instance_url,
    scopes: row.scopes === null ? [] : row.scopes.split(' ').filter((scope) => scope !== ''),
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    isSandbox: row.is_sandbox,
    userId: row.user_id,
    username: row.username,
    displayName: row.display_name,
    email: row.email,
    tokenVersion: row.token_version,
    renewalBegunAt: row.renewal_begun_at,
    lastRenewedAt: row.renewed_at,
    renewals: row.renewals,
    refreshTokenRotates: row.refresh_token_rotates,
    connectedAt: row.connected_at,
    lastCallAt: row.last_call_at,
    question: row.question,
    trouble: row.trouble,
  };
}
