export { type ApiOptions, createApi } from './create-api.ts';
export type * from './connection-services.ts';
export { InvalidRequest } from './problem.ts';
export type * from './services.ts';
