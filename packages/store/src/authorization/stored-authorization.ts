import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Authorization, Trouble } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer, SecretPlace } from '../secret/create-sealer.ts';

/** A login on Salesforce's own page, and how it went. */
export interface StoredAuthorization {
  readonly workspaceId: string;
  readonly authorizationId: string;
  readonly purpose: Authorization['purpose'];
  /** Whose personal connection it shall become. */
  readonly memberId: string | null;
  /** Who began it, as in the audit trail. */
  readonly actor: string;
  readonly appId: string;
  readonly loginUrl: string;
  readonly redirectUri: string;
  /** Who must log in; null: anybody. */
  readonly username: string | null;
  readonly outcome: 'waiting' | 'finished' | 'failed';
  readonly isExpired: boolean;
  readonly trouble: Trouble | null;
  readonly connectionId: string | null;
  readonly expiresAt: IsoInstant;
}

/** What it begins with. */
export type NewStoredAuthorization = Pick<
  StoredAuthorization,
  'workspaceId' | 'purpose' | 'memberId' | 'actor' | 'appId' | 'loginUrl' | 'redirectUri' | 'username'
> & { readonly lifetimeSeconds: number };

interface AuthorizationRow {
  workspace_id: string;
  authorization_id: string;
  purpose: Authorization['purpose'];
  member_id: string | null;
  actor: string;
  app_id: string;
  login_url: string;
  redirect_uri: string;
  username: string | null;
  outcome: StoredAuthorization['outcome'];
  is_expired: boolean;
  trouble: Trouble | null;
  connection_id: string | null;
  expires_at: IsoInstant;
}

const COLUMNS = `workspace_id, authorization_id, purpose, member_id, actor, app_id, login_url, redirect_uri, username,
           outcome, expires_at <= now() as is_expired, trouble, connection_id, expires_at`;

/** Outcomes are read for so long after the end; then the row goes. */
const KEPT = '1 day';

/** Where a verifier belongs, for sealing it. */
export function authorizationPlace(row: {
  readonly workspaceId: string;
  readonly authorizationId: string;
}): SecretPlace {
  const { workspaceId, authorizationId } = row;
  return { workspaceId, connection: authorizationId, column: 'code_verifier' };
}

/** Old ones are swept out. */
export async function createAuthorization(
  db: Queryable,
  sealer: Sealer,
  begun: NewStoredAuthorization,
): Promise<StoredAuthorization> {
  await db.query(/* sql */ `delete from salesforce_authorization where expires_at < now() - $1::interval`, [
    KEPT,
  ]);
  const authorizationId = randomUUID();
  const { rows } = await db.query<AuthorizationRow>(
    /* sql */ `
    insert into salesforce_authorization
      (workspace_id, authorization_id, purpose, member_id, actor, app_id, login_url, redirect_uri, username,
       state_hash, code_verifier_sealed, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() + make_interval(secs => $12))
    returning ${COLUMNS}`,
    [
      begun.workspaceId,
      authorizationId,
      begun.purpose,
      begun.memberId,
      begun.actor,
      begun.appId,
      begun.loginUrl,
      begun.redirectUri,
      begun.username,
      // Until a browser starts it, no state leads here.
      randomBytes(32),
      sealer.seal('', authorizationPlace({ ...begun, authorizationId })),
      begun.lifetimeSeconds,
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the authorization was not written');
  return toAuthorization(row);
}

/** By id alone for the browser, which knows no workspace; with one for the API. */
export async function readAuthorization(
  db: Queryable,
  authorizationId: string,
  workspaceId?: string,
): Promise<StoredAuthorization | undefined> {
  const { rows } = await db.query<AuthorizationRow>(
    /* sql */ `
    select ${COLUMNS}
      from salesforce_authorization
     where authorization_id::text = $1 and ($2::uuid is null or workspace_id = $2)`,
    [authorizationId, workspaceId ?? null],
  );
  return rows[0] && toAuthorization(rows[0]);
}

/**
 * Binds a login to the browser that opens it, with a fresh state and verifier. The first browser keeps it: it may open it
 * again (a page reloaded), others may not.
 *
 * @returns undefined when it is unknown, over, or another browser's
 */
export async function startAuthorization(
  db: Queryable,
  sealer: Sealer,
  authorizationId: string,
  secrets: { readonly browserToken: string; readonly state: string; readonly codeVerifier: string },
): Promise<StoredAuthorization | undefined> {
  const found = await readAuthorization(db, authorizationId);
  if (found === undefined) return undefined;
  const { rows } = await db.query<AuthorizationRow>(
    /* sql */ `
    update salesforce_authorization
       set browser_hash = $2, state_hash = $3, code_verifier_sealed = $4
     where authorization_id = $1 and outcome = 'waiting' and expires_at > now()
       and (browser_hash is null or browser_hash = $2)
    returning ${COLUMNS}`,
    [
      found.authorizationId,
      hash(secrets.browserToken),
      hash(secrets.state),
      sealer.seal(secrets.codeVerifier, authorizationPlace(found)),
    ],
  );
  return rows[0] && toAuthorization(rows[0]);
}

/**
 * Takes a login that comes back from Salesforce, once: its state leads nowhere afterwards.
 *
 * @returns undefined when the state is unknown, used or too old, or the browser is not the one that started it
 * @throws `SECRET_UNREADABLE`
 */
export async function claimAuthorization(
  db: Queryable,
  sealer: Sealer,
  callback: { readonly state: string; readonly browserToken: string },
): Promise<{ readonly authorization: StoredAuthorization; readonly codeVerifier: string } | undefined> {
  const { rows } = await db.query<AuthorizationRow & { code_verifier_sealed: Buffer }>(
    /* sql */ `
    update salesforce_authorization
       set state_hash = $3
     where state_hash = $1 and browser_hash = $2 and outcome = 'waiting' and expires_at > now()
    returning ${COLUMNS}, code_verifier_sealed`,
    [hash(callback.state), hash(callback.browserToken), randomBytes(32)],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const authorization = toAuthorization(row);
  const codeVerifier = sealer.open(row.code_verifier_sealed, authorizationPlace(authorization));
  return { authorization, codeVerifier };
}

/** How it ended. The verifier has no use any more. */
export async function settleAuthorization(
  db: Queryable,
  sealer: Sealer,
  authorization: Pick<StoredAuthorization, 'workspaceId' | 'authorizationId'>,
  result: { readonly connectionId: string } | { readonly trouble: Trouble },
): Promise<void> {
  const isGood = 'connectionId' in result;
  await db.query(
    /* sql */ `
    update salesforce_authorization
       set outcome = $3, connection_id = $4, trouble = $5, code_verifier_sealed = $6
     where workspace_id = $1 and authorization_id = $2`,
    [
      authorization.workspaceId,
      authorization.authorizationId,
      isGood ? 'finished' : 'failed',
      isGood ? result.connectionId : null,
      isGood ? null : JSON.stringify(result.trouble),
      sealer.seal('', authorizationPlace(authorization)),
    ],
  );
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function toAuthorization(row: AuthorizationRow): StoredAuthorization {
  return {
    workspaceId: row.workspace_id,
    authorizationId: row.authorization_id,
    purpose: row.purpose,
    memberId: row.member_id,
    actor: row.actor,
    appId: row.app_id,
    loginUrl: row.login_url,
    redirectUri: row.redirect_uri,
    username: row.username,
    outcome: row.outcome,
    isExpired: row.is_expired,
    trouble: row.trouble,
    connectionId: row.connection_id,
    expiresAt: row.expires_at,
  };
}
