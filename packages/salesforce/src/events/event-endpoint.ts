import { SyncError } from '@sync-user/contract';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';

/** Where the Pub/Sub API answers. */
export interface EventEndpoint {
  /** `api.pubsub.salesforce.com:7443` */
  readonly target: string;
  readonly tls: boolean;
}

/** Source: Pub/Sub API guide, "Pub/Sub API Endpoints". */
export const DEFAULT_EVENT_ENDPOINT = 'https://api.pubsub.salesforce.com:7443';

/** The global endpoint and the regional ones, `api.deu.pubsub.salesforce.com`. */
const PUBSUB_HOST = /^api(?:\.[a-z]{2,5})?\.pubsub\.salesforce\.com$/;

/**
 * Reads `https://host:port`, or `http://host:port` for hosts that the operator allows beside Salesforce's own.
 * @throws SyncError `CONFIG_INVALID`
 */
export function parseEventEndpoint(address: string, extraHosts: readonly string[]): EventEndpoint {
  const url =
    /^https?:\/\/[a-z0-9.:[\]-]+\/?$/i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
  const isExtra =
    url !== undefined &&
    extraHosts.some((extra) => [url.host, url.hostname].includes(extra.trim().toLowerCase()));
  const isOurs = url?.protocol === 'https:' && PUBSUB_HOST.test(url.hostname);
  if (url === undefined || !(isOurs || isExtra)) {
    throw new SyncError(
      'CONFIG_INVALID',
      'PUBSUB_ENDPOINT must be https://HOST:PORT of Salesforce’s Pub/Sub API, or of a host in SALESFORCE_EXTRA_HOSTS (http is allowed for these only).',
    );
  }
  const tls = url.protocol === 'https:';
  return { target: `${url.hostname}:${url.port === '' ? (tls ? '443' : '80') : url.port}`, tls };
}

/**
 * The endpoint for an org; undefined when there is none for it: an org that is not Salesforce's own (a simulator) is not
 * told to Salesforce, so it needs an endpoint that the operator names.
 */
export function eventEndpointFor(
  instanceUrl: string,
  named: EventEndpoint | undefined,
  extraHosts: readonly string[],
): EventEndpoint | undefined {
  if (named !== undefined && !PUBSUB_HOST.test(named.target.replace(/:\d+$/, ''))) return named;
  if (!isSalesforces(instanceUrl)) return undefined;
  return named ?? parseEventEndpoint(DEFAULT_EVENT_ENDPOINT, extraHosts);
}

function isSalesforces(instanceUrl: string): boolean {
  try {
    assertSalesforceHost(instanceUrl, { extraHosts: [] });
    return true;
  } catch {
    return false;
  }
}
