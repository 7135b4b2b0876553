import type { Incoming } from '../http/incoming.ts';
import { SalesforceError } from '../errors.ts';
import { querySystem } from '../users.ts';
import type { World } from '../world.ts';

/**
 * Which of Salesforce's hosts a request came to.
 *
 * `any` is an address that names none of them (127.0.0.1): it does what all three do. Source: facts 1.1.
 */
export type HostRole = 'any' | 'productionLogin' | 'sandboxLogin' | 'myDomain' | 'foreign';

export interface Site {
  readonly role: HostRole;
  /** What API calls go to. */
  readonly instanceUrl: string;
  /** What identity URLs begin with: login or test, whichever is the org's. */
  readonly loginUrl: string;
}

/** `login`, `test` and `….my`, under salesforce.com or, for machines without such names, under localhost. */
const LOGIN_HOST = /^(login|test)\.(salesforce\.com|localhost)$/;
const MY_DOMAIN_HOST = /^([a-z0-9-]+(?:\.[a-z]+)?)\.my\.(salesforce\.com|localhost)$/;

export function siteOf(world: World, incoming: Pick<Incoming, 'baseUrl'>): Site {
  const url = new URL(incoming.baseUrl);
  const host = url.hostname.toLowerCase();
  const address = (name: string, top: string): string =>
    `${url.protocol}//${name}.${top}${url.port === '' ? '' : `:${url.port}`}`;
  const site = (role: HostRole, top: string): Site => {
    const isSandbox = isSandboxOrg(world);
    return {
      role,
      instanceUrl: address(`${myDomainOf(world, isSandbox)}.my`, top),
      loginUrl: address(isSandbox ? 'test' : 'login', top),
    };
  };

  const login = LOGIN_HOST.exec(host);
  if (login !== null) return site(login[1] === 'test' ? 'sandboxLogin' : 'productionLogin', login[2] ?? '');
  const domain = MY_DOMAIN_HOST.exec(host);
  if (domain !== null) {
    return site(
      domain[1] === myDomainOf(world, isSandboxOrg(world)) ? 'myDomain' : 'foreign',
      domain[2] ?? '',
    );
  }
  if (world.settings.current.signIn.strictHosts) return site('foreign', 'localhost');
  return { role: 'any', instanceUrl: incoming.baseUrl, loginUrl: incoming.baseUrl };
}

/** False at the login host of the other kind: production users do not exist on test.salesforce.com. */
export function knowsOrg(world: World, role: HostRole): boolean {
  if (role === 'productionLogin') return !isSandboxOrg(world);
  return role === 'sandboxLogin' ? isSandboxOrg(world) : role !== 'foreign';
}

/** Data calls are for the address that the login named. @throws SalesforceError `URL_NOT_RESET` */
export function assertInstanceHost(world: World, incoming: Incoming): void {
  const { role } = siteOf(world, incoming);
  if (role === 'any' || role === 'myDomain') return;
  throw new SalesforceError(
    404,
    'URL_NOT_RESET',
    'Destination URL not reset. The URL returned from login must be set',
  );
}

export function isSandboxOrg(world: World): boolean {
  return querySystem(world.org, 'SELECT IsSandbox FROM Organization LIMIT 1')[0]?.['IsSandbox'] === true;
}

/** `acme`, or `acme--dev.sandbox` in a sandbox. Without a My Domain in the seed, the organization's name has to do. */
function myDomainOf(world: World, isSandbox: boolean): string {
  const name = (world.settings.current.signIn.myDomain ?? nameSlug(world)).toLowerCase();
  if (!isSandbox || name.endsWith('.sandbox')) return name;
  return name.includes('--') ? `${name}.sandbox` : `${name}--sandbox.sandbox`;
}

function nameSlug(world: World): string {
  const name = querySystem(world.org, 'SELECT Name FROM Organization LIMIT 1')[0]?.['Name'];
  const slug = (typeof name === 'string' ? name : '').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return slug.replaceAll(/^-+|-+$/g, '') || 'org';
}
