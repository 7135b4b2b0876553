import type { EndpointName } from '@sync-user/contract';
import { ApiError, toApiError, toUnreachableError, toUnreadableError } from './api-error.ts';
import { ROUTES } from './routes.ts';
import { followStream, type StreamOptions } from './stream.ts';
import type { CallOptions, Endpoints } from './types.ts';

export interface ClientOptions {
  /** Where the server is: `http://localhost:8080`, or `''` in a page the server itself delivers. */
  readonly baseUrl: string;
  /** Sent as a bearer token. Without it the browser's session cookie is used. */
  readonly apiKey?: string | undefined;
  /** Who calls, for the server's log. */
  readonly clientName?: string;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Client extends Endpoints {
  /**
   * Follows a workspace's live events until `signal` aborts, reconnecting by itself and resuming after the last
   * change seen. Rejects with `ApiError` only when trying again cannot help (not signed in, no such workspace).
   */
  stream(workspace: string, options: StreamOptions): Promise<void>;
}

type Fields = Readonly<Record<string, unknown>>;

/** A typed client of the HTTP API; needs nothing but `fetch`. Each call is one request: nothing is cached or retried. */
export function createClient(options: ClientOptions): Client {
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
  const root = `${options.baseUrl.replace(/\/+$/, '')}/api/v1`;
  const headers: Record<string, string> = {
    // A header of our own makes browsers ask before sending across origins: no foreign page can use the cookie.
    'x-sync-user': options.clientName ?? 'sdk',
    ...(options.apiKey !== undefined && { authorization: `Bearer ${options.apiKey}` }),
  };

  const call = async (
    name: EndpointName,
    fields: Fields = {},
    { signal }: CallOptions = {},
  ): Promise<unknown> => {
    const { method, url, body } = toHttp(name, fields);
    const init: RequestInit = {
      method,
      credentials: 'same-origin',
      headers: {
        ...headers,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
      ...(signal !== undefined && { signal }),
    };
    let response: Response;
    try {
      response = await fetch(root + url, init);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw toUnreachableError(root + url, error);
    }
    if (!response.ok) throw await toApiError(response);
    try {
      return await response.json();
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw toUnreadableError(response, undefined, error);
    }
  };

  const methods = Object.fromEntries(
    (Object.keys(ROUTES) as EndpointName[]).map((name) => [
      name,
      (fields?: Fields, callOptions?: CallOptions) => call(name, fields, callOptions),
    ]),
  ) as unknown as Endpoints;

  return {
    ...methods,
    stream: (workspace, streamOptions) =>
      followStream(
        { fetch, url: `${root}/workspaces/${encodeURIComponent(workspace)}/stream`, headers },
        streamOptions,
      ),
  };
}

/** Path parameters go into the path; the rest is the query of a read or the body of a change. */
function toHttp(
  name: EndpointName,
  fields: Fields,
): { method: string; url: string; body: string | undefined } {
  const [method = '', template = ''] = ROUTES[name].split(' ');
  const rest = new Map(Object.entries(fields));
  const path = template.replace(/:(\w+)/g, (_, parameter: string) => {
    const given = rest.get(parameter);
    const value = typeof given === 'number' ? String(given) : given;
    rest.delete(parameter);
    if (typeof value !== 'string' || value === '') {
      throw new TypeError(`${name} needs "${parameter}"`);
    }
    return encodeURIComponent(value);
  });
  if (method !== 'GET' && method !== 'DELETE') {
    return { method, url: path, body: JSON.stringify(Object.fromEntries(rest)) };
  }
  const query = new URLSearchParams();
  for (const [key, value] of rest) {
    if (value !== undefined && value !== null)
      query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return { method, url: query.size === 0 ? path : `${path}?${query.toString()}`, body: undefined };
}

/** True for an `ApiError`, with one of `codes` when any is given. */
export function isApiError(error: unknown, ...codes: readonly ApiError['code'][]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}
