import type { AuditEntry } from '@sync-user/contract';

/** Where verb and noun alone would read badly. */
const PHRASES: Readonly<Record<string, string>> = {
  'session.begun': 'signed in',
  'session.ended': 'signed out',
  'session.refused': 'was refused at signing in',
  'invitation.accepted': 'accepted the invitation',
  'connection.connected': 'connected Salesforce as',
  'connection.reconnected': 'reconnected Salesforce as',
  'connection.disconnected': 'disconnected Salesforce as',
  'connection.ended': 'ended the connection of',
  'connection.checked': 'checked the connection of',
  'connection.expired': 'lost the connection of',
  'connection.revoked': 'lost the connection of',
  'connection.blocked': 'was refused as',
  'connection.degraded': 'could not reach Salesforce as',
  'connection.designated': 'made sync user',
  'connection.candidate_connected': 'connected the candidate',
  'connection.candidate_discarded': 'discarded the candidate',
  'connection.recovered': 'reached Salesforce again as',
  'connection.reset': 'reset the sync user',
  'personal_connection.connected': 'connected the own account',
  'personal_connection.reconnected': 'reconnected the own account',
  'personal_connection.disconnected': 'disconnected the own account',
  'personal_connection.confirmed': 'confirmed to be',
  'preflight.finished': 'checked the permissions of',
  'permissions.apply_begun': 'began to apply permissions to',
  'permissions.rolled_back': 'took back permissions that failed to apply',
  'salesforce_app.certificate_created': 'made a certificate for the Salesforce app',
  'workspace.moved_to_org': 'moved the workspace to another org',
  'poll.requested': 'asked for a poll',
  'census.requested': 'asked for a comparison with Salesforce',
  'completeness.changed': 'changed how often objects are compared',
  'events.entity_selected': 'turned on change events of',
  'events.entity_deselected': 'turned off change events of',
  'events.switched_off': 'switched change events off',
  'events.switched_on': 'switched change events on again',
  'notice.tested': 'sent a test notice',
  'authorization.begun': 'began a login at Salesforce',
  'authorization.failed': 'failed to log in at Salesforce',
};

/** `member.invited` → `invited member`; `webhook_secret.created` → `created webhook secret`. */
export function describeAction(action: string): string {
  const phrase = PHRASES[action];
  if (phrase !== undefined) return phrase;
  const [noun = '', verb] = action.split('.');
  const words = (text: string): string => text.replaceAll('_', ' ');
  return verb === undefined ? words(noun) : `${words(verb)} ${words(noun)}`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What it was done to, in the words of people. Ids of ours say nothing to them: the Salesforce user stands for its connection. */
export function describeTarget({ target, asUser }: Pick<AuditEntry, 'target' | 'asUser'>): {
  readonly text: string | null;
  /** Of ours, for whoever looks closer. */
  readonly id: string | null;
} {
  return target !== null && UUID.test(target) ? { text: asUser, id: target } : { text: target, id: null };
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
  { action: 'connection.', label: 'Sync user’s connection' },
  { action: 'personal_connection.', label: 'Members’ own accounts' },
  { action: 'authorization.', label: 'Logins at Salesforce' },
  { action: 'salesforce_app.', label: 'Salesforce app' },
  { action: 'permissions.', label: 'Permissions' },
  { action: 'preflight.', label: 'Permission checks' },
  { action: 'member.', label: 'Members' },
  { action: 'invitation.', label: 'Invitations' },
  { action: 'session.', label: 'Signing in' },
  { action: 'notice', label: 'Notices' },
  { action: 'object.', label: 'Objects' },
  { action: 'workspace.', label: 'Workspace' },
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
