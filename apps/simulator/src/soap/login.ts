/** Calls about sessions and people. Source: SOAP API Developer Guide, "Core Calls" and "Utility Calls". */
import type { Incoming } from '../http/incoming.ts';
import { admitWithPassword } from '../oauth/admit.ts';
import { isSandboxOrg, siteOf } from '../oauth/hosts.ts';
import { setPassword } from '../oauth/login-pages.ts';
import { sourceIpOf } from '../oauth/login-history.ts';
import { PASSWORD_SCOPE } from '../oauth/session-scope.ts';
import { OAuthError } from '../oauth/oauth-error.ts';
import { querySystem, readUser, readUserByUsername } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import { SoapFault } from './fault.ts';
import type { SoapCall } from './soap-call.ts';
import { element, parent, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** The first API version without it. Source: facts 10. */
const LOGIN_GONE_FROM = 65;
const INVALID_LOGIN = 'Invalid username, password, security token; or user locked out.';

/** @throws SoapFault `INVALID_LOGIN` … */
export function login(
  world: World,
  incoming: Incoming,
  path: { readonly version: string; readonly kind: string },
  call: XmlElement,
): string[] {
  if (Number(path.version) >= LOGIN_GONE_FROM) {
    throw new SoapFault(
      'UNSUPPORTED_API_VERSION',
      `SOAP API login() is not available in API version ${path.version}.`,
      'LoginFault',
    );
  }
  const user = admitSoap(world, incoming, path.version, call);
  if (!world.org.hasPermission(user.id, 'ApiEnabled')) {
    throw new SoapFault('API_CURRENTLY_DISABLED', 'API is disabled for this User', 'LoginFault');
  }
  const passwordExpired = world.signIn.policies.read(user.id).passwordExpired === true;
  const sessionId = world.tokens.issueAccessToken({
    userId: user.id,
    consumerKey: '',
    scope: passwordExpired ? PASSWORD_SCOPE : 'full',
    sourceIp: sourceIpOf(world, incoming),
    loginType: 'Other Apex API',
  });
  const { instanceUrl } = siteOf(world, incoming);
  const service = `${world.instances.urlFor(instanceUrl)}/services/Soap`;
  const end = `${path.version}/${world.org.organizationId.slice(0, 15)}`;
  return [
    // Some clients read these by position.
    parent('result', [
      element('metadataServerUrl', `${service}/m/${end}`),
      element('passwordExpired', passwordExpired),
      element('sandbox', isSandboxOrg(world)),
      element('serverUrl', `${service}/${path.kind}/${end}`),
      element('sessionId', sessionId),
      element('userId', user.id),
      parent('userInfo', userInfo(world, user)),
    ]),
  ];
}

function admitSoap(world: World, incoming: Incoming, apiVersion: string, call: XmlElement): OrgUser {
  const named = readUserByUsername(world.org, textOf(call, 'username') ?? '');
  try {
    return admitWithPassword(world, named, textOf(call, 'password') ?? '', {
      incoming,
      kind: 'soap',
      apiVersion,
    });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw loginFault(error);
  }
}

/** Codes: SOAP API Developer Guide, "ExceptionCode". */
function loginFault(error: OAuthError): SoapFault {
  switch (error.message) {
    case 'ip restricted':
      return new SoapFault(
        'LOGIN_DURING_RESTRICTED_DOMAIN',
        'Logging in from this IP address is restricted',
        'LoginFault',
      );
    case 'ip restricted or invalid login hours':
      return new SoapFault(
        'LOGIN_DURING_RESTRICTED_TIME',
        'Logging in during this time is restricted',
        'LoginFault',
      );
    case 'login rate exceeded':
      return new SoapFault('LOGIN_RATE_EXCEEDED', 'Login rate exceeded', 'LoginFault');
    default:
      return new SoapFault('INVALID_LOGIN', INVALID_LOGIN, 'LoginFault');
  }
}

export function logout({ world, session }: SoapCall): string[] {
  world.tokens.revoke(session);
  return [];
}

export function getUserInfo({ world, caller }: SoapCall): string[] {
  const user = readUser(world.org, caller.userId);
  return user === undefined ? [] : [parent('result', userInfo(world, user))];
}

export function getServerTimestamp({ world }: SoapCall): string[] {
  return [parent('result', [element('timestamp', new Date(world.org.clock.now()).toISOString())])];
}

/** @throws SoapFault `INSUFFICIENT_ACCESS`, `INVALID_ID_FIELD` */
export function setUserPassword({ world, caller, call }: SoapCall): string[] {
  const userId = textOf(call, 'userId') ?? '';
  const user = readUser(world.org, userId);
  if (user === undefined)
    throw new SoapFault('INVALID_ID_FIELD', `invalid user id: ${userId}`, 'InvalidIdFault');
  if (user.id !== caller.userId && !world.org.hasPermission(caller.userId, 'ManageUsers')) {
    throw new SoapFault('INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id');
  }
  setPassword(world, user.id, textOf(call, 'password') ?? '');
  return [parent('result', [])];
}

/** In the order of the WSDL: Salesforce's own examples read the ninth as the organization. */
function userInfo(world: World, user: OrgUser): string[] {
  const [organization] = querySystem(world.org, 'SELECT Name, DefaultLocaleSidKey FROM Organization LIMIT 1');
  const [row] = querySystem(world.org, `SELECT UserRoleId, ProfileId FROM User WHERE Id = '${user.id}'`);
  const multiCurrency = world.org.object('CurrencyType') !== undefined;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const currency = multiCurrency ? corporateCurrency(world) : 'USD';
  return [
    element('accessibilityMode', false),
    element('chatterExternal', false),
    element('currencySymbol', multiCurrency ? null : '$'),
    element('orgAttachmentFileSizeLimit', 5_242_880),
    element('orgDefaultCurrencyIsoCode', multiCurrency ? null : currency),
    element('orgDefaultCurrencyLocale', text(organization?.['DefaultLocaleSidKey'])),
    element('orgDisallowHtmlAttachments', false),
    element('orgHasPersonAccounts', hasPersonAccounts(world)),
    element('organizationId', world.org.organizationId),
    element('organizationMultiCurrency', multiCurrency),
    element('organizationName', text(organization?.['Name'])),
    element('profileId', text(row?.['ProfileId'])),
    element('roleId', text(row?.['UserRoleId'])),
    element('sessionSecondsValid', Math.round(world.settings.current.sessionTimeoutMs / 1000)),
    element('userDefaultCurrencyIsoCode', multiCurrency ? currency : null),
    element('userEmail', user.email),
    element('userFullName', user.name),
    element('userId', user.id),
    element('userLanguage', user.language),
    element('userLocale', user.locale),
    element('userName', user.username),
    element('userTimeZone', user.timeZone),
    element('userType', user.userType),
    element('userUiSkin', 'Theme3'),
  ];
}

function corporateCurrency(world: World): string {
  const [row] = querySystem(world.org, 'SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true LIMIT 1');
  return typeof row?.['IsoCode'] === 'string' ? row['IsoCode'] : 'USD';
}

function hasPersonAccounts(world: World): boolean {
  return world.org.object('Account')?.fields.some(({ name }) => name === 'IsPersonAccount') === true;
}
