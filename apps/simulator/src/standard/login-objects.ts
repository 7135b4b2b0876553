/** Who logged in, with what, and which tokens and sessions are alive. Rows: oauth/login-rows.ts and oauth/login-history.ts. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  audit,
  checkbox,
  dateTime,
  id,
  integer,
  lookup,
  readOnly,
  restrictedPicklist,
  system,
  text,
} from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

const nobody = { ...readOnly, relationshipName: null } as const;
const fixed = (name: string, length: number, label?: string) =>
  text(name, length, label === undefined ? readOnly : { ...readOnly, label });

/** Source: Object Reference, LoginHistory. */
const loginHistory = setupObject('LoginHistory', '0Ya', {
  labelPlural: 'Login History',
  fields: [
    id('Login History'),
    lookup('UserId', 'User', { ...nobody, nillable: false }),
    dateTime('LoginTime', { ...readOnly, nillable: false }),
    restrictedPicklist(
      'LoginType',
      'Application|OEM Application=OEM|Partner Product|Remote Access Client|Remote Access 2.0|Other Apex API|AppExchange|' +
        'SAML Idp Initiated SSO=SAML|SAML Sfdc Initiated SSO|Chatter Communities External User|Employee Login to Community',
      { ...readOnly, nillable: false },
    ),
    fixed('SourceIp', 39),
    fixed('LoginUrl', 120, 'Login URL'),
    text('NetworkId', 18, { ...readOnly, label: 'Network ID' }),
    text('AuthenticationServiceId', 18, { ...readOnly, label: 'Authentication Service ID' }),
    text('LoginGeoId', 18, { ...readOnly, label: 'Login Geo Data ID' }),
    restrictedPicklist('TlsProtocol', 'TLS 1.0|TLS 1.1|TLS 1.2|TLS 1.3|Unknown', {
      ...readOnly,
      label: 'TLS Protocol',
    }),
    fixed('CipherSuite', 64, 'TLS Cipher Suite'),
    checkbox('OptionsIsGet', { ...system, label: 'HTTP Method Is GET' }),
    checkbox('OptionsIsPost', { ...system, label: 'HTTP Method Is POST' }),
    fixed('Browser', 64),
    fixed('Platform', 64),
    fixed('Status', 128),
    fixed('Application', 64),
    fixed('ClientVersion', 64),
    fixed('ApiType', 64, 'API Type'),
    fixed('ApiVersion', 32, 'API Version'),
    fixed('CountryIso', 3, 'Country Code'),
    fixed('AuthMethodReference', 255, 'Authentication Method Reference'),
    fixed('LoginSubType', 40, 'Login Subtype'),
    fixed('ForwardedForIp', 256, 'Forwarded For IP'),
  ],
});

/** Source: Object Reference, OauthToken. */
const oauthToken = setupObject('OauthToken', '0CQ', {
  label: 'OAuth Token',
  retrieveable: false,
  fields: [
    id('Oauth Token'),
    fixed('AccessToken', 255),
    lookup('UserId', 'User', { ...readOnly, nillable: false, childRelationshipName: null }),
    fixed('RequestToken', 255),
    dateTime('CreatedDate', system),
    fixed('AppName', 255, 'Application Name'),
    dateTime('LastUsedDate', readOnly),
    integer('UseCount', 9, readOnly),
    fixed('DeleteToken', 255),
    text('AppMenuItemId', 18, { ...readOnly, label: 'AppMenuItem ID' }),
  ],
});

/** Source: Object Reference, AuthSession. */
const authSession = setupObject('AuthSession', '0Ak', {
  deletable: true,
  label: 'Auth Session',
  fields: [
    id('Auth Session'),
    lookup('UsersId', 'User', { ...readOnly, relationshipName: 'Users', childRelationshipName: null }),
    dateTime('CreatedDate', system),
    dateTime('LastModifiedDate', system),
    integer('NumSecondsValid', 9, { ...readOnly, nillable: false }),
    text('UserType', 40, readOnly),
    fixed('SourceIp', 39),
    text('LoginType', 40, readOnly),
    text('SessionType', 40, readOnly),
    text('SessionSecurityLevel', 40, readOnly),
    fixed('LogoutUrl', 1500, 'Logout URL'),
    text('ParentId', 18, { ...readOnly, label: 'Parent Session ID' }),
    lookup('LoginHistoryId', 'LoginHistory', { ...nobody, childRelationshipName: null }),
    text('LoginGeoId', 18, { ...readOnly, label: 'Login Geo Data ID' }),
    checkbox('IsCurrent', { ...system, label: 'Is Current' }),
  ],
});

/** Source: Object Reference, ConnectedApplication. */
const connectedApplication = setupObject('ConnectedApplication', '0H4', {
  label: 'Connected App',
  fields: [
    id('Connected App'),
    text('Name', 80, { ...readOnly, nillable: false, nameField: true, label: 'Connected App Name' }),
    ...audit(),
    checkbox('OptionsAllowAdminApprovedUsersOnly', { ...system, label: 'Admin Approved Users Only' }),
    checkbox('OptionsRefreshTokenValidityMetric', { ...system, label: 'Refresh Token Validity Metric' }),
    checkbox('OptionsHasSessionLevelPolicy', { ...system, label: 'Session Level Policy' }),
    checkbox('OptionsIsInternal', { ...system, label: 'Internal' }),
    checkbox('OptionsFullContentPushNotifications', { ...system, label: 'Full Content Push Notifications' }),
    checkbox('OptionsCodeCredentialGuestEnabled', { ...system, label: 'Code Credential Guest Enabled' }),
    checkbox('OptionsAppIssueJwtTokenEnabled', { ...system, label: 'Issue JWT Tokens' }),
    restrictedPicklist('MobileSessionTimeout', '0|1|5|10|30', readOnly),
    restrictedPicklist('PinLength', '4|5|6|7|8', readOnly),
    fixed('StartUrl', 1500, 'Start URL'),
    fixed('MobileStartUrl', 1500, 'Mobile Start URL'),
    integer('RefreshTokenValidityPeriod', 9, readOnly),
    integer('UvidTimeout', 9, readOnly),
  ],
});

/** Source: field lists of public tools that query it; Metadata API Developer Guide, ExternalClientApplication. */
const externalClientApplication = setupObject('ExternalClientApplication', '0xI', {
  label: 'External Client App',
  fields: [
    id('External Client App'),
    text('DeveloperName', 80, { ...readOnly, nillable: false, label: 'Name' }),
    text('MasterLabel', 80, { ...readOnly, nillable: false, nameField: true, label: 'External Client App' }),
    restrictedPicklist('DistributionState', 'Local|Packaged', readOnly),
    ...audit(),
  ],
});

/** Source: as above; Metadata API Developer Guide, ExtlClntAppOauthConfigurablePolicies (permittedUsersPolicyType). */
const externalAppPolicy = setupObject('ExtlClntAppOauthPlcyCnfg', '0xP', {
  label: 'External Client App OAuth Policies Configuration',
  fields: [
    id('External Client App OAuth Policies Configuration'),
    lookup('ExternalClientApplicationId', 'ExternalClientApplication', {
      ...readOnly,
      nillable: false,
      childRelationshipName: null,
    }),
    restrictedPicklist('PermittedUsersPolicyType', 'AllSelfAuthorized|AdminApprovedPreAuthorized', readOnly),
    ...audit(),
  ],
});

export const LOGIN_OBJECTS: readonly ObjectDeclaration[] = [
  loginHistory,
  oauthToken,
  authSession,
  connectedApplication,
  externalClientApplication,
  externalAppPolicy,
];
