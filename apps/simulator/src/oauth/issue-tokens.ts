import { createHmac, randomUUID } from 'node:crypto';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import type { App } from './apps.ts';
import { siteOf } from './hosts.ts';
import { sourceIpOf } from './login-history.ts';
import { NO_STORE } from './oauth-error.ts';
import { allowsRefresh } from './scopes.ts';

export interface TokenGrant {
  readonly app: App;
  readonly user: OrgUser;
  readonly scope: string;
  readonly incoming: Incoming;
  /** `new`: a first refresh token, if the scope has one. `none`: no such flow. Text: the rotated one's grant. */
  readonly refresh: 'new' | 'none' | { readonly rotateInGrant: string } | { readonly keepInGrant: string };
  readonly nonce?: string | null;
}

const ID_TOKEN_LIFETIME_SECONDS = 120;

/**
 * A token answer. All values are strings, there is no `expires_in`, and `signature` is real: some clients check it.
 * Source: facts 1.3; client-quirks "Auth".
 */
export function issueTokens(world: World, grant: TokenGrant): Answer {
  const { app, user, scope, incoming } = grant;
  const site = siteOf(world, incoming);
  const owner = {
    userId: user.id,
    consumerKey: app.consumerKey,
    scope,
    sourceIp: sourceIpOf(world, incoming),
    timeoutMs: app.sessionTimeoutMs ?? null,
    loginType: 'Remote Access 2.0',
  };
  const grantId = grantIdOf(grant.refresh);
  const accessToken = world.tokens.issueAccessToken(owner, grantId);
  const wantsRefresh =
    (grant.refresh === 'new' && allowsRefresh(scope)) ||
    (typeof grant.refresh === 'object' && 'rotateInGrant' in grant.refresh);
  const id = `${site.loginUrl}/id/${world.org.organizationId}/${user.id}`;
  const issuedAt = String(world.org.clock.now());
  return json(
    200,
    {
      access_token: accessToken,
      ...(wantsRefresh ? { refresh_token: world.tokens.issueRefreshToken(owner, grantId) } : {}),
      signature: createHmac('sha256', app.consumerSecret ?? '')
        .update(id + issuedAt)
        .digest('base64'),
      scope,
      ...(scope.split(' ').includes('openid')
        ? { id_token: idToken(world, grant, id, Number(issuedAt)) }
        : {}),
      instance_url: world.instances.urlFor(site.instanceUrl),
      id,
      token_type: 'Bearer',
      issued_at: issuedAt,
    },
    NO_STORE,
  );
}

function grantIdOf(refresh: TokenGrant['refresh']): string {
  if (typeof refresh === 'string') return randomUUID();
  return 'rotateInGrant' in refresh ? refresh.rotateInGrant : refresh.keepInGrant;
}

function idToken(world: World, grant: TokenGrant, subject: string, nowMs: number): string {
  const nowSeconds = Math.floor(nowMs / 1000);
  return world.idTokenKey.sign({
    iss: grant.incoming.baseUrl,
    sub: subject,
    aud: grant.app.consumerKey,
    iat: nowSeconds,
    exp: nowSeconds + ID_TOKEN_LIFETIME_SECONDS,
    ...(grant.nonce === null || grant.nonce === undefined ? {} : { nonce: grant.nonce }),
  });
}
