import { SyncError } from '@sync-user/contract';
import * as oauth from 'oauth4webapi';
import type { Dispatcher } from 'undici';
import { DEFAULT_CLIENT_NAME, TOKEN_PATH } from '../constants.ts';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';
import { headerText } from '../http/header-text.ts';
import { MAX_ERROR_BYTES, readText } from '../http/read-text.ts';
import { sendRequest } from '../http/send-request.ts';
import { isJsonObject, optionalText, parseJson, unexpected } from '../wire/read-json.ts';
import { type GrantedToken, toGrantedToken } from './granted-token.ts';
import { oauthFault, type OAuthFlow } from './oauth-fault.ts';

/** Where a login goes, and how long it may take. */
export interface LoginTarget {
  /** `https://login.salesforce.com`, `https://test.salesforce.com` or the org's My Domain. */
  readonly loginUrl: string;
  /** See `HostRules`. */
  readonly extraHosts?: readonly string[];
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

export interface TokenRequest extends LoginTarget {
  readonly flow: OAuthFlow;
  readonly grantType: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientId: string;
  /** Null: an app without one (PKCE or a signed assertion stands for it). */
  readonly clientSecret: string | null;
}

/** Somebody may be waiting in front of a form. */
const TOKEN_TIMEOUT_MS = 30_000;

/**
 * Asks the token endpoint, once: the caller knows whether somebody waits, and whether a second try can harm (a refresh
 * token that rotates works once). Not an API call: it does not count against the org's allowance.
 *
 * @throws `SF_LOGIN_URL_INVALID`, `SF_HOST_UNREACHABLE`, `SF_UNEXPECTED`, what `oauthFault` makes of a refusal, the
 *   signal's reason. None repeats what was sent.
 */
export async function requestToken(request: TokenRequest): Promise<GrantedToken> {
  const extraHosts = request.extraHosts ?? [];
  const issuer = assertSalesforceHost(request.loginUrl, { extraHosts });
  const server: oauth.AuthorizationServer = { issuer, token_endpoint: `${issuer}${TOKEN_PATH}` };
  const client: oauth.Client = { client_id: request.clientId };
  const seen: { response: Response | undefined } = { response: undefined };
  try {
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      authenticationOf(request),
      request.grantType,
      { ...request.parameters },
      {
        signal: request.signal,
        // The host check has already refused http for every host the operator did not name.
        [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
        [oauth.customFetch]: async (address, options) => {
          const answer = await sendTokenRequest(new URL(address), options, request);
          seen.response = answer.clone();
          return answer;
        },
      },
    );
    const granted = await oauth.processGenericTokenEndpointResponse(server, client, response);
    return toGrantedToken(granted, extraHosts);
  } catch (error) {
    request.signal.throwIfAborted();
    if (error instanceof SyncError || seen.response === undefined) throw error;
    throw await toFault(seen.response, new URL(issuer).host, request.flow);
  }
}

function authenticationOf({ flow, clientSecret }: TokenRequest): oauth.ClientAuth {
  // The assertion names the app and is signed by its key; Salesforce wants nothing beside it.
  if (flow === 'jwt') return () => undefined;
  return clientSecret === null ? oauth.None() : oauth.ClientSecretPost(clientSecret);
}

async function sendTokenRequest(
  url: URL,
  options: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  target: LoginTarget,
): Promise<Response> {
  const answer = await sendRequest({
    method: 'POST',
    url,
    headers: { ...options.headers, 'user-agent': DEFAULT_CLIENT_NAME },
    body: options.body.toString(),
    signal: target.signal,
    dispatcher: target.dispatcher,
    headersTimeoutMs: TOKEN_TIMEOUT_MS,
  });
  if (answer.kind === 'no_answer') throw answer.fault.error;
  const limits = { maxBytes: MAX_ERROR_BYTES, host: url.host, signal: target.signal };
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

async function toFault(response: Response, host: string, flow: OAuthFlow): Promise<SyncError> {
  const body = parsedOrUndefined(await response.text());
  const said = isJsonObject(body) ? body : undefined;
  if (response.status === 200 && said !== undefined) return unexpected('a token answer without a token');
  return oauthFault(
    {
      flow,
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
