/** OauthToken, AuthSession and ConnectedApplication as rows, and what changes of rows mean for logins. */
import { makeId, numberOfId } from '../org/ids.ts';
import type { RecordedChange, Row } from '../org/types.ts';
import { readUser } from '../users.ts';
import type { World } from '../world.ts';
import { applicationId } from './app-access.ts';
import type { App } from './apps.ts';
import { lastLoginId } from './login-history.ts';
import type { ListedToken } from './tokens.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes the tokens and apps of the services' database readable as rows. */
export function provideLoginRows(world: World): void {
  const { org, tokens, apps } = world;
  org.provideRows('OauthToken', () => tokens.list('refresh').map((token) => oauthTokenRow(world, token)));
  org.provideRows('AuthSession', () => tokens.list('access').map((token) => sessionRow(world, token)));
  // An app that nobody installed has no row: only its tokens show.
  org.provideRows('ConnectedApplication', () =>
    apps
      .list()
      .filter((app) => app.installed !== false && app.external !== true)
      .map((app) => applicationRow(world, app)),
  );
  const external = () => apps.list().filter((app) => app.external === true);
  org.provideRows('ExternalClientApplication', () => external().map((app) => externalAppRow(world, app)));
  org.provideRows('ExtlClntAppOauthPlcyCnfg', () => external().map((app) => externalPolicyRow(world, app)));
}

function oauthTokenRow(world: World, token: ListedToken): Row {
  return {
    Id: makeId('0CQ', token.number),
    // Salesforce hides the tokens themselves; DeleteToken is what the revoke endpoint takes in their place.
    AccessToken: null,
    RequestToken: null,
    UserId: token.userId,
    CreatedDate: iso(token.issuedAt),
    AppName: world.apps.read(token.consumerKey)?.name ?? null,
    LastUsedDate: token.useCount === 0 ? null : iso(token.usedAt),
    UseCount: token.useCount,
    DeleteToken: token.hash,
    AppMenuItemId: null,
  };
}

function sessionRow(world: World, token: ListedToken): Row {
  return {
    Id: makeId('0Ak', token.number),
    UsersId: token.userId,
    CreatedDate: iso(token.issuedAt),
    LastModifiedDate: iso(token.usedAt),
    NumSecondsValid: Math.round((world.tokens.sessionEndsAt(token) - token.usedAt) / 1000),
    UserType: readUser(world.org, token.userId)?.userType ?? 'Standard',
    SourceIp: token.sourceIp,
    LoginType: token.loginType,
    SessionType: token.loginType === 'Remote Access 2.0' ? 'OauthApprovalUi' : 'API',
    SessionSecurityLevel: 'STANDARD',
    LogoutUrl: null,
    ParentId: null,
    LoginHistoryId: lastLoginId(world, token.userId),
    LoginGeoId: null,
    IsCurrent: false,
  };
}

function applicationRow(world: World, app: App): Row {
  const administrator = world.org.organizationId;
  const created = iso(world.org.schemaModifiedAt());
  const lifetime = app.refreshTokenIdleMs ?? app.refreshTokenLifetimeMs ?? null;
  return {
    Id: applicationId(world, app),
    Name: app.name,
    CreatedDate: created,
    CreatedById: administrator,
    LastModifiedDate: created,
    LastModifiedById: administrator,
    SystemModstamp: created,
    OptionsAllowAdminApprovedUsersOnly: app.adminApproved === true || app.preAuthorized,
    OptionsRefreshTokenValidityMetric: app.refreshTokenIdleMs !== null,
    OptionsHasSessionLevelPolicy: app.highAssurance === true,
    OptionsIsInternal: app.installed !== false,
    OptionsFullContentPushNotifications: false,
    OptionsCodeCredentialGuestEnabled: false,
    OptionsAppIssueJwtTokenEnabled: false,
    MobileSessionTimeout: null,
    PinLength: null,
    StartUrl: null,
    MobileStartUrl: null,
    RefreshTokenValidityPeriod: lifetime === null ? null : Math.round(lifetime / DAY_MS),
    UvidTimeout: null,
  };
}

function externalAppRow(world: World, app: App): Row {
  return {
    Id: applicationId(world, app),
    DeveloperName: app.name.replaceAll(/\W+/g, '_'),
    MasterLabel: app.name,
    DistributionState: 'Local',
    ...stamps(world),
  };
}

function externalPolicyRow(world: World, app: App): Row {
  const approved = app.adminApproved === true || app.preAuthorized;
  return {
    Id: makeId('0xP', world.apps.numberOf(app.consumerKey)),
    ExternalClientApplicationId: applicationId(world, app),
    PermittedUsersPolicyType: approved ? 'AdminApprovedPreAuthorized' : 'AllSelfAuthorized',
    ...stamps(world),
  };
}

function stamps(world: World): Row {
  const at = iso(world.org.schemaModifiedAt());
  const by = world.org.organizationId;
  return { CreatedDate: at, CreatedById: by, LastModifiedDate: at, LastModifiedById: by, SystemModstamp: at };
}

/** A deactivated user's tokens end, a frozen user's sessions, and a session whose row is deleted. */
export function listenForLogins(world: World): void {
  let pending: (() => void)[] = [];
  world.org.onCommit({
    prepare: () => undefined,
    write: (changes) => {
      pending = changes.flatMap((change) => consequenceOf(world, change) ?? []);
    },
    committed: () => {
      const due = pending;
      pending = [];
      for (const act of due) act();
    },
    clear: () => undefined,
  });
}

function consequenceOf(world: World, change: RecordedChange): (() => void) | undefined {
  if (change.kind === 'delete' && change.object === 'AuthSession') {
    return () => world.tokens.revokeNumber(numberOfId(change.id) ?? 0);
  }
  if (change.kind !== 'update') return undefined;
  const { before, after } = change;
  const became = (field: string, value: 0 | 1): boolean =>
    Number(after[field]) === value && Number(before?.[field]) !== value;
  if (change.object === 'User' && became('IsActive', 0)) {
    return () => {
      world.tokens.revokeUser(change.id);
      world.browserSessions.closeUser(change.id);
    };
  }
  if (change.object === 'UserLogin' && became('IsFrozen', 1)) {
    return () => endSessions(world, String(after['UserId']));
  }
  return undefined;
}

/** Sessions of all kinds end; refresh tokens stay. */
export function endSessions(world: World, userId: string): void {
  world.tokens.expireSessions(userId);
  world.browserSessions.closeUser(userId);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
