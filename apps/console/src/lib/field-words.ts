import type { FieldInfo, SchemaChange } from '@sync-user/contract';
import type { Tone } from '../ui/Badge.tsx';

export const FIELD_STATE_WORDS: Record<FieldInfo['state'], { word: string; tone: Tone }> = {
  mapped: { word: 'Mapped', tone: 'good' },
  available: { word: 'Available', tone: 'quiet' },
  removed: { word: 'Removed', tone: 'warn' },
  private: { word: 'Private', tone: 'quiet' },
  lost: { word: 'Lost', tone: 'bad' },
  not_syncable: { word: 'Not syncable', tone: 'quiet' },
};

/** What brings a new value of a column that does not come with its record. */
export const FRESHNESS_WORDS: Record<FieldInfo['freshness'], string> = {
  record: 'With its record',
  related: 'When a related record changes',
  clock: 'By the clock',
  sweep: 'Read again daily',
};

/** `text(80)`, `currency(16,2)`, `reference → Account, Contact`: a type as Salesforce's admins read it. */
export function describeType({ type, length, precision, scale, referenceTo }: FieldInfo): string {
  if (referenceTo.length > 0) {
    const some = referenceTo.slice(0, 3).join(', ');
    return `${type} → ${some}${referenceTo.length > 3 ? ' …' : ''}`;
  }
  if (precision > 0) return `${type}(${precision - scale}, ${scale})`;
  return length > 0 ? `${type}(${length})` : type;
}

/** One change of the org's schema as a sentence without its object. */
export function describeSchemaChange({ kind, label, field, before, after, type }: SchemaChange): string {
  const name = label ?? field ?? '';
  const moved = before === null || after === null ? '' : `: from ${before} to ${after}`;
  switch (kind) {
    case 'added':
      return `${name} is new${type === null ? '' : ` (${type})`}`;
    case 'removed':
      return `${name} was deleted in Salesforce`;
    case 'hidden':
      return `${name} can no longer be read by the sync user`;
    case 'returned':
      return `${name} can be read again`;
    case 'renamed':
      return `${name} has another name${moved}`;
    case 'retyped':
      return `${name} has another type${moved}`;
    case 'relabelled':
      return `${name} has another label${moved}`;
    case 'widened':
      return `${name} holds more${moved}`;
    case 'narrowed':
      return `${name} holds less${moved}`;
    case 'formula_changed':
      return `${name} has another formula`;
    case 'object_hidden':
      return 'The object can no longer be read by the sync user';
    case 'object_returned':
      return 'The object can be read again';
    default:
      throw new Error(`unknown schema change ${String(kind satisfies never)}`);
  }
}

/** What was done about a change. */
export const DECISION_WORDS: Record<SchemaChange['decision'], string> = {
  none_needed: 'Noted',
  waiting: 'To decide',
  added: 'Added',
  declined: 'Left out',
  automatic: 'Added by the workspace’s policy',
};
