import { SyncError } from '@sync-user/contract';
import { type AccessToken, type IsoInstant, toInstant } from '@sync-user/engine';
import * as oauth from 'oauth4webapi';
import type { Dispatcher } from 'undici';
import { DEFAULT_CLIENT_NAME, TOKEN_PATH } from '../constants.ts';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';
import { headerText } from '../http/header-text.ts';
import { MAX_ERROR_BYTES, readText } from '../http/read-text.ts';
import { sendRequest } from '../http/send-request.ts';
import { isJsonObject, optionalText, parseJson, unexpected } from '../wire/read-json.ts';
import { oauthFault } from './oauth-fault.ts';

export interface ClientCredentials {
  /** The org's My Domain: the login hosts do not serve this flow. */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** See `HostRules`. */
  readonly extraHosts?: readonly string[];
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

/** An access token and whose it is. There is no refresh token in this flow: the secret is the lasting grant. */
export interface GrantedToken extends AccessToken {
  /** 18 characters, `00D…`. */
  readonly organizationId: string;
  /** 18 characters, `005…`: the app's Run-As user. */
  readonly userId: string;
  readonly issuedAt: IsoInstant;
  /** Space-separated; undefined when Salesforce did not say. */
  readonly scope: string | undefined;
}

/** Somebody may be waiting in front of a form. */
const TOKEN_TIMEOUT_MS = 30_000;

/**
 * Logs in with the OAuth 2.0 client credentials flow. One try: the caller knows whether somebody waits.
 * Not an API call: it does not count against the org's allowance.
 *
 * @throws `SF_LOGIN_URL_INVALID`, `SF_HOST_UNREACHABLE`, `SF_CLIENT_CREDENTIALS_INVALID`,
 *   `SF_CLIENT_CREDENTIALS_NOT_ENABLED`, `SF_USER_INACTIVE`, `SF_GRANT_REFUSED`, `SF_UNAVAILABLE`, `SF_UNEXPECTED`
 */
export async function fetchClientCredentialsToken(credentials: ClientCredentials): Promise<GrantedToken> {
  const extraHosts = credentials.extraHosts ?? [];
  const issuer = assertSalesforceHost(credentials.loginUrl, { extraHosts });
  const server: oauth.AuthorizationServer = { issuer, token_endpoint: `${issuer}${TOKEN_PATH}` };
  const client: oauth.Client = { client_id: credentials.clientId };
  const seen: { response: Response | undefined } = { response: undefined };
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretPost(credentials.clientSecret),
      {},
      {
        signal: credentials.signal,
        // The host check has already refused http for every host the operator did not name.
        [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
        [oauth.customFetch]: async (address, options) => {
          const answer = await sendTokenRequest(new URL(address), options, credentials);
          seen.response = answer.clone();
          return answer;
        },
      },
    );
    const granted = await oauth.processClientCredentialsResponse(server, client, response);
    return toGrantedToken(granted, extraHosts);
  } catch (error) {
    credentials.signal.throwIfAborted();
    if (error instanceof SyncError || seen.response === undefined) throw error;
    throw await toFault(seen.response, new URL(issuer).host);
  }
}

async function sendTokenRequest(
  url: URL,
  options: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  credentials: ClientCredentials,
): Promise<Response> {
  const answer = await sendRequest({
    method: 'POST',
    url,
    headers: { ...options.headers, 'user-agent': DEFAULT_CLIENT_NAME },
    body: options.body.toString(),
    signal: credentials.signal,
    dispatcher: credentials.dispatcher,
    headersTimeoutMs: TOKEN_TIMEOUT_MS,
  });
  if (answer.kind === 'no_answer') throw answer.fault.error;
  const limits = { maxBytes: MAX_ERROR_BYTES, host: url.host, signal: credentials.signal };
  const text = await readText(answer.body, limits);
  // A challenge header would hide the body, and it is the body that explains.
  const contentType = headerText(answer.headers, 'content-type') ?? 'text/plain';
  return new Response(bodyAllowed(answer.status) ? withoutIdToken(text) : null, {
    status: answer.status,
    headers: { 'content-type': contentType },
  });
}

/**
 * Apps with the scope `openid` are sent an ID token. Nobody reads it (identity comes from the org itself), and its issuer
 * is not always the address that was logged in to, for which the library would refuse the whole answer.
 */
function withoutIdToken(text: string): string {
  const body = parsedOrUndefined(text);
  if (!isJsonObject(body) || !('id_token' in body)) return text;
  const { id_token: _idToken, ...rest } = body;
  return JSON.stringify(rest);
}

/** `Response` refuses a body, even an empty one, for these. */
function bodyAllowed(status: number): boolean {
  return ![204, 205, 304].includes(status);
}

async function toFault(response: Response, host: string): Promise<SyncError> {
  const body = parsedOrUndefined(await response.text());
  const said = isJsonObject(body) ? body : undefined;
  if (response.status === 200 && said !== undefined) return unexpected('a token answer without a token');
  return oauthFault(
    {
      status: response.status,
      isJson: said !== undefined,
      error: said && optionalText(said, 'error'),
      description: said && optionalText(said, 'error_description'),
    },
    host,
  );
}

function parsedOrUndefined(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // A web page: it is enough to know that it is no JSON.
    return undefined;
  }
}

/** Source: Salesforce Help, "OAuth 2.0 Client Credentials Flow": `instance_url`, `id`, `issued_at` beside the standard names. */
function toGrantedToken(granted: oauth.TokenEndpointResponse, extraHosts: readonly string[]): GrantedToken {
  const { instance_url: instanceUrl, id, issued_at: issuedAt } = granted;
  if (typeof instanceUrl !== 'string') throw unexpected('a token answer without instance_url');
  const owner = /\/id\/(00D[A-Za-z0-9]{15})\/(005[A-Za-z0-9]{15})$/.exec(typeof id === 'string' ? id : '');
  const [, organizationId, userId] = owner ?? [];
  if (organizationId === undefined || userId === undefined)
    throw unexpected('a token answer that names no user');
  const issuedAtMs = Number(issuedAt);
  if (!Number.isSafeInteger(issuedAtMs) || issuedAtMs <= 0)
    throw unexpected('a token answer without issued_at');
  return {
    token: granted.access_token,
    instanceUrl: assertInstanceUrl(instanceUrl, extraHosts),
    organizationId,
    userId,
    issuedAt: toInstant(issuedAtMs),
    scope: granted.scope,
  };
}

/** @throws `SF_UNEXPECTED`: here it is the answer that is wrong, not what the operator typed. */
function assertInstanceUrl(instanceUrl: string, extraHosts: readonly string[]): string {
  try {
    return assertSalesforceHost(instanceUrl, { extraHosts });
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause;
    throw new SyncError(
      'SF_UNEXPECTED',
      `The login named an instance URL we do not trust: ${cause.message}`,
      {},
      { cause },
    );
  }
}
