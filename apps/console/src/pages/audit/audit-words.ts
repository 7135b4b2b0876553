import type { AuditEntry } from '@sync-user/contract';

/** `member.invited` → `invited member`; `sync_user.changed` → `changed sync user`. */
export function describeAction(action: string): string {
  const [noun = '', verb] = action.split('.');
  const words = (text: string): string => text.replaceAll('_', ' ');
  return verb === undefined ? words(noun) : `${words(verb)} ${words(noun)}`;
}

/** Who did it, in the words of people. */
export function describeActor(actor: string): {
  readonly name: string;
  readonly kind: 'person' | 'key' | 'system';
} {
  const [kind, ...rest] = actor.split(':');
  const name = rest.join(':');
  if (kind === 'user' && name !== '') return { name, kind: 'person' };
  if (kind === 'key' && name !== '') return { name, kind: 'key' };
  return { name: actor === 'system' ? 'Sync User itself' : actor, kind: 'system' };
}

/** The nouns of actions among which the list is filtered. */
export const AUDIT_SUBJECTS = [
  { action: 'connection', label: 'Connections' },
  { action: 'sync_user', label: 'Sync user' },
  { action: 'authorization', label: 'Logins at Salesforce' },
  { action: 'salesforce_app', label: 'Salesforce app' },
  { action: 'permission', label: 'Permissions' },
  { action: 'member', label: 'Members' },
  { action: 'notice', label: 'Notices' },
  { action: 'object', label: 'Objects' },
  { action: 'workspace', label: 'Workspace' },
  { action: 'secret', label: 'Secrets' },
] as const;

/** RFC 4180; a leading =, +, - or @ is defused, since spreadsheets would run it. */
export function toCsv(entries: readonly AuditEntry[]): string {
  const cell = (value: string): string => {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const rows = entries.map(({ id, at, actor, action, target, asUser, details }) => [
    String(id),
    at,
    actor,
    action,
    target ?? '',
    asUser ?? '',
    Object.keys(details).length === 0 ? '' : JSON.stringify(details),
  ]);
  return [['id', 'at', 'actor', 'action', 'target', 'as_user', 'details'], ...rows]
    .map((row) => `${row.map(cell).join(',')}\r\n`)
    .join('');
}
