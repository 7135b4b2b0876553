export { type ApiOptions, createApi } from './create-api.ts';
export type * from './services.ts';
