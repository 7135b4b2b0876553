import { type Authorization, isSyncError, SyncError } from '@sync-user/contract';
import {
  callbackFault,
  exchangeCode,
  type GrantedToken,
  missingScopes,
  revokeToken,
} from '@sync-user/salesforce';
import type { StoredAuthorization } from '@sync-user/store';
import { isStillAdmin } from '../members/is-still-admin.ts';
import type { ConnectionContext } from './connection-context.ts';

const FINISH_PATIENCE_MS = 45_000;
const REVOKE_PATIENCE_MS = 10_000;

/** Tokens that a login ended with, and what for. */
export interface Adoption {
  readonly purpose: Authorization['purpose'];
  /** Whose personal connection it becomes; null for the sync user's. */
  readonly memberId: string | null;
  readonly method: 'web_server';
  readonly appId: string;
  readonly loginUrl: string;
  readonly granted: GrantedToken;
  /** Who had to log in; null: anybody. */
  readonly expectedUsername: string | null;
  readonly actor: string;
}

export interface LoginParts {
  readonly context: ConnectionContext;
  /**
   * Makes a connection of the tokens.
   * @throws `SF_LOGIN_OTHER_USER`, `SF_USER_TAKEN`, `SF_WRONG_ORG`, `SF_SANDBOX_REFRESHED`, `SF_…`
   */
  readonly adopt: (workspaceId: string, adoption: Adoption) => Promise<{ readonly id: string }>;
}

/** What the browser brought back, and the verifier that was kept for it. */
export interface LoginCallback {
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
  readonly codeVerifier: string;
}

/** Refusals after which a candidate for the sync user keeps its tokens: the workspace can be moved to its org. */
const KEPT_AS_CANDIDATE = ['SF_WRONG_ORG', 'SF_SANDBOX_REFRESHED'] as const;

/**
 * The last step of a login: the code for tokens, the tokens for a connection. A refusal is an outcome: somebody waits in
 * front of the page, and is told of a bug as well, which is logged.
 */
export async function completeLogin(
  parts: LoginParts,
  authorization: StoredAuthorization,
  callback: LoginCallback,
): Promise<{ readonly id: string } | SyncError> {
  try {
    return await complete(parts, authorization, callback);
  } catch (error) {
    if (isSyncError(error)) return error;
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return new SyncError('SF_HOST_UNREACHABLE', 'Salesforce did not answer in time.');
    }
    parts.context.log.error({ err: error }, 'a login could not be finished');
    return new SyncError('INTERNAL', 'The login could not be finished.');
  }
}

/** @throws `SF_…`, `AUTHORIZATION_EXPIRED`, `API_FORBIDDEN` */
async function complete(
  { context, adopt }: LoginParts,
  authorization: StoredAuthorization,
  callback: LoginCallback,
): Promise<{ readonly id: string }> {
  const { workspaceId, loginUrl, appId } = authorization;
  if (callback.error !== undefined) {
    const refusal = { error: callback.error, description: callback.errorDescription };
    throw callbackFault(refusal, new URL(loginUrl).host);
  }
  const app = await context.store.apps.readWithSecrets(appId);
  if (callback.code === undefined || app === undefined) throw loginIsOver();
  const granted = await exchangeCode({
    loginUrl,
    clientId: app.app.clientId,
    clientSecret: app.secrets.clientSecret,
    code: callback.code,
    redirectUri: authorization.redirectUri,
    codeVerifier: callback.codeVerifier,
    extraHosts: context.extraHosts,
    dispatcher: context.agent,
    signal: AbortSignal.timeout(FINISH_PATIENCE_MS),
  });
  try {
    refuseMissingScopes(granted);
    await refuseFormer(context, authorization);
    return await adopt(workspaceId, {
      purpose: authorization.purpose,
      memberId: authorization.memberId,
      method: 'web_server',
      appId,
      loginUrl,
      granted,
      expectedUsername: authorization.username,
      actor: authorization.actor,
    });
  } catch (error) {
    if (isOfNoUse(error, authorization.purpose)) await giveBack(context, loginUrl, granted);
    throw error;
  }
}

/** Nothing was stored of the login. Of a bug, or a database that went away, one cannot tell. */
function isOfNoUse(error: unknown, purpose: Authorization['purpose']): boolean {
  if (!isSyncError(error) || isSyncError(error, 'DATABASE_UNAVAILABLE')) return false;
  return purpose === 'personal' || !isSyncError(error, ...KEPT_AS_CANDIDATE);
}

/** Whoever was removed, suspended or made a plain member while logging in connects nothing any more. */
async function refuseFormer(
  { store }: ConnectionContext,
  { workspaceId, memberId, actor }: StoredAuthorization,
): Promise<void> {
  if (memberId === null) {
    if (await isStillAdmin(store, workspaceId, actor)) return;
    throw new SyncError('API_FORBIDDEN', 'Who began this login is no admin of the workspace any more.');
  }
  const member = await store.members.read(workspaceId, memberId);
  if (member !== undefined && member.status !== 'suspended') return;
  throw new SyncError(
    'API_FORBIDDEN',
    'The person who began this login is no member of the workspace any more.',
  );
}

function refuseMissingScopes(granted: GrantedToken): void {
  const missing = missingScopes(granted);
  if (missing.length === 0) return;
  throw new SyncError(
    'SF_SCOPE_MISSING',
    `The login worked, but the app did not grant ${missing.join(' and ')}. It grants ${granted.scope ?? 'nothing that we know of'}.`,
  );
}

/** Otherwise it would count as one of the user's five approvals. A failure is no matter: nobody holds the token. */
async function giveBack(context: ConnectionContext, loginUrl: string, granted: GrantedToken): Promise<void> {
  try {
    await revokeToken({
      loginUrl,
      token: granted.refreshToken ?? granted.token,
      extraHosts: context.extraHosts,
      dispatcher: context.agent,
      signal: AbortSignal.timeout(REVOKE_PATIENCE_MS),
    });
  } catch (error) {
    context.log.warn(
      { reason: isSyncError(error) ? error.code : 'timeout' },
      'an unused token was not revoked',
    );
  }
}

export function loginIsOver(): SyncError {
  return new SyncError(
    'AUTHORIZATION_EXPIRED',
    'No login is waiting here: it was finished, took longer than 15 minutes, or began in another browser.',
  );
}
