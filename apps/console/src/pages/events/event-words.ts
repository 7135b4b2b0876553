import type { EventEntity, EventRepair, EventRepairKind, EventStreamState } from '@sync-user/contract';
import { formatCounted } from '../../lib/format-number.ts';
import { formatExact } from '../../lib/format-time.ts';
import type { Tone } from '../../ui/Badge.tsx';
import type { BannerTone } from '../../ui/Banner.tsx';

export const STREAM_WORDS: Record<EventStreamState, { word: string; tone: BannerTone }> = {
  off: { word: 'Off', tone: 'quiet' },
  connecting: { word: 'Connecting', tone: 'accent' },
  live: { word: 'Live', tone: 'good' },
  reconnecting: { word: 'Reconnecting', tone: 'warn' },
  limited: { word: 'Deliveries used up', tone: 'warn' },
  refused: { word: 'Refused', tone: 'bad' },
};

export const REPAIR_WORDS: Record<EventRepairKind, { word: string; means: string }> = {
  gap: { word: 'Gap', means: 'Salesforce told that something changed, but not what.' },
  overflow: {
    word: 'Too much at once',
    means: 'One transaction changed more records than Salesforce tells of.',
  },
  expired_replay: {
    word: 'Away too long',
    means: 'Salesforce keeps events for 72 hours, and reading stopped before that.',
  },
  corrupted_replay: {
    word: 'Place unknown',
    means: 'The org does not know the place where reading stopped: it was moved or restored.',
  },
  silence: { word: 'Silence', means: 'Nothing was heard for longer than Salesforce is ever silent.' },
  interrupted: { word: 'Interrupted', means: 'Deliveries were used up, or Salesforce refused for hours.' },
  unreadable: { word: 'Unreadable', means: 'An event could not be read.' },
  joined: { word: 'Events began', means: 'What was changed before the first event is read once.' },
};

/** `The hole from … to … is closed: 12 rows read again.` */
export function sayRepair({ from, to, closedAt, rows, reads, kind }: EventRepair): string {
  const hole = kind === 'joined' ? 'What lies before' : 'The hole';
  const span =
    from === null
      ? ''
      : to === null
        ? ` since ${formatExact(from)}`
        : ` from ${formatExact(from)} to ${formatExact(to)}`;
  if (closedAt === null)
    return `${hole}${span} is being read again${reads > 0 ? `: ${formatCounted(reads, 'read')} so far` : ''}.`;
  const changed =
    rows === 0
      ? 'nothing had been missed'
      : `${formatCounted(rows, 'row')} ${rows === 1 ? 'was' : 'were'} brought up to date`;
  return `${hole}${span} is closed: ${changed}.`;
}

/** How an object is read: by events as everywhere else, or why it is polled. */
export function stateOfEntity(entity: EventEntity): { word: string; tone: Tone } {
  const { capable, selected, feeds, transport } = entity;
  if (transport === 'events') return { word: 'By events', tone: 'good' };
  if (feeds && transport === 'poll') return { word: 'Polled as planned, events come too', tone: 'quiet' };
  if (feeds) return { word: 'Not read at present', tone: 'quiet' };
  if (!capable) return { word: 'Polled: no events of it', tone: 'quiet' };
  if (selected === true) return { word: 'Chosen, polled until events arrive', tone: 'accent' };
  if (selected === null) return { word: 'Polled: not known whether chosen', tone: 'quiet' };
  return { word: 'Polled', tone: 'quiet' };
}
