import { html, json, noContent, plainText } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { Router } from '../http/router.ts';
import type { PathParameters } from '../http/router.ts';
import { readUser } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import { answerApproval, answerAuthorize, answerHome, answerLoginForm, answerLogout } from './authorize.ts';
import { bearerOf } from './bearer.ts';
import { identityOf, openIdConfiguration, userInfoOf } from './identity.ts';
import { assertApp, assertSecret, readClientCredentials } from './client-authentication.ts';
import { oauthErrorAnswer, OAuthError } from './oauth-error.ts';
import { answerToken, readForm } from './token-endpoint.ts';

type Handler = (world: World, incoming: Incoming, parameters: PathParameters) => Answer;

const ROUTES = new Router<Handler>()
  .on('GET', '/', answerHome)
  .on('GET', '/login', answerLoginForm)
  .on('POST', '/login', answerLoginForm)
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
  .on('GET', '/.well-known/openid-configuration', (_world, incoming) =>
    json(200, openIdConfiguration(incoming.baseUrl)),
  );

/** Sign-in, tokens and identity: everything outside `/services/data`. */
export function answerOAuth(world: World, incoming: Incoming): Answer {
  const match = ROUTES.match(incoming.method, incoming.path);
  if (match.kind !== 'found') {
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

/** 200 and nothing; an unknown token is refused. Source: facts 1.4. */
function answerRevoke(world: World, incoming: Incoming): Answer {
  const token = readForm(incoming).get('token') ?? '';
  if (!world.tokens.revoke(token))
    throw new OAuthError('unsupported_token_type', 'this token is not supported');
  return noContent(200);
}

function answerIntrospect(world: World, incoming: Incoming): Answer {
  const form = readForm(incoming);
  const { clientId, clientSecret } = readClientCredentials(incoming, form);
  assertSecret(assertApp(world, clientId), clientSecret, true);
  const token = world.tokens.read(form.get('token') ?? '');
  const user = token === undefined ? undefined : readUser(world.org, token.userId);
  if (token?.state !== 'active' || user === undefined) return json(200, { active: false });
  const issuedAt = Math.floor(token.issuedAt / 1000);
  return json(200, {
    active: true,
    scope: token.scope,
    client_id: token.consumerKey,
    username: user.username,
    sub: `${incoming.baseUrl}/id/${world.org.organizationId}/${user.id}`,
    token_type: `${token.kind}_token`,
    exp: Math.floor((token.usedAt + world.settings.current.sessionTimeoutMs) / 1000),
    iat: issuedAt,
    nbf: issuedAt,
  });
}

function answerUserInfo(world: World, incoming: Incoming): Answer {
  const user = sessionUser(world, incoming);
  return typeof user === 'string'
    ? plainText(403, user)
    : json(200, userInfoOf(world, user, incoming.baseUrl));
}

function answerIdentity(world: World, incoming: Incoming, parameters: PathParameters): Answer {
  const caller = sessionUser(world, incoming);
  if (typeof caller === 'string') return plainText(403, caller);
  const { organizationId, userId } = parameters;
  if (organizationId?.slice(0, 15) !== world.org.organizationId.slice(0, 15))
    return plainText(403, 'Wrong_Org');
  const user = userId === undefined ? undefined : readUser(world.org, userId);
  if (user === undefined) return plainText(404, 'Bad_Id');
  return json(200, identityOf(world, user, incoming.baseUrl));
}

/** Whose token it is, or Salesforce's one-word refusal. */
function sessionUser(world: World, incoming: Incoming): OrgUser | 'Missing_OAuth_Token' | 'Bad_OAuth_Token' {
  const bearer =
    bearerOf(incoming) ?? incoming.query.get('oauth_token') ?? readForm(incoming).get('access_token');
  if (bearer === null) return 'Missing_OAuth_Token';
  const token = world.tokens.useSession(bearer);
  const user = token === undefined ? undefined : readUser(world.org, token.userId);
  return user?.isActive === true ? user : 'Bad_OAuth_Token';
}
