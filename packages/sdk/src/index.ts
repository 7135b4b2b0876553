export { ApiError, type TransportCode } from './api-error.ts';
export { type Client, type ClientOptions, createClient, isApiError } from './client.ts';
export type { StreamOptions } from './stream.ts';
export type { CallOptions, RequestOf, ResponseOf } from './types.ts';
