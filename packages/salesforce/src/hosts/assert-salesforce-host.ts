import { SyncError } from '@sync-user/contract';

export interface HostRules {
  /**
   * Hosts the operator allows beside Salesforce's own: `127.0.0.1:4010` (that port only) or `localhost` (any port).
   * Plain http is allowed for these and for no other.
   */
  readonly extraHosts: readonly string[];
}

/** Scheme, host and at most one slash; everything else in a URL has no business in the address of an org. */
const BARE_ADDRESS = /^https?:\/\/[a-z0-9.:[\]-]+\/?$/i;

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * Salesforce's own hosts: the two login hosts and My Domain in every partition (`.sandbox.my.`, `.develop.my.`,
 * `.scratch.my.` …), with the government and China clouds.
 * Source: Salesforce Help, "My Domain URL Formats"; `sfdcUrl` of npm @salesforce/core 8.32.6 for .mil and .cn.
 */
const SALESFORCE_HOST = new RegExp(
  `^(?:(?:login|test)\\.salesforce\\.com|${LABEL}(?:\\.${LABEL})?\\.my\\.(?:salesforce\\.com|salesforce\\.mil|sfcrmproducts\\.cn))$`,
);

/**
 * The origin of a login or instance URL (`https://acme.my.salesforce.com`, lower case, no slash at the end), if tokens
 * and secrets may be sent there.
 *
 * @throws `SF_LOGIN_URL_INVALID` for anything that is not https on a host of Salesforce's or the operator's list.
 */
export function assertSalesforceHost(address: string, rules: HostRules): string {
  const text = address.trim();
  const url = BARE_ADDRESS.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (isSalesforceOrigin(url) || isExtraHost(url, rules.extraHosts))) return url.origin;
  throw new SyncError(
    'SF_LOGIN_URL_INVALID',
    `${shown(text)} is not an address of Salesforce.${hintFor(text)}`,
  );
}

function isSalesforceOrigin(url: URL): boolean {
  return url.protocol === 'https:' && url.port === '' && SALESFORCE_HOST.test(url.hostname);
}

function isExtraHost(url: URL, extraHosts: readonly string[]): boolean {
  return extraHosts.some((extra) => {
    const wanted = extra.trim().toLowerCase();
    return wanted !== '' && (wanted === url.host || wanted === url.hostname);
  });
}

/** People paste what the browser shows; the API lives elsewhere. Source: jsforce refuses these hosts as well. */
function hintFor(text: string): string {
  const browserHost =
    /^https:\/\/([a-z0-9-]+(?:\.(?:sandbox|develop|scratch|trailblaze|demo))?)\.lightning\.force\.com/i.exec(
      text,
    );
  if (browserHost !== null)
    return ` Use https://${String(browserHost[1]).toLowerCase()}.my.salesforce.com instead.`;
  return /^https:\/\/[a-z0-9.-]+\.salesforce\.com\/./i.test(text)
    ? ' Give the host alone, without a path.'
    : '';
}

/** What may be repeated of an address nobody vouches for: no user name, no password, no query, no control characters. */
function shown(text: string): string {
  const safe = text.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//…@');
  return JSON.stringify(safe.slice(0, 200));
}
