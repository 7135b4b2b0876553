import type { Incoming } from '../http/incoming.ts';

/** The token of `Authorization: Bearer …`, `OAuth …` (restforce) or `X-SFDC-Session` (Bulk API 1 clients). */
export function bearerOf(incoming: Incoming): string | undefined {
  const header = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(incoming.headers['authorization'] ?? '')?.[1];
  return header ?? incoming.headers['x-sfdc-session'];
}
