import { CONNECTION_EFFECTS, CONNECTION_STATES, type ErrorCode, ERRORS } from '@sync-user/contract';
import {
  CONNECTION_EVENTS,
  type ConnectionEvent,
  connectionEventOf,
  nextConnectionState,
} from '@sync-user/engine';
import { GENERATED, toPage, toTable } from './markdown.ts';

const INTRODUCTION = `# States of a connection

What each state of a connection to Salesforce pauses, keeps and shows, and how it is left. The same table is in the code
(\`packages/contract/src/states/connection-state.ts\`); data, mapping, cursors and settings stay in every one of them.`;

const EVENTS: Readonly<Record<ConnectionEvent, string>> = {
  connect: 'The same Salesforce user logs in anew',
  take_force: 'It is designated the sync user, or its member says who they are',
  call_succeeded: 'A call works',
  unreachable: 'Salesforce cannot be reached or does not answer properly',
  grant_expired: 'The refresh token expired or was revoked',
  grant_refused: 'The login is refused',
  user_inactive: 'The Salesforce user is inactive',
  access_refused: 'App, address, scope or org is refused',
  replace: 'Another takes its place, or it is disconnected',
};

/** docs/reference/connection-states.md: effects, transitions, and which errors cause them. */
export function connectionStatesPage(): string {
  const effects = CONNECTION_STATES.map((state) => {
    const { label, reads, writes, notice, ...words } = CONNECTION_EFFECTS[state];
    return toPage([
      `## \`${state}\`: ${label}`,
      `- **Reads**: ${yes(reads)}. **Writes**: ${yes(writes)}. **Admins are told**: ${yes(notice)}.\n- **Pauses**: ${words.pauses}\n- **Keeps**: ${words.keeps}\n- **Shows**: ${words.shows}\n- **Is left by**: ${words.leaveBy}`,
    ]).trimEnd();
  });
  const transitions = toTable(
    ['what happens', ...CONNECTION_STATES.map((state) => `\`${state}\``)],
    CONNECTION_EVENTS.map((event) => [
      EVENTS[event],
      ...CONNECTION_STATES.map((state) => {
        const next = nextConnectionState(state, event);
        return next === state ? '–' : `\`${next}\``;
      }),
    ]),
  );
  const causes = toTable(
    ['what happens', 'errors that say so'],
    CONNECTION_EVENTS.map((event) => [EVENTS[event], errorsOf(event)] as const).filter(
      ([, errors]) => errors !== '',
    ),
  );
  return toPage([
    GENERATED,
    INTRODUCTION,
    ...effects,
    '## Every state and event',
    'The state after what happens; – where it stays.',
    transitions,
    '## Which errors',
    causes,
  ]);
}

function errorsOf(event: ConnectionEvent): string {
  return (Object.keys(ERRORS) as ErrorCode[])
    .filter((code) => connectionEventOf(code) === event)
    .map((code) => `[${code}](errors.md#${code.toLowerCase()})`)
    .join(', ');
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no';
}
