import type { ENDPOINTS, EndpointName } from '@sync-user/contract';

/** What a zod schema shows of itself without zod: the type it takes and the type it gives. */
interface Schema {
  readonly _zod: { readonly input: unknown; readonly output: unknown };
}
type InputOf<S> = S extends Schema ? S['_zod']['input'] : never;
type OutputOf<S> = S extends Schema ? S['_zod']['output'] : never;

type Spec<Name extends EndpointName> = (typeof ENDPOINTS)[Name];
type None = object;

/** Query values are coerced from text by the server, so callers pass what the schema gives; defaults may be left out. */
type Query<S> = {
  readonly [K in keyof OutputOf<S> as undefined extends InputOf<S>[K & keyof InputOf<S>]
    ? never
    : K]: OutputOf<S>[K];
} & {
  readonly [K in keyof OutputOf<S> as undefined extends InputOf<S>[K & keyof InputOf<S>] ? K : never]?:
    | OutputOf<S>[K]
    | undefined;
};

type ParamsOf<Name extends EndpointName> = Spec<Name> extends { params: infer S } ? OutputOf<S> : None;
type QueryOf<Name extends EndpointName> = Spec<Name> extends { query: infer S } ? Query<S> : None;
type BodyOf<Name extends EndpointName> = Spec<Name> extends { body: infer S } ? InputOf<S> : None;

/** Path parameters, query and body of an endpoint as one flat object. */
export type RequestOf<Name extends EndpointName> = ParamsOf<Name> & QueryOf<Name> & BodyOf<Name>;

/** What the endpoint answers. */
export type ResponseOf<Name extends EndpointName> = OutputOf<Spec<Name>['response']>;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

type Call<Name extends EndpointName> =
  None extends RequestOf<Name>
    ? (request?: RequestOf<Name>, options?: CallOptions) => Promise<ResponseOf<Name>>
    : (request: RequestOf<Name>, options?: CallOptions) => Promise<ResponseOf<Name>>;

/** One method per endpoint of the HTTP API. Each rejects with `ApiError`. */
export type Endpoints = { readonly [Name in EndpointName]: Call<Name> };
