import { randomBytes } from 'node:crypto';
import type { AuthorizationServices, Caller } from '@sync-user/api';
import { type Authorization, SyncError } from '@sync-user/contract';
import { toInstant, toTrouble } from '@sync-user/engine';
import { assertSalesforceHost, buildAuthorizeUrl, createCodeVerifier } from '@sync-user/salesforce';
import type { StoredAuthorization } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';
import { memberOf } from '../members/member-of.ts';
import { appMissing } from './apps.ts';
import { completeLogin, loginIsOver, type LoginParts } from './complete-login.ts';
import type { ConnectionContext } from './connection-context.ts';

/** As long as Salesforce's code lives; also what the sentence of `AUTHORIZATION_EXPIRED` says. */
const LIFETIME_SECONDS = 15 * 60;

export interface AuthorizationOptions extends LoginParts {
  /** Where Salesforce sends browsers back to, and where it begins; known once the server listens. */
  readonly publicUrl: () => string;
}

export const CALLBACK_PATH = '/oauth/callback';

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
        memberId:
          request.purpose === 'personal' ? (await memberOf(store, workspaceId, caller)).memberId : null,
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
      if (found === undefined || found.outcome !== 'waiting' || found.isExpired) throw loginIsOver();
      const begunHere = browser.caller !== undefined && found.actor === actorOf(browser.caller);
      // Whose account it becomes is settled: whoever else logs in here would hand theirs to that person.
      if (!begunHere && found.purpose === 'personal') throw notTheirs();
      if (!begunHere && !browser.isConfirmed) {
        const workspace = await store.workspaces.read(found.workspaceId);
        return {
          kind: 'ask',
          workspace: workspace?.name ?? '',
          begunBy: wordsFor(found.actor),
          loginHost: new URL(found.loginUrl).host,
          username: found.username,
        };
      }
      const app = await store.apps.read(found.appId);
      if (app === undefined) throw loginIsOver();
      const state = randomBytes(32).toString('base64url');
      const codeVerifier = createCodeVerifier();
      const started = await authorizations.start(authorizationId, {
        browserToken: browser.token,
        state,
        codeVerifier,
      });
      if (started === undefined) throw loginIsOver();
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
          prompt: await promptFor(context, started),
        }),
      };
    },

    async finish(callback, browserToken) {
      const { state } = callback;
      const claimed =
        state === undefined || browserToken === undefined
          ? undefined
          : await authorizations.claim({ state, browserToken });
      if (claimed === undefined) throw loginIsOver();
      const { authorization, codeVerifier } = claimed;
      const result = await completeLogin(options, authorization, { ...callback, codeVerifier });
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
      if (workspace === undefined) throw loginIsOver();
      const page = authorization.purpose === 'personal' ? 'settings/you' : 'connection';
      return { redirectTo: `/w/${workspace.slug}/${page}?authorization=${authorization.authorizationId}` };
    },
  };
}

/**
 * An admin's browser is logged in as the admin, who is seldom meant to be the sync user. With nobody in force, as after a
 * reset, the next one must log in anew; else it is enough to show who it would be.
 */
async function promptFor(
  { store }: ConnectionContext,
  { workspaceId, purpose }: StoredAuthorization,
): Promise<'login' | 'select_account' | undefined> {
  if (purpose === 'personal') return undefined;
  const inForce = await store.connections.read({ workspaceId, role: 'sync_user' });
  return inForce === undefined ? 'login' : 'select_account';
}

function notTheirs(): SyncError {
  return new SyncError(
    'API_FORBIDDEN',
    'A member’s own Salesforce account is connected by that member: sign in to Sync User in this browser as the person who began this login, and open the address again.',
  );
}

async function isAdmin(context: ConnectionContext, workspaceId: string, caller: Caller): Promise<boolean> {
  if (caller.adminOf === 'all') return true;
  const workspace = await context.store.workspaces.read(workspaceId);
  return workspace !== undefined && caller.adminOf.includes(workspace.slug);
}

/** `user:ann@example.com` → `ann@example.com`. */
function wordsFor(actor: string): string {
  const [kind, ...name] = actor.split(':');
  return kind === 'key' ? `The API key “${name.join(':')}”` : name.join(':');
}
