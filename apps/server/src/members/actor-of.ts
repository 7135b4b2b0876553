import type { Caller } from '@sync-user/api';

/** How the audit trail names who did something: `user:<email>` or `key:<name>`. */
export function actorOf(caller: Caller): string {
  return caller.kind === 'person' ? `user:${caller.email ?? caller.id}` : `key:${caller.name}`;
}
