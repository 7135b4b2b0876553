export { type ApiOptions, createApi } from './create-api.ts';
export type * from './connection-services.ts';
export { InvalidRequest } from './problem.ts';
export type * from './reading-services.ts';
export type * from './services.ts';
