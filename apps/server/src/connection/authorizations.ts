import { randomBytes } from 'node:crypto';
import type { AuthorizationServices, Caller } from '@sync-user/api';
import { type Authorization, isSyncError, SyncError } from '@sync-user/contract';
import { toInstant, toTrouble } from '@sync-user/engine';
import {
  assertSalesforceHost,
  buildAuthorizeUrl,
  callbackFault,
  createCodeVerifier,
  exchangeCode,
  type GrantedToken,
  missingScopes,
  revokeToken,
} from '@sync-user/salesforce';
import type { StoredAuthorization } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';
import { appMissing } from './apps.ts';
import type { ConnectionContext } from './connection-context.ts';

/** As long as Salesforce's code lives; also what the sentence of `AUTHORIZATION_EXPIRED` says. */
const LIFETIME_SECONDS = 15 * 60;
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

export interface AuthorizationOptions {
  readonly context: ConnectionContext;
  /** Where Salesforce sends browsers back to, and where it begins; known once the server listens. */
  readonly publicUrl: () => string;
  /**
   * Makes a connection of the tokens.
   * @throws `SF_LOGIN_OTHER_USER`, `SF_USER_TAKEN`, `SF_WRONG_ORG`, `SF_SANDBOX_REFRESHED`, `SF_…`
   */
  readonly adopt: (workspaceId: string, adoption: Adoption) => Promise<{ readonly id: string }>;
}

export const CALLBACK_PATH = '/oauth/callback';

/** Refusals after which a candidate for the sync user keeps its tokens: the workspace can be moved to its org. */
const KEPT_AS_CANDIDATE = ['SF_WRONG_ORG', 'SF_SANDBOX_REFRESHED'] as const;

/** Logins on Salesforce's own page: begun here, bound to one browser, finished once. */
export function createAuthorizations(options: AuthorizationOptions): AuthorizationServices {
  const { context, publicUrl } = options;
  const { store, clock, extraHosts } = context;
  const { authorizations } = store;

  const toPublic = (stored: StoredAuthorization, caller: Caller): Authorization => {
    const state = stored.outcome === 'waiting' && stored.isExpired ? 'expired' : stored.outcome;
    const isOwn = stored.actor === actorOf(caller);
    return {
      id: stored.authorizationId,
      purpose: stored.purpose,
      state,
      startUrl: state === 'waiting' && isOwn ? `${publicUrl()}/oauth/start/${stored.authorizationId}` : null,
      expiresAt: stored.expiresAt,
      trouble: stored.trouble,
      connectionId: stored.connectionId,
    };
  };

  return {
    async begin(workspaceId, request, caller) {
      const loginUrl = assertSalesforceHost(request.loginUrl, { extraHosts });
      const app = await store.apps.readCurrent(workspaceId);
      if (app === undefined) throw appMissing();
      const username = request.username?.trim() ?? '';
      const begun = await authorizations.create({
        workspaceId,
        purpose: request.purpose,
        memberId: request.purpose === 'personal' ? await memberOf(context, workspaceId, caller) : null,
        actor: actorOf(caller),
        appId: app.appId,
        loginUrl,
        redirectUri: `${publicUrl()}${CALLBACK_PATH}`,
        username: username === '' ? null : username,
        lifetimeSeconds: LIFETIME_SECONDS,
      });
      await store.audit.record({
        workspaceId,
        actor: begun.actor,
        action: 'authorization.begun',
        target: begun.authorizationId,
        details: { purpose: begun.purpose, loginUrl, username: begun.username },
      });
      return toPublic(begun, caller);
    },

    async read(workspaceId, authorizationId, caller) {
      const found = await authorizations.read(authorizationId, workspaceId);
      if (found === undefined) return undefined;
      const mayRead = found.actor === actorOf(caller) || (await isAdmin(context, workspaceId, caller));
      return mayRead ? toPublic(found, caller) : undefined;
    },

    async start(authorizationId, browser) {
      const found = await authorizations.read(authorizationId);
      if (found === undefined || found.outcome !== 'waiting' || found.isExpired) throw over();
      const begunHere = browser.caller !== undefined && found.actor === actorOf(browser.caller);
      if (!begunHere && !browser.isConfirmed) {
        const workspace = await store.workspaces.read(found.workspaceId);
        return {
          kind: 'ask',
          workspace: workspace?.name ?? '',
          begunBy: wordsFor(found.actor),
          purpose: found.purpose,
          loginHost: new URL(found.loginUrl).host,
          username: found.username,
        };
      }
      const app = await store.apps.read(found.appId);
      if (app === undefined) throw over();
      const state = randomBytes(32).toString('base64url');
      const codeVerifier = createCodeVerifier();
      const started = await authorizations.start(authorizationId, {
        browserToken: browser.token,
        state,
        codeVerifier,
      });
      if (started === undefined) throw over();
      return {
        kind: 'redirect',
        redirectTo: buildAuthorizeUrl({
          loginUrl: started.loginUrl,
          extraHosts,
          clientId: app.clientId,
          redirectUri: started.redirectUri,
          state,
          codeVerifier,
          username: started.username ?? undefined,
          // An admin's browser is logged in as the admin, who is seldom meant to be the sync user.
          chooseAccount: started.purpose === 'sync_user',
        }),
      };
    },

    async finish(callback, browserToken) {
      const { state } = callback;
      const claimed =
        state === undefined || browserToken === undefined
          ? undefined
          : await authorizations.claim({ state, browserToken });
      if (claimed === undefined) throw over();
      const { authorization, codeVerifier } = claimed;
      const result = await complete(options, authorization, { ...callback, codeVerifier }).catch(
        (error: unknown) => toFault(error, context),
      );
      if (result instanceof SyncError) {
        const trouble = toTrouble(result, toInstant(clock.nowMs()));
        await authorizations.settle(authorization, { trouble });
        await store.audit.record({
          workspaceId: authorization.workspaceId,
          actor: authorization.actor,
          action: 'authorization.failed',
          target: authorization.authorizationId,
          details: { purpose: authorization.purpose, code: result.code },
        });
      } else await authorizations.settle(authorization, { connectionId: result.id });
      const workspace = await store.workspaces.read(authorization.workspaceId);
      if (workspace === undefined) throw over();
      const page = authorization.purpose === 'personal' ? 'settings/you' : 'connection';
      return { redirectTo: `/w/${workspace.slug}/${page}?authorization=${authorization.authorizationId}` };
    },
  };
}

/** Somebody waits in front of the page: a bug is told of as well, and logged. */
function toFault(error: unknown, { log }: ConnectionContext): SyncError {
  if (isSyncError(error)) return error;
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new SyncError('SF_HOST_UNREACHABLE', 'Salesforce did not answer in time.');
  }
  log.error({ err: error }, 'a login could not be finished');
  return new SyncError('INTERNAL', 'The login could not be finished.');
}

/** The code for tokens, the tokens for a connection. @throws `SF_…`, `AUTHORIZATION_EXPIRED` */
async function complete(
  { context, adopt }: AuthorizationOptions,
  authorization: StoredAuthorization,
  callback: {
    readonly code: string | undefined;
    readonly error: string | undefined;
    readonly errorDescription: string | undefined;
    readonly codeVerifier: string;
  },
): Promise<{ readonly id: string }> {
  const { workspaceId, loginUrl, appId } = authorization;
  if (callback.error !== undefined) {
    const refusal = { error: callback.error, description: callback.errorDescription };
    throw callbackFault(refusal, new URL(loginUrl).host);
  }
  const app = await context.store.apps.readWithSecrets(appId);
  if (callback.code === undefined || app === undefined) throw over();
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
    await refuseFormerMember(context, authorization);
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

/** Whoever was removed or suspended while logging in connects nothing any more. */
async function refuseFormerMember(
  { store }: ConnectionContext,
  { workspaceId, memberId }: StoredAuthorization,
): Promise<void> {
  if (memberId === null) return;
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

/** @throws `API_FORBIDDEN` for a key, which is no person */
async function memberOf(context: ConnectionContext, workspaceId: string, caller: Caller): Promise<string> {
  if (caller.email === null) {
    throw new SyncError(
      'API_FORBIDDEN',
      'A personal connection is a person’s: sign in to the console for it.',
    );
  }
  const { email, name } = caller;
  return (await context.store.members.ensure(workspaceId, { email, name })).memberId;
}

async function isAdmin(context: ConnectionContext, workspaceId: string, caller: Caller): Promise<boolean> {
  if (caller.adminOf === 'all') return true;
  const workspace = await context.store.workspaces.read(workspaceId);
  return workspace !== undefined && caller.adminOf.includes(workspace.slug);
}

function over(): SyncError {
  return new SyncError(
    'AUTHORIZATION_EXPIRED',
    'No login is waiting here: it was finished, took longer than 15 minutes, or began in another browser.',
  );
}

/** `user:ann@example.com` → `ann@example.com`. */
function wordsFor(actor: string): string {
  const [kind, ...name] = actor.split(':');
  return kind === 'key' ? `The API key “${name.join(':')}”` : name.join(':');
}
