import { html, json, noContent, plainText } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { Router } from '../http/router.ts';
import type { PathParameters } from '../http/router.ts';
import { readUser } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import { inFormat } from './answer-format.ts';
import { answerApproval, answerAuthorize } from './authorize.ts';
import { bearerOf } from './bearer.ts';
import { siteOf } from './hosts.ts';
import { identityOf, openIdConfiguration, userInfoOf } from './identity.ts';
import { assertApp, assertSecret, readClientCredentials } from './client-authentication.ts';
import { answerHome, answerLoginForm, answerLogout, answerVerification } from './login-pages.ts';
import { sourceIpOf } from './login-history.ts';
import { oauthErrorAnswer, OAuthError } from './oauth-error.ts';
import { readForm } from './read-form.ts';
import { answerToken, refreshTokenEndsAt } from './token-endpoint.ts';

type Handler = (world: World, incoming: Incoming, parameters: PathParameters) => Answer;

const ROUTES = new Router<Handler>()
  .on('GET', '/', answerHome)
  .on('GET', '/login', answerLoginForm)
  .on('POST', '/login', answerLoginForm)
  .on('POST', '/_ui/identity/verification', answerVerification)
  .on('GET', '/secur/logout.jsp', answerLogout)
  .on('GET', '/services/oauth2/authorize', answerAuthorize)
  .on('POST', '/services/oauth2/authorize', answerAuthorize)
  .on('POST', '/setup/secur/RemoteAccessAuthorizationPage', answerApproval)
  .on('GET', '/services/oauth2/token', answerToken)
  .on('POST', '/services/oauth2/token', answerToken)
  .on('GET', '/services/oauth2/revoke', answerRevoke)
  .on('POST', '/services/oauth2/revoke', answerRevoke)
  .on('POST', '/services/oauth2/introspect', answerIntrospect)
  .on('GET', '/services/oauth2/userinfo', answerUserInfo)
  .on('POST', '/services/oauth2/userinfo', answerUserInfo)
  .on('GET', '/id/keys', (world) => json(200, world.idTokenKey.publicJwks()))
  .on('GET', '/id/:organizationId/:userId', answerIdentity)
  .on('POST', '/id/:organizationId/:userId', answerIdentity)
  .on('GET', '/.well-known/openid-configuration', (_world, incoming) =>
    json(200, openIdConfiguration(incoming.baseUrl)),
  );

/** Sign-in, tokens and identity: everything outside `/services/data`. */
export function answerOAuth(world: World, incoming: Incoming): Answer {
  const match = ROUTES.match(incoming.method, incoming.path);
  if (match.kind !== 'found' || siteOf(world, incoming).role === 'foreign') {
    return html(
      404,
      '<html><head><title>URL No Longer Exists</title></head><body>URL No Longer Exists</body></html>',
    );
  }
  try {
    return match.handler(world, incoming, match.parameters);
  } catch (error) {
    if (error instanceof OAuthError) return oauthErrorAnswer(error);
    throw error;
  }
}

/**
 * 200 and nothing; a token that is unknown, or ended already, is refused. With `callback` a script, which always arrives.
 * Source: help "Revoke OAuth Tokens"; Salesforce Developers Blog, "Revoking OAuth 2.0 Access Tokens and Refresh Tokens".
 */
function answerRevoke(world: World, incoming: Incoming): Answer {
  const form = readForm(incoming);
  const revoked = world.tokens.revoke(form.get('token') ?? '');
  const callback = form.get('callback');
  if (callback !== null && /^[\w$.]+$/.test(callback)) {
    const result = JSON.stringify(revoked ? {} : { error: 'invalid_token' });
    return plainText(200, `${callback}(${result});`, 'application/javascript;charset=UTF-8');
  }
  if (!revoked) throw new OAuthError('invalid_token', 'invalid token');
  return noContent(200);
}

/** Source: RFC 7662; keys: facts 1.5. An app may ask about its own tokens only. */
function answerIntrospect(world: World, incoming: Incoming): Answer {
  const form = readForm(incoming);
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  const app = assertApp(world, clientId);
  assertSecret(app, clientSecret, true);
  const token = world.tokens.read(form.get('token') ?? '');
  const user = token === undefined ? undefined : readUser(world.org, token.userId);
  if (token?.state !== 'active' || user?.isActive !== true || token.consumerKey !== app.consumerKey) {
    return json(200, { active: false });
  }
  const endsAt = token.kind === 'access' ? world.tokens.sessionEndsAt(token) : refreshTokenEndsAt(app, token);
  if (endsAt < world.org.clock.now()) return json(200, { active: false });
  const issuedAt = Math.floor(token.issuedAt / 1000);
  return json(200, {
    active: true,
    scope: token.scope,
    client_id: token.consumerKey,
    username: user.username,
    sub: `${siteOf(world, incoming).loginUrl}/id/${world.org.organizationId}/${user.id}`,
    token_type: `${token.kind}_token`,
    // A refresh token that is valid until revoked has no end.
    ...(endsAt === Infinity ? {} : { exp: Math.floor(endsAt / 1000) }),
    iat: issuedAt,
    nbf: issuedAt,
  });
}

function answerUserInfo(world: World, incoming: Incoming): Answer {
  const user = sessionUser(world, incoming);
  return typeof user === 'string'
    ? plainText(403, user)
    : json(200, userInfoOf(world, user, siteOf(world, incoming)));
}

function answerIdentity(world: World, incoming: Incoming, parameters: PathParameters): Answer {
  const caller = sessionUser(world, incoming);
  if (typeof caller === 'string') return plainText(403, caller);
  const { organizationId, userId } = parameters;
  if (organizationId?.slice(0, 15) !== world.org.organizationId.slice(0, 15))
    return plainText(403, 'Wrong_Org');
  const user = userId === undefined ? undefined : readUser(world.org, userId);
  if (user === undefined) return plainText(404, 'Bad_Id');
  const form = readForm(incoming);
  return inFormat(
    json(200, identityOf(world, user, siteOf(world, incoming), form.get('version'))),
    incoming,
    form,
    'user',
  );
}

/** Whose token it is, or Salesforce's one-word refusal. */
function sessionUser(world: World, incoming: Incoming): OrgUser | 'Missing_OAuth_Token' | 'Bad_OAuth_Token' {
  const form = readForm(incoming);
  const bearer = bearerOf(incoming) ?? form.get('oauth_token') ?? form.get('access_token');
  if (bearer === null) return 'Missing_OAuth_Token';
  const token = world.tokens.useSession(bearer, sourceIpOf(world, incoming));
  const user = token === undefined ? undefined : readUser(world.org, token.userId);
  return user?.isActive === true ? user : 'Bad_OAuth_Token';
}
