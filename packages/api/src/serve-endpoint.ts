import { ENDPOINTS, type Endpoint, type EndpointName } from '@sync-user/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { z } from 'zod';
import { type ScopeReader, scopeOf } from './request-scope.ts';
import type { Caller } from './services.ts';

type Spec<Name extends EndpointName> = (typeof ENDPOINTS)[Name];
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler gets: everything is checked, and the caller may act on the workspace. */
export interface EndpointRequest<Name extends EndpointName> {
  readonly caller: Spec<Name>['auth'] extends 'none' ? undefined : Caller;
  readonly workspaceId: Spec<Name>['path'] extends `/workspaces/:workspace${string}` ? string : undefined;
  readonly params: Spec<Name> extends { params: infer S } ? Parsed<S> : undefined;
  readonly query: Spec<Name> extends { query: infer S } ? Parsed<S> : undefined;
  readonly body: Spec<Name> extends { body: infer S } ? Parsed<S> : undefined;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handlers = {
  readonly [Name in EndpointName]: (
    request: EndpointRequest<Name>,
  ) => Promise<z.output<Spec<Name>['response']>>;
};

/** Serves one endpoint of the contract: its path, its checks in both directions, its status. */
export function serveEndpoint(
  app: FastifyInstance,
  name: EndpointName,
  handlers: Handlers,
  readScope: ScopeReader,
  options: Pick<RouteShorthandOptions, 'config'> = {},
): void {
  const endpoint: Endpoint = ENDPOINTS[name];
  const status = endpoint.status ?? 200;
  // Which handler takes which request is checked where `Handlers` is made; here all are alike.
  const handle = handlers[name] as (request: EndpointRequest<never>) => Promise<unknown>;
  app.route({
    ...options,
    method: endpoint.method,
    url: endpoint.path,
    ...(endpoint.auth !== 'none' && { onRequest: readScope(endpoint.auth) }),
    preValidation: (request, _reply, done) => {
      // An absent body is an empty one: the answer then names the missing fields.
      if (endpoint.body !== undefined) request.body ??= {};
      done();
    },
    schema: {
      operationId: name,
      summary: endpoint.summary,
      tags: [endpoint.tag],
      security: endpoint.auth === 'none' ? [] : [{ apiKey: [] }, { session: [] }],
      ...(endpoint.params && { params: endpoint.params }),
      ...(endpoint.query && { querystring: endpoint.query }),
      ...(endpoint.body && { body: endpoint.body }),
      response: { [status]: endpoint.response },
    },
    handler: async (request, reply) => {
      const { caller, workspace } = scopeOf(request);
      void reply.code(status);
      return handle({
        caller,
        workspaceId: workspace?.id,
        params: request.params,
        query: request.query,
        body: request.body,
        request,
        reply,
      } as EndpointRequest<never>);
    },
  });
}
