import type { ConnectionMethod, ConnectionState, Trouble } from '@sync-user/contract';
import type { AccessToken, IsoInstant } from '@sync-user/engine';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer } from '../secret/create-sealer.ts';
import {
  type ConnectionIdentity,
  type ConnectionQuestion,
  type StoredConnection,
  toPlace,
} from './stored-connection.ts';

type Key = { readonly workspaceId: string; readonly connectionId: string };

/** Tokens as Salesforce just granted them. */
export interface NewTokens {
  readonly accessToken: AccessToken;
  /** Undefined: none came, the one that is stored stays good. */
  readonly refreshToken: string | undefined;
  /** Space-separated; undefined when Salesforce did not say. */
  readonly scopes: string | undefined;
}

/** A login that went well: how, as whom, with which tokens. */
export interface NewLogin {
  readonly method: ConnectionMethod;
  readonly appId: string;
  readonly loginUrl: string;
  readonly identity: ConnectionIdentity;
  readonly tokens: NewTokens;
  readonly state: ConnectionState;
  readonly trouble: Trouble | null;
  readonly question: ConnectionQuestion | null;
  readonly at: IsoInstant;
}

/** A new connection; answers its id. */
export async function insertConnection(
  db: Queryable,
  sealer: Sealer,
  workspaceId: string,
  role: { readonly isSyncUser: boolean; readonly memberId: string | null },
  login: NewLogin,
): Promise<string> {
  const { rows } = await db.query<{ connection_id: string }>(
    /* sql */ `
    insert into connection (workspace_id, is_sync_user, member_id, state, method, app_id, login_url)
    values ($1, $2, $3, 'pending', $4, $5, $6)
    returning connection_id`,
    [workspaceId, role.isSyncUser, role.memberId, login.method, login.appId, login.loginUrl],
  );
  const connectionId = rows[0]?.connection_id;
  if (connectionId === undefined) throw new Error('the connection was not written');
  await renewLogin(db, sealer, { workspaceId, connectionId }, login);
  return connectionId;
}

/** The same user logged in anew: the row and its id stay, tokens and trouble are new. */
export async function renewLogin(db: Queryable, sealer: Sealer, key: Key, login: NewLogin): Promise<void> {
  const { identity, tokens } = login;
  await db.query(
    /* sql */ `
    update connection
       set state = $3, method = $4, app_id = $5, login_url = $6, organization_id = $7, organization_name = $8,
           is_sandbox = $9, user_id = $10, username = $11, display_name = $12, email = $13, connected_at = $14,
           trouble = $15, question = $16, access_token_sealed = $17, refresh_token_sealed = $18,
           instance_url = $19, scopes = $20, token_version = token_version + 1, renewal_begun_at = null,
           renewed_at = $14, renewals = 0, refresh_token_rotates = null, ended_at = null
     where workspace_id = $1 and connection_id = $2`,
    [
      key.workspaceId,
      key.connectionId,
      login.state,
      login.method,
      login.appId,
      login.loginUrl,
      identity.organizationId,
      identity.organizationName,
      identity.isSandbox,
      identity.userId,
      identity.username,
      identity.displayName,
      identity.email,
      login.at,
      toJson(login.trouble),
      toJson(login.question),
      sealer.seal(tokens.accessToken.token, toPlace(key.workspaceId, key.connectionId, 'access_token')),
      sealRefreshToken(sealer, key, tokens.refreshToken),
      tokens.accessToken.instanceUrl,
      tokens.scopes ?? null,
    ],
  );
}

/** Committed before a renewal is asked for, so that a crash is known afterwards. */
export async function noteRenewalBegun(db: Queryable, key: Key, at: IsoInstant): Promise<void> {
  await db.query(
    /* sql */ `update connection set renewal_begun_at = $3 where workspace_id = $1 and connection_id = $2`,
    [key.workspaceId, key.connectionId, at],
  );
}

/** Nothing was granted and nothing can be lost. */
export async function noteRenewalEnded(db: Queryable, key: Key): Promise<void> {
  await db.query(
    /* sql */ `update connection set renewal_begun_at = null where workspace_id = $1 and connection_id = $2`,
    [key.workspaceId, key.connectionId],
  );
}

export type WrittenTokens =
  | 'written'
  /** Somebody who could not know of the answer had found its tokens lost, and stopped the connection: it is active again. */
  | 'restored'
  /** The connection got other tokens meanwhile, which then stay. */
  | 'outdated';

/** What a renewal granted. */
export async function writeTokens(
  db: Queryable,
  sealer: Sealer,
  connection: StoredConnection,
  tokens: NewTokens,
  at: IsoInstant,
): Promise<WrittenTokens> {
  const key = { workspaceId: connection.workspaceId, connectionId: connection.id };
  const { rows } = await db.query<{ restored: boolean }>(
    /* sql */ `
    with before as (
      select token_version, state = 'revoked' and trouble ->> 'code' = 'SF_REFRESH_TOKEN_LOST' as lost
        from connection
       where workspace_id = $1 and connection_id = $2 and token_version = $3 and state <> 'replaced'
         for update
    )
    update connection c
       set access_token_sealed = $4, refresh_token_sealed = coalesce($5, refresh_token_sealed), instance_url = $6,
           scopes = coalesce($7, scopes), token_version = c.token_version + 1, renewal_begun_at = null,
           renewed_at = $8, renewals = renewals + 1,
           refresh_token_rotates = case when refresh_token_sealed is null then null else $5::bytea is not null end,
           state = case when coalesce(before.lost, false) then 'active' else state end,
           trouble = case when coalesce(before.lost, false) then null else trouble end
      from before
     where c.workspace_id = $1 and c.connection_id = $2
    returning coalesce(before.lost, false) as restored`,
    [
      key.workspaceId,
      key.connectionId,
      connection.tokenVersion,
      sealer.seal(tokens.accessToken.token, toPlace(key.workspaceId, key.connectionId, 'access_token')),
      sealRefreshToken(sealer, key, tokens.refreshToken),
      tokens.accessToken.instanceUrl,
      tokens.scopes ?? null,
      at,
    ],
  );
  const [row] = rows;
  if (row === undefined) return 'outdated';
  return row.restored ? 'restored' : 'written';
}

export async function writeConnectionIdentity(
  db: Queryable,
  key: Key,
  identity: ConnectionIdentity,
): Promise<void> {
  await db.query(
    /* sql */ `
    update connection
       set organization_name = $3, is_sandbox = $4, username = $5, display_name = $6, email = $7
     where workspace_id = $1 and connection_id = $2`,
    [
      key.workspaceId,
      key.connectionId,
      identity.organizationName,
      identity.isSandbox,
      identity.username,
      identity.displayName,
      identity.email,
    ],
  );
}

export interface StateChange {
  readonly from: ConnectionState;
  readonly to: ConnectionState;
  readonly trouble: Trouble | null;
  readonly tokenVersion?: number;
  /** Written with the move and only with it, whoever dies right after. */
  readonly audit?: Omit<AuditEvent, 'workspaceId'>;
}

/**
 * Moves a state that is still `from`, and the trouble with it; false when somebody else moved it meanwhile. With
 * `tokenVersion`: only while the tokens that the finding is about are the stored ones.
 */
export async function writeConnectionState(db: Queryable, key: Key, change: StateChange): Promise<boolean> {
  const { audit } = change;
  const { rowCount } = await db.query(
    /* sql */ `
    with moved as (
      update connection set state = $4, trouble = $5
       where workspace_id = $1 and connection_id = $2 and state = $3
         and ($6::integer is null or token_version = $6)
      returning workspace_id
    ), audited as (
      insert into audit_event (workspace_id, actor, action, target, as_user, details)
      select workspace_id, $7, $8, $9, $10, $11 from moved where $8::text is not null
    )
    select from moved`,
    [
      key.workspaceId,
      key.connectionId,
      change.from,
      change.to,
      toJson(change.trouble),
      change.tokenVersion ?? null,
      audit?.actor ?? null,
      audit?.action ?? null,
      audit?.target ?? null,
      audit?.asUser ?? null,
      audit === undefined ? null : JSON.stringify(audit.details),
    ],
  );
  return rowCount > 0;
}

/** Who it was stays, for the audit trail; its tokens and its trouble go. */
export async function endConnection(db: Queryable, key: Key, at: IsoInstant): Promise<void> {
  await db.query(
    /* sql */ `
    update connection
       set state = 'replaced', ended_at = $3, trouble = null, question = null, refresh_token_sealed = null,
           access_token_sealed = null, renewal_begun_at = null, token_version = token_version + 1
     where workspace_id = $1 and connection_id = $2`,
    [key.workspaceId, key.connectionId, at],
  );
}

/** What it is for: the sync user's designation, and whose personal one it is. */
export async function writeConnectionRole(
  db: Queryable,
  key: Key,
  role: { readonly isSyncUser: boolean; readonly memberId: string | null },
): Promise<void> {
  await db.query(
    /* sql */ `
    update connection set is_sync_user = $3, member_id = $4 where workspace_id = $1 and connection_id = $2`,
    [key.workspaceId, key.connectionId, role.isSyncUser, role.memberId],
  );
}

function sealRefreshToken(sealer: Sealer, key: Key, token: string | undefined): Buffer | null {
  if (token === undefined) return null;
  return sealer.seal(token, toPlace(key.workspaceId, key.connectionId, 'refresh_token'));
}

function toJson(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
