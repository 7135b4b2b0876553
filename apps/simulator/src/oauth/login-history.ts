import type { Incoming } from '../http/incoming.ts';
import { platformCaller } from '../org/system-user.ts';
import type { OrgUser } from '../users.ts';
import { querySystem } from '../users.ts';
import type { World } from '../world.ts';
import type { Login } from './admit.ts';

export type LoginKind = 'browser' | 'code' | 'refresh' | 'password' | 'jwt' | 'clientCredentials' | 'soap';

/** How LoginHistory names the ways in. Source: Object Reference, LoginHistory.LoginType and LoginSubType. */
const TYPES: Readonly<Record<LoginKind, readonly [type: string, subtype: string | null]>> = {
  browser: ['Application', null],
  code: ['Remote Access 2.0', null],
  refresh: ['Remote Access 2.0', 'OauthRefreshToken'],
  password: ['Remote Access 2.0', 'OauthUsernamePassword'],
  jwt: ['Remote Access 2.0', 'OauthJwtBearer'],
  clientCredentials: ['Remote Access 2.0', 'OauthClientCredential'],
  soap: ['Other Apex API', null],
};

/** Where a request comes from, or where the control plane says it does. */
export function sourceIpOf(world: World, incoming: Pick<Incoming, 'sourceIp'>): string {
  return world.settings.current.signIn.sourceIp ?? incoming.sourceIp;
}

/** One row in LoginHistory, and the date on the user when a person logged in. Both move nothing else. */
export function recordLogin(world: World, user: OrgUser, login: Login, status: string): void {
  const { incoming, kind, app, apiVersion } = login;
  const now = new Date(world.org.clock.now()).toISOString();
  const [type, subtype] = TYPES[kind];
  const secure = incoming.baseUrl.startsWith('https:');
  world.org.load('LoginHistory', [
    {
      UserId: user.id,
      LoginTime: now,
      LoginType: type,
      LoginSubType: subtype,
      SourceIp: sourceIpOf(world, incoming),
      LoginUrl: new URL(incoming.baseUrl).hostname,
      Status: status,
      Application: app?.name ?? (kind === 'browser' ? 'Browser' : 'N/A'),
      Browser: browserOf(incoming),
      Platform: platformOf(incoming),
      ApiType: kind === 'soap' ? 'SOAP Partner' : null,
      ApiVersion: apiVersion ?? null,
      ClientVersion: 'N/A',
      TlsProtocol: secure ? 'TLS 1.3' : null,
      CipherSuite: null,
      OptionsIsGet: incoming.method === 'GET',
      OptionsIsPost: incoming.method === 'POST',
      CountryIso: null,
      NetworkId: '000000000000000AAA',
    },
  ]);
  if (status === 'Success' && (kind === 'browser' || kind === 'soap' || kind === 'password')) {
    world.org.writeSilently('User', user.id, { LastLoginDate: now });
  }
}

/** Logins that were let through, of the last so many milliseconds. */
export function countLogins(world: World, userId: string, withinMs: number): number {
  const since = new Date(world.org.clock.now() - withinMs).toISOString();
  const page = world.org.query(
    platformCaller(),
    `SELECT COUNT() FROM LoginHistory WHERE UserId = '${userId}' AND Status = 'Success' AND LoginTime > ${since}`,
    { includeDeleted: false, batchSize: 2000 },
  );
  return page.totalSize;
}

export function lastLoginId(world: World, userId: string): string | null {
  const [row] = querySystem(
    world.org,
    `SELECT Id FROM LoginHistory WHERE UserId = '${userId}' ORDER BY LoginTime DESC, Id DESC LIMIT 1`,
  );
  return row === undefined ? null : String(row['Id']);
}

function browserOf({ headers }: Incoming): string {
  const agent = headers['user-agent'] ?? '';
  const match = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(agent);
  return match === null ? 'Unknown' : `${match[1] === 'Edg' ? 'Edge' : match[1]} ${match[2]}`;
}

function platformOf({ headers }: Incoming): string {
  const agent = headers['user-agent'] ?? '';
  const known = [
    [/Windows NT/, 'Windows'],
    [/Mac OS X/, 'Mac OSX'],
    [/Android/, 'Android'],
    [/Linux/, 'Linux'],
  ] as const;
  return known.find(([pattern]) => pattern.test(agent))?.[1] ?? 'Unknown';
}
