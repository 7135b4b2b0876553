import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { readUser, readUserByUsername } from '../users.ts';
import type { World } from '../world.ts';
import { admit, admitWithPassword } from './admit.ts';
import { inFormat } from './answer-format.ts';
import type { App, OAuthFlow } from './apps.ts';
import { assertApp, assertSecret, readClientCredentials } from './client-authentication.ts';
import { challengeOf } from './codes.ts';
import { siteOf } from './hosts.ts';
import { issueTokens } from './issue-tokens.ts';
import { OAuthError, oauthErrorAnswer } from './oauth-error.ts';
import { readForm } from './read-form.ts';
import { grantedScope } from './scopes.ts';
import type { Token } from './tokens.ts';
import { acceptsAudience, readAssertion } from './verify-assertion.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** `POST /services/oauth2/token`, as JSON, XML or urlencoded. */
export function answerToken(world: World, incoming: Incoming): Answer {
  const form = readForm(incoming);
  try {
    return inFormat(grant(world, incoming, form), incoming, form, 'OAuth');
  } catch (error) {
    if (error instanceof OAuthError) return inFormat(oauthErrorAnswer(error), incoming, form, 'OAuth');
    throw error;
  }
}

/** @throws OAuthError */
function grant(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  if (incoming.method !== 'POST') throw new OAuthError('invalid_request', 'must use HTTP POST');
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return fromAuthorizationCode(world, incoming, form);
    case 'refresh_token':
      return fromRefreshToken(world, incoming, form);
    case 'client_credentials':
      return fromClientCredentials(world, incoming, form);
    case 'password':
      return fromPassword(world, incoming, form);
    case JWT_BEARER:
      return fromAssertion(world, incoming, form);
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
}

/** @throws OAuthError `unsupported_grant_type` when the flow is switched off for the app */
function assertFlow(app: App, flow: OAuthFlow): void {
  if (app.disabledFlows?.includes(flow) === true) {
    throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
}

function fromAuthorizationCode(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  assertFlow(app, 'webServer');
  const verifier = form.get('code_verifier');
  assertSecret(app, clientSecret, app.requireSecretForWebServerFlow);

  const redeemed = world.codes.redeem(form.get('code') ?? '');
  if (redeemed.kind === 'unknown') throw new OAuthError('invalid_grant', 'invalid authorization code');
  if (redeemed.kind === 'expired') throw new OAuthError('invalid_grant', 'expired authorization code');
  const { code } = redeemed;
  if (code.consumerKey !== app.consumerKey) {
    throw new OAuthError('invalid_grant', 'invalid authorization code');
  }
  if (form.get('redirect_uri') !== code.redirectUri) {
    throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');
  }
  if (code.challenge !== null) {
    if (verifier === null) throw new OAuthError('invalid_grant', 'invalid code verifier');
    if (challengeOf(verifier) !== code.challenge) {
      throw new OAuthError('invalid_request', 'invalid code verifier');
    }
  }
  const user = admit(world, readUser(world.org, code.userId), { incoming, kind: 'code', app });
  return issueTokens(world, { app, user, scope: code.scope, incoming, refresh: 'new', nonce: code.nonce });
}

/**
 * A refresh token that is revoked, rotated away, too old, idle too long or unknown gives one and the same refusal.
 * Whether reuse of a rotated token also ends its family is not known (facts, open question 7); here it does not.
 */
function fromRefreshToken(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  assertFlow(app, 'refreshToken');
  assertSecret(app, clientSecret, app.requireSecretForRefreshToken);
  const text = form.get('refresh_token') ?? '';
  const token = world.tokens.read(text);
  const dead = new OAuthError('invalid_grant', 'expired access/refresh token');
  if (token?.kind !== 'refresh' || token.consumerKey !== app.consumerKey) throw dead;
  const owner = readUser(world.org, token.userId);
  if (owner !== undefined && !owner.isActive) throw new OAuthError('inactive_user', 'user is inactive');
  if (token.state !== 'active' || refreshTokenEndsAt(app, token) < world.org.clock.now()) throw dead;
  const user = admit(world, owner, { incoming, kind: 'refresh', app });

  if (app.refreshTokenRotation) world.tokens.markRotated(text);
  else world.tokens.touch(text);
  const refresh = app.refreshTokenRotation
    ? { rotateInGrant: token.grantId }
    : { keepInGrant: token.grantId };
  return issueTokens(world, { app, user, scope: token.scope, incoming, refresh });
}

/** By the app's refresh token policy. Source: help "Manage OAuth Access Policies for a Connected App". */
export function refreshTokenEndsAt(app: App, token: Token): number {
  const byIdleness = app.refreshTokenIdleMs === null ? Infinity : token.usedAt + app.refreshTokenIdleMs;
  const lifetime = app.refreshTokenLifetimeMs ?? null;
  // "Immediately": the token is handed out and never works.
  if (lifetime === 0) return -Infinity;
  return Math.min(byIdleness, lifetime === null ? Infinity : token.issuedAt + lifetime);
}

function fromClientCredentials(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  const { role } = siteOf(world, incoming);
  if (role === 'productionLogin' || role === 'sandboxLogin') {
    throw new OAuthError('invalid_grant', 'request not supported on this domain');
  }
  assertFlow(app, 'clientCredentials');
  if (clientSecret === null || clientSecret === '' || app.consumerSecret === null) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
  assertSecret(app, clientSecret, true);
  if (app.runAsUsername === null) {
    throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  }
  const user = admit(world, readUserByUsername(world.org, app.runAsUsername), {
    incoming,
    kind: 'clientCredentials',
    app,
  });
  return issueTokens(world, { app, user, scope: grantedScope(app, null), incoming, refresh: 'none' });
}

function fromPassword(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  assertFlow(app, 'password');
  assertSecret(app, clientSecret, true);
  if (!world.settings.current.signIn.passwordFlow) {
    throw new OAuthError('invalid_grant', 'authentication failure');
  }
  const named = readUserByUsername(world.org, form.get('username') ?? '');
  const login = { incoming, kind: 'password', app } as const;
  const user = admitWithPassword(world, named, form.get('password') ?? '', login);
  if (world.signIn.policies.read(user.id).passwordExpired === true) {
    throw new OAuthError('invalid_grant', 'authentication failure');
  }
  const scope = grantedScope(app, form.get('scope'));
  return issueTokens(world, { app, user, scope, incoming, refresh: 'none' });
}

function fromAssertion(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const assertion = readAssertion(form.get('assertion') ?? '');
  const app = assertApp(world, assertion.issuer);
  assertFlow(app, 'jwt');
  if (app.certificate === null) throw new OAuthError('invalid_grant', 'invalid assertion');
  assertion.verify(app.certificate);
  if (!acceptsAudience(world, assertion.audience, incoming)) {
    throw new OAuthError('invalid_grant', 'audience is invalid');
  }
  if (!(assertion.expiresAt > world.org.clock.now())) {
    throw new OAuthError('invalid_grant', 'expired authorization code');
  }
  const user = readUserByUsername(world.org, assertion.subject);
  // An approval by the person, or an administrator's pre-authorization, whose absence `admit` words itself.
  const approved =
    user !== undefined &&
    (app.preAuthorized || app.adminApproved === true || world.approvals.exists(user.id, app.consumerKey));
  if (!approved) throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  admit(world, user, { incoming, kind: 'jwt', app });
  const scope = grantedScope(app, form.get('scope'));
  return issueTokens(world, { app, user, scope, incoming, refresh: 'none' });
}
