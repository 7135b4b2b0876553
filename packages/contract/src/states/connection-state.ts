/**
 * Life of a connection. `active` and `degraded` may read; the others pause reading and keep everything.
 *
 *   pending ──connect──▶ active ◀──recover── degraded
 *                          │ ▲                  ▲
 *                          │ └──connect── expired · revoked · blocked
 *                          └──replace──▶ replaced
 */
export const CONNECTION_STATES = [
  'pending',
  'active',
  'degraded',
  'expired',
  'revoked',
  'blocked',
  'replaced',
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];
