export { type ApiOptions, createApi } from './create-api.ts';
export type * from './connection-services.ts';
export type * from './services.ts';
