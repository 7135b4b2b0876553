import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { readUserByUsername } from '../users.ts';
import type { World } from '../world.ts';
import { assertMayLogIn, assertPassword, readTokenUser } from './check-user.ts';
import { assertApp, assertSecret, readClientCredentials } from './client-authentication.ts';
import { challengeOf } from './codes.ts';
import { issueTokens } from './issue-tokens.ts';
import { OAuthError } from './oauth-error.ts';
import { grantedScope } from './scopes.ts';
import { acceptsAudience, readAssertion } from './verify-assertion.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** `POST /services/oauth2/token`. @throws OAuthError */
export function answerToken(world: World, incoming: Incoming): Answer {
  if (incoming.method !== 'POST') throw new OAuthError('invalid_request', 'must use HTTP POST');
  const form = readForm(incoming);
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

/** The urlencoded body; parameters in the query string count too, as Salesforce lets them. */
export function readForm(incoming: Incoming): URLSearchParams {
  const form = new URLSearchParams(incoming.body.toString());
  for (const [name, value] of incoming.query) if (!form.has(name)) form.append(name, value);
  return form;
}

function fromAuthorizationCode(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
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
  const user = assertMayLogIn(world, readTokenUser(world, code.userId));
  const { baseUrl } = incoming;
  return issueTokens(world, { app, user, scope: code.scope, baseUrl, refresh: 'new', nonce: code.nonce });
}

/**
 * A refresh token that is revoked, rotated away, idle too long or unknown gives one and the same refusal.
 * Whether reuse of a rotated token also ends its family is not known (facts, open question 7); here it does not.
 */
function fromRefreshToken(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  assertSecret(app, clientSecret, app.requireSecretForRefreshToken);
  const text = form.get('refresh_token') ?? '';
  const token = world.tokens.read(text);
  const dead = new OAuthError('invalid_grant', 'expired access/refresh token');
  if (token?.kind !== 'refresh' || token.state !== 'active' || token.consumerKey !== app.consumerKey)
    throw dead;
  const idleMs = world.org.clock.now() - token.usedAt;
  if (app.refreshTokenIdleMs !== null && idleMs > app.refreshTokenIdleMs) throw dead;
  const user = assertMayLogIn(world, readTokenUser(world, token.userId));

  if (app.refreshTokenRotation) world.tokens.markRotated(text);
  else world.tokens.touch(text);
  const refresh = app.refreshTokenRotation
    ? { rotateInGrant: token.grantId }
    : { keepInGrant: token.grantId };
  return issueTokens(world, { app, user, scope: token.scope, baseUrl: incoming.baseUrl, refresh });
}

function fromClientCredentials(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  if (clientSecret === null || clientSecret === '' || app.consumerSecret === null) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
  assertSecret(app, clientSecret, true);
  if (app.runAsUsername === null) {
    throw new OAuthError('invalid_grant', 'no client credentials user enabled');
  }
  const user = assertMayLogIn(world, readUserByUsername(world.org, app.runAsUsername));
  const scope = grantedScope(app, null);
  return issueTokens(world, { app, user, scope, baseUrl: incoming.baseUrl, refresh: 'none' });
}

function fromPassword(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  assertSecret(app, clientSecret, true);
  const user = assertPassword(world, form.get('username') ?? '', form.get('password') ?? '');
  const scope = grantedScope(app, form.get('scope'));
  return issueTokens(world, { app, user, scope, baseUrl: incoming.baseUrl, refresh: 'none' });
}

function fromAssertion(world: World, incoming: Incoming, form: URLSearchParams): Answer {
  const assertion = readAssertion(form.get('assertion') ?? '');
  const app = assertApp(world, assertion.issuer);
  if (app.certificate === null) throw new OAuthError('invalid_grant', 'invalid assertion');
  assertion.verify(app.certificate);
  if (!acceptsAudience(assertion.audience, incoming.baseUrl)) {
    throw new OAuthError('invalid_grant', 'audience is invalid');
  }
  if (!(assertion.expiresAt > world.org.clock.now())) {
    throw new OAuthError('invalid_grant', 'expired authorization code');
  }
  const user = readUserByUsername(world.org, assertion.subject);
  if (user === undefined || (!app.preAuthorized && !world.approvals.exists(user.id, app.consumerKey))) {
    throw new OAuthError('invalid_grant', "user hasn't approved this consumer");
  }
  assertMayLogIn(world, user);
  const scope = grantedScope(app, form.get('scope'));
  return issueTokens(world, { app, user, scope, baseUrl: incoming.baseUrl, refresh: 'none' });
}
