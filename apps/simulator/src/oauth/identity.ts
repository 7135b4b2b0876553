import type { OrgUser } from '../users.ts';
import { API_VERSIONS } from '../rest/versions.ts';
import type { World } from '../world.ts';
import type { Site } from './hosts.ts';

/** Version placeholders stay literally `{version}` for who names none, as Salesforce leaves them. */
function identityUrls(
  baseUrl: string,
  organizationId: string,
  userId: string,
  version = '{version}',
): Record<string, string> {
  const data = `${baseUrl}/services/data/v${version}`;
  return {
    enterprise: `${baseUrl}/services/Soap/c/${version}/${organizationId}`,
    metadata: `${baseUrl}/services/Soap/m/${version}/${organizationId}`,
    partner: `${baseUrl}/services/Soap/u/${version}/${organizationId}`,
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    search: `${data}/search/`,
    query: `${data}/query/`,
    recent: `${data}/recent/`,
    tooling_soap: `${baseUrl}/services/Soap/T/${version}/${organizationId}`,
    tooling_rest: `${data}/tooling/`,
    profile: `${baseUrl}/${userId}`,
    feeds: `${data}/chatter/feeds`,
    groups: `${data}/chatter/groups`,
    users: `${data}/chatter/users`,
    feed_items: `${data}/chatter/feed-items`,
    feed_elements: `${data}/chatter/feed-elements`,
    custom_domain: baseUrl,
  };
}

function urlVersion(asked: string | null): string | undefined {
  if (asked === 'latest') return API_VERSIONS.at(-1)?.version;
  return asked !== null && /^\d+(?:\.\d)?$/.test(asked) ? asked : undefined;
}

function photos(baseUrl: string): { readonly picture: string; readonly thumbnail: string } {
  return { picture: `${baseUrl}/profilephoto/005/F`, thumbnail: `${baseUrl}/profilephoto/005/T` };
}

/**
 * `/id/{org}/{user}`. `version`: of the addresses, or `latest`. Fields: facts 1.5; parameter: help "Identity URLs".
 */
export function identityOf(
  world: World,
  user: OrgUser,
  site: Site,
  version: string | null,
): Record<string, unknown> {
  const { organizationId } = world.org;
  const baseUrl = site.instanceUrl;
  const id = `${site.loginUrl}/id/${organizationId}/${user.id}`;
  return {
    id,
    asserted_user: true,
    user_id: user.id,
    organization_id: organizationId,
    username: user.username,
    nick_name: user.nickname ?? user.alias ?? user.username,
    display_name: user.name,
    email: user.email,
    email_verified: true,
    first_name: user.firstName,
    last_name: user.lastName,
    timezone: user.timeZone,
    photos: photos(baseUrl),
    addr_street: user.street,
    addr_city: user.city,
    addr_state: user.state,
    addr_country: user.country,
    addr_zip: user.postalCode,
    mobile_phone: user.mobilePhone,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: identityUrls(baseUrl, organizationId, user.id, urlVersion(version)),
    active: user.isActive,
    user_type: user.userType.toUpperCase(),
    language: user.language,
    locale: user.locale,
    utcOffset: utcOffsetMs(user.timeZone, world.org.clock.now()),
    last_modified_date: user.lastModifiedDate,
    is_app_installed: true,
  };
}

/** OpenID Connect user info. Fields: facts 1.5. */
export function userInfoOf(world: World, user: OrgUser, site: Site): Record<string, unknown> {
  const { organizationId } = world.org;
  const baseUrl = site.instanceUrl;
  return {
    sub: `${site.loginUrl}/id/${organizationId}/${user.id}`,
    user_id: user.id,
    organization_id: organizationId,
    preferred_username: user.username,
    nickname: user.nickname ?? user.alias ?? user.username,
    name: user.name,
    email: user.email,
    email_verified: true,
    given_name: user.firstName,
    family_name: user.lastName,
    zoneinfo: user.timeZone,
    photos: photos(baseUrl),
    profile: `${baseUrl}/${user.id}`,
    picture: photos(baseUrl).picture,
    address: {},
    is_salesforce_integration_user: world.org.hasPermission(user.id, 'ApiUserOnly'),
    urls: identityUrls(baseUrl, organizationId, user.id),
    active: user.isActive,
    user_type: user.userType.toUpperCase(),
    language: user.language,
    locale: user.locale,
    utcOffset: utcOffsetMs(user.timeZone, world.org.clock.now()),
    updated_at: user.lastModifiedDate,
    is_app_installed: true,
  };
}

/** The zone's offset without daylight saving, as Salesforce gives it. */
function utcOffsetMs(timeZone: string, nowMs: number): number {
  const january = new Date(Date.UTC(new Date(nowMs).getUTCFullYear(), 0, 15, 12));
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(january)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (match === null) return 0;
  const ms = (Number(match[2]) * 60 + Number(match[3])) * 60_000;
  return match[1] === '-' ? -ms : ms;
}

export function openIdConfiguration(baseUrl: string): Record<string, unknown> {
  return {
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}/services/oauth2/authorize`,
    token_endpoint: `${baseUrl}/services/oauth2/token`,
    revocation_endpoint: `${baseUrl}/services/oauth2/revoke`,
    userinfo_endpoint: `${baseUrl}/services/oauth2/userinfo`,
    jwks_uri: `${baseUrl}/id/keys`,
    introspection_endpoint: `${baseUrl}/services/oauth2/introspect`,
    scopes_supported: [
      'id',
      'api',
      'web',
      'full',
      'refresh_token',
      'openid',
      'profile',
      'email',
      'offline_access',
    ],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    display_values_supported: ['page', 'popup', 'touch'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'email',
      'name',
      'preferred_username',
      'zoneinfo',
    ],
    code_challenge_methods_supported: ['S256'],
  };
}
