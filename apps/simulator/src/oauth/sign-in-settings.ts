import { BlockList, isIP } from 'node:net';

/** From and to, both included. */
export interface IpRange {
  readonly from: string;
  readonly to: string;
}

/** How people and apps sign in to the org: what Setup has under Session Settings, Password Policies, Network Access. */
export interface SignInSettings {
  /** `acme` of acme.my.salesforce.com; null: made from the organization's name. */
  readonly myDomain: string | null;
  /** Only Salesforce's hosts (or their `….localhost` twins) are served; other addresses are nobody's. */
  readonly strictHosts: boolean;
  /** Where all requests seem to come from; null: from where they come. */
  readonly sourceIp: string | null;
  /** Network Access: no e-mail verification from there. */
  readonly trustedIpRanges: readonly IpRange[];
  /** A browser that was never verified must be, by a code sent by e-mail. */
  readonly emailVerification: boolean;
  /** Everybody needs a code of an authenticator app in the browser. */
  readonly mfa: boolean;
  /** "Allow OAuth Username-Password Flows". */
  readonly passwordFlow: boolean;
  /** Per user. Salesforce: 3,600. Source: facts 1.4. */
  readonly loginsPerHour: number;
  readonly maxFailedLogins: number;
  readonly lockoutMs: number;
  /** "Lock sessions to the IP address from which they originated". */
  readonly lockSessionsToIp: boolean;
}

export const SIGN_IN_DEFAULTS: SignInSettings = {
  myDomain: null,
  strictHosts: false,
  sourceIp: null,
  trustedIpRanges: [],
  emailVerification: false,
  mfa: false,
  passwordFlow: true,
  loginsPerHour: 3600,
  maxFailedLogins: 10,
  lockoutMs: 15 * 60 * 1000,
  lockSessionsToIp: false,
};

/** `10.0.0.1`, `10.0.0.1-10.0.0.9`; undefined when the text is neither. */
export function readIpRange(text: string): IpRange | undefined {
  const [from = '', to = from] = text.split('-').map((part) => part.trim());
  return isIP(from) !== 0 && isIP(from) === isIP(to) ? { from, to } : undefined;
}

export function isInRanges(ip: string, ranges: readonly IpRange[]): boolean {
  const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(ip) === 0) return false;
  const list = new BlockList();
  for (const { from, to } of ranges) list.addRange(from, to, isIP(from) === 6 ? 'ipv6' : 'ipv4');
  return list.check(ip, family);
}
