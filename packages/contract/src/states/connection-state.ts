/**
 * Life of a connection. `active` and `degraded` may read and write; the others pause and keep everything.
 *
 *   pending ──take_force──▶ active ◀──call_succeeded── degraded
 *      │                      │ ▲                         ▲
 *      │                      │ └──connect── expired · revoked · blocked
 *      └──────replace─────────┴──replace──▶ replaced
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

/** What a state of a connection pauses, keeps and shows; every state has its line. */
export interface ConnectionEffects {
  /** One or two words for a badge. */
  readonly label: string;
  readonly tone: 'good' | 'working' | 'warning' | 'bad' | 'idle';
  /** Whether Salesforce is asked in its name. */
  readonly reads: boolean;
  readonly writes: boolean;
  /** What is paused, in a sentence. */
  readonly pauses: string;
  /** What stays, in a sentence. */
  readonly keeps: string;
  /** What people see. */
  readonly shows: string;
  /** How it is left. */
  readonly leaveBy: string;
  /** Whether admins are told (banner, e-mail, webhook) when the sync user's connection comes to it. */
  readonly notice: boolean;
}

export const CONNECTION_EFFECTS: Readonly<Record<ConnectionState, ConnectionEffects>> = {
  pending: {
    label: 'Waiting',
    tone: 'working',
    reads: false,
    writes: false,
    pauses: 'Nothing: the sync user in force goes on until this one takes its place.',
    keeps: 'Its own tokens, so that the permission checks can run as this user.',
    shows: 'What is missing before it can take force, and for a member which Salesforce user is meant.',
    leaveBy: 'Take it into force, or discard it.',
    notice: false,
  },
  active: {
    label: 'Connected',
    tone: 'good',
    reads: true,
    writes: true,
    pauses: 'Nothing.',
    keeps: 'Everything.',
    shows: 'Who it is, since when, the last call and the last renewal.',
    leaveBy: 'A refusal by Salesforce, a disconnection, or another sync user.',
    notice: false,
  },
  degraded: {
    label: 'Not reachable',
    tone: 'warning',
    reads: true,
    writes: true,
    pauses: 'Nothing for good: calls are repeated until Salesforce answers again.',
    keeps: 'Everything; reading goes on where it stood.',
    shows: 'Since when Salesforce has not answered, and what it said last.',
    leaveBy: 'The next call that succeeds, by itself.',
    notice: false,
  },
  expired: {
    label: 'Expired',
    tone: 'bad',
    reads: false,
    writes: false,
    pauses: 'Reading and writing in its name.',
    keeps: 'Mirror, mapping, cursors and settings; reading resumes where it stopped.',
    shows: 'That the refresh token ran out, by which policy, and the button Reconnect.',
    leaveBy: 'Reconnect as the same user.',
    notice: true,
  },
  revoked: {
    label: 'Reconnect needed',
    tone: 'bad',
    reads: false,
    writes: false,
    pauses: 'Reading and writing in its name.',
    keeps: 'Mirror, mapping, cursors and settings; reading resumes where it stopped.',
    shows: 'What Salesforce answered, and the button Reconnect.',
    leaveBy: 'Reconnect as the same user.',
    notice: true,
  },
  blocked: {
    label: 'Blocked',
    tone: 'bad',
    reads: false,
    writes: false,
    pauses: 'Reading and writing in its name.',
    keeps: 'Mirror, mapping, cursors and settings; reading resumes where it stopped.',
    shows: 'What an administrator has to change in Salesforce (user, app, address, org), then Reconnect.',
    leaveBy: 'Change it in Salesforce, then Reconnect.',
    notice: true,
  },
  replaced: {
    label: 'Replaced',
    tone: 'idle',
    reads: false,
    writes: false,
    pauses: 'Nothing: another one is in force, or none is wanted.',
    keeps: 'Who it was and from when to when, for the audit trail. Its tokens are gone.',
    shows: 'A line in the history.',
    leaveBy: 'Never; the user can be connected anew.',
    notice: false,
  },
};
