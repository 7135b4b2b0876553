import type {
  CallCause,
  ChangeOperation,
  ConnectionState,
  LoadPhase,
  ObjectState,
} from '@sync-user/contract';
import type { Tone } from '../ui/Badge.tsx';

/** What the console says for each word of the contract. */
export const CAUSE_WORDS: Record<CallCause, string> = {
  poll: 'Polling for changes',
  load: 'First loads',
  describe: 'Reading definitions',
  check: 'Checks',
  drain: 'Catching up',
  backfill: 'Filling new fields',
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

export const CONNECTION_STATE_WORDS: Record<ConnectionState, { word: string; tone: Tone; means: string }> = {
  pending: { word: 'Connecting', tone: 'accent', means: 'The first login is under way.' },
  active: { word: 'Connected', tone: 'good', means: 'Reading works.' },
  degraded: { word: 'Unsteady', tone: 'warn', means: 'Reading works, with interruptions. We keep trying.' },
  expired: {
    word: 'Login expired',
    tone: 'bad',
    means: 'Reading is paused. Everything read so far is kept.',
  },
  revoked: {
    word: 'Access revoked',
    tone: 'bad',
    means: 'Reading is paused. Everything read so far is kept.',
  },
  blocked: {
    word: 'Blocked',
    tone: 'bad',
    means: 'Salesforce refuses this user. Everything read so far is kept.',
  },
  replaced: { word: 'Replaced', tone: 'quiet', means: 'Another sync user took over.' },
};
