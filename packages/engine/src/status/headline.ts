import type { Overview, SelectedObject } from '@sync-user/contract';
import { type IsoInstant, toEpochMs } from '../ports/clock.ts';

export type Headline = Overview['headline'];

export interface HeadlineFacts {
  readonly workspace: string;
  readonly connection: Overview['connection'];
  readonly objects: readonly SelectedObject[];
  readonly callsToday: Overview['callsToday'];
  readonly pollIntervalSeconds: number;
  /** Open incidents. */
  readonly notices: readonly Pick<Overview['notices'][number], 'kind' | 'title'>[];
  readonly now: IsoInstant;
}

/** The Overview's one sentence: true now, and when something is to be done, the one thing to do first. Pure. */
export function writeHeadline(facts: HeadlineFacts): Headline {
  const at = (page: string) => `/w/${facts.workspace}/${page}`;
  const { connection, objects } = facts;
  if (connection === null) {
    return {
      tone: 'idle',
      text: 'No Salesforce org is connected yet.',
      action: { label: 'Connect Salesforce', href: at('connection') },
    };
  }
  if (connection.state !== 'active' && connection.state !== 'degraded') {
    const why = connection.trouble?.title ?? `The connection is ${connection.state}`;
    return {
      tone: 'bad',
      text: `Syncing is paused: ${why}.`,
      action: { label: 'Reconnect', href: at('connection') },
    };
  }
  if (objects.length === 0) {
    return {
      tone: 'idle',
      text: 'Connected. No objects are selected yet.',
      action: { label: 'Select objects', href: at('objects') },
    };
  }
  const failed = objects.filter((object) => object.state === 'failed');
  if (failed[0] !== undefined) {
    const names = failed.map((object) => object.label).join(', ');
    return {
      tone: 'bad',
      text: `${names} ${failed.length === 1 ? 'is' : 'are'} not syncing: ${failed[0].trouble?.title ?? 'the last read failed'}.`,
      action: { label: `Open ${failed[0].label}`, href: at(`objects/${failed[0].name}`) },
    };
  }
  if (connection.state === 'active' && connection.trouble !== null) {
    return {
      tone: 'warning',
      text: `Syncing is paused: ${connection.trouble.title}.`,
      action: { label: 'See the connection', href: at('connection') },
    };
  }
  const loading = objects.filter((object) => object.state === 'loading' || object.state === 'waiting');
  if (loading.length > 0) {
    const loaded = sum(loading.map((object) => object.load?.rowsLoaded ?? 0));
    const noun = loading.length === 1 ? (loading[0]?.label ?? '1 object') : `${loading.length} objects`;
    return { tone: 'working', text: `Loading ${noun}: ${count(loaded)} rows so far.`, action: null };
  }
  if (connection.state === 'degraded') {
    return {
      tone: 'warning',
      text: `Salesforce is hard to reach: ${connection.trouble?.title ?? 'calls fail'}. Syncing goes on when it answers.`,
      action: { label: 'Check now', href: at('connection') },
    };
  }
  const withFieldTroubles = objects.find((object) => object.fieldTroubles > 0);
  if (withFieldTroubles !== undefined) {
    const fields = withFieldTroubles.fieldTroubles;
    return {
      tone: 'warning',
      text: `${fields} ${fields === 1 ? 'field' : 'fields'} of ${withFieldTroubles.label} cannot be read any more. Everything else is in sync.`,
      action: { label: 'See the fields', href: at(`objects/${withFieldTroubles.name}`) },
    };
  }
  const troubled = objects.find((object) => object.trouble !== null && !isBehind(object, facts));
  if (troubled?.trouble != null) {
    return {
      tone: 'warning',
      text: `${troubled.label}: ${troubled.trouble.title}. Everything else is in sync.`,
      action: { label: `Open ${troubled.label}`, href: at(`objects/${troubled.name}`) },
    };
  }
  const behind = objects.filter((object) => isBehind(object, facts));
  if (behind.length > 0) {
    const why = behind.find((object) => object.trouble !== null)?.trouble?.title;
    return {
      tone: 'warning',
      text: `${behind.length === 1 ? behind[0]?.label : `${behind.length} objects`} ${behind.length === 1 ? 'is' : 'are'} behind${why === undefined ? '' : `: ${why}`}.`,
      action: null,
    };
  }
  const [drift, ...more] = facts.notices.filter(({ kind }) => kind === 'drift_not_mended');
  if (drift !== undefined) {
    return {
      tone: 'warning',
      text:
        more.length === 0
          ? `${drift.title}, and it could not be put right. Everything else is in sync.`
          : `${more.length + 1} objects differ from Salesforce, and it could not be put right.`,
      action: { label: 'See what differs', href: at('completeness') },
    };
  }
  const rows = sum(objects.map((object) => object.rows));
  const what = `${count(rows)} rows of ${objects.length} ${objects.length === 1 ? 'object' : 'objects'}`;
  if (facts.notices.some(({ kind }) => kind === 'permissions_missing')) {
    return {
      tone: 'warning',
      text: `What the sync user may see is in sync: ${what}. It lacks permissions in Salesforce.`,
      action: { label: 'See the permissions', href: at('permissions') },
    };
  }
  return {
    tone: 'good',
    text: `Everything is in sync: ${what}. ${callsSentence(facts.callsToday)}`,
    action: null,
  };
}

/** A subscription in which nothing happens gives a sign of life within 270 s. Source: pubsub_api.proto, "latest_replay_id". */
const SIGN_OF_LIFE_MS = 330_000;

/** Three missed polls (and never less than a minute) mean behind; of events, a sign of life that did not come. */
function isBehind(object: SelectedObject, facts: HeadlineFacts): boolean {
  if (object.freshAsOf === null) return true;
  const age = toEpochMs(facts.now) - Date.parse(object.freshAsOf);
  if (object.transport === 'events' && age <= SIGN_OF_LIFE_MS) return false;
  return age > Math.max(60_000, facts.pollIntervalSeconds * 3000);
}

function callsSentence(calls: Overview['callsToday']): string {
  const ours = `${count(calls.ours)} API ${calls.ours === 1 ? 'call' : 'calls'} today`;
  if (calls.orgUsed === null || calls.orgLimit === null) return `${ours}.`;
  return `${ours}; the org used ${count(calls.orgUsed)} of ${count(calls.orgLimit)}.`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
