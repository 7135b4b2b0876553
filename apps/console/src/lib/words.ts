import type {
  CallCause,
  ChangeOperation,
  ConnectionEffects,
  ConnectionMethod,
  ConnectionState,
  LoadPhase,
  ObjectState,
} from '@sync-user/contract';
import { CONNECTION_EFFECTS } from '@sync-user/contract/states';
import type { Tone } from '../ui/Badge.tsx';

/** What the console says for each word of the contract. */
export const CAUSE_WORDS: Record<CallCause, string> = {
  poll: 'Polling for changes',
  load: 'First loads',
  describe: 'Reading definitions',
  check: 'Checks',
  drain: 'Catching up',
  backfill: 'Filling new fields',
  event: 'After change events',
  repair: 'Mending differences',
  census: 'Comparing with Salesforce',
  formula: 'Formulas and roll-ups',
  write: 'Writing',
  connect: 'Logging in',
};

export const OPERATION_WORDS: Record<ChangeOperation, string> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  undelete: 'restored',
};

export const OBJECT_STATE_WORDS: Record<ObjectState, { word: string; tone: Tone }> = {
  waiting: { word: 'Waiting', tone: 'quiet' },
  loading: { word: 'Loading', tone: 'accent' },
  live: { word: 'In sync', tone: 'good' },
  failed: { word: 'Stopped', tone: 'bad' },
};

export const PHASE_WORDS: Record<LoadPhase, string> = {
  describing: 'Reading the definition',
  job_running: 'Salesforce prepares the rows',
  copying: 'Copying',
  checking: 'Comparing the counts',
  done: 'Done',
};

const TONES: Record<ConnectionEffects['tone'], Tone> = {
  good: 'good',
  working: 'accent',
  warning: 'warn',
  bad: 'bad',
  idle: 'quiet',
};

/** A connection's state in the contract's own words. */
export const CONNECTION_STATE_WORDS = Object.fromEntries(
  Object.entries(CONNECTION_EFFECTS).map(([state, { label, tone, pauses, keeps }]) => [
    state,
    { word: label, tone: TONES[tone], means: `Paused: ${pauses} Kept: ${keeps}` },
  ]),
) as Record<ConnectionState, { word: string; tone: Tone; means: string }>;

export const METHOD_WORDS: Record<ConnectionMethod, string> = {
  web_server: 'Browser login',
  client_credentials: 'Client credentials',
  jwt: 'Certificate (JWT)',
};
