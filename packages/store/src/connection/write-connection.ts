import type { ConnectionState, Trouble } from '@sync-user/contract';
import type { AccessToken, IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer } from '../secret/create-sealer.ts';
import { type ConnectionIdentity, SYNC_USER, toPlace } from './stored-connection.ts';

export interface ConnectionSettings {
  readonly state: ConnectionState;
  readonly loginUrl: string;
  readonly method: 'client_credentials';
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Writes how to log in. A connection that is there keeps its identity (the org lock compares with it) and loses its
 * access token and trouble.
 */
export async function writeConnection(
  db: Queryable,
  sealer: Sealer,
  workspaceId: string,
  settings: ConnectionSettings,
): Promise<void> {
  await db.query(
    /* sql */ `
    insert into connection as c (workspace_id, kind, state, login_url, method, client_id, client_secret_sealed)
    values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (workspace_id, kind) do update
       set state = excluded.state, login_url = excluded.login_url, method = excluded.method,
           client_id = excluded.client_id, client_secret_sealed = excluded.client_secret_sealed,
           access_token_sealed = null, token_version = c.token_version + 1, trouble = null`,
    [
      workspaceId,
      SYNC_USER,
      settings.state,
      settings.loginUrl,
      settings.method,
      settings.clientId,
      sealer.seal(settings.clientSecret, toPlace(workspaceId, 'client_secret')),
    ],
  );
}

export async function writeAccessToken(
  db: Queryable,
  sealer: Sealer,
  workspaceId: string,
  token: AccessToken,
): Promise<void> {
  await db.query(
    /* sql */ `
    update connection
       set access_token_sealed = $3, instance_url = $4, token_version = token_version + 1
     where workspace_id = $1 and kind = $2`,
    [
      workspaceId,
      SYNC_USER,
      sealer.seal(token.token, toPlace(workspaceId, 'access_token')),
      token.instanceUrl,
    ],
  );
}

/**
 * Who it turned out to be. Sets `connectedAt`. The first org that a workspace is connected to is noted as its own, which
 * `removeConnection` leaves. The caller has compared the org with it.
 */
export async function writeConnectionIdentity(
  db: Queryable,
  workspaceId: string,
  identity: ConnectionIdentity,
  at: IsoInstant,
): Promise<void> {
  await db.query(
    /* sql */ `
    with noted as (
      update workspace
         set organization_id = $3, organization_name = $4
       where workspace_id = $1
         and (organization_id is null or organization_id = $3)
    )
    update connection
       set organization_id = $3, organization_name = $4, is_sandbox = $5, user_id = $6, username = $7,
           display_name = $8, email = $9, connected_at = $10
     where workspace_id = $1 and kind = $2`,
    [
      workspaceId,
      SYNC_USER,
      identity.organizationId,
      identity.organizationName,
      identity.isSandbox,
      identity.userId,
      identity.username,
      identity.displayName,
      identity.email,
      at,
    ],
  );
}

export async function writeConnectionState(
  db: Queryable,
  workspaceId: string,
  state: ConnectionState,
  trouble: Trouble | null,
): Promise<void> {
  await db.query(
    /* sql */ `update connection set state = $3, trouble = $4 where workspace_id = $1 and kind = $2`,
    [workspaceId, SYNC_USER, state, trouble === null ? null : JSON.stringify(trouble)],
  );
}

/** Forgets the connection and its secrets; data, settings and the workspace's org stay. */
export async function removeConnection(db: Queryable, workspaceId: string): Promise<void> {
  await db.query(/* sql */ `delete from connection where workspace_id = $1 and kind = $2`, [
    workspaceId,
    SYNC_USER,
  ]);
}
