/** A transaction's changes as events that only lack their place in the log. */
import { randomBytes } from 'node:crypto';
import type { ObjectDefinition } from '../../org/schema/types.ts';
import type { Caller, Row } from '../../org/types.ts';
import { canBeCaptured } from '../schema/capable-objects.ts';
import { schemaOf } from '../schema/event-schema.ts';
import type { ChangeType, EventSchema } from '../schema/event-schema.ts';
import { changedFieldsOf } from './changed-fields.ts';
import { encodeFields, encodeHeader } from './encode.ts';
import type { FinalChange } from './final-changes.ts';

/** What all events of a transaction share. */
export interface TransactionFacts {
  readonly transactionKey: string;
  readonly commitTimestamp: number;
  readonly commitNumber: bigint;
}

export interface DraftEvent {
  readonly object: string;
  readonly schema: EventSchema;
  readonly changeType: ChangeType;
  readonly recordIds: string[];
  readonly sequenceNumber: number;
  readonly caller: Caller;
  readonly nulledFields: readonly string[];
  readonly diffFields: readonly string[];
  readonly changedFields: readonly string[];
  /** The encoded fields. */
  readonly body: Buffer;
  /** What the event tells of the record, for filters. */
  readonly told: Readonly<Row>;
}

export interface DraftOptions {
  definition(name: string): ObjectDefinition | undefined;
  /** Objects that somebody selected. */
  isSelected(object: string): boolean;
  /** Fields that the object's events carry although they did not change. */
  enriched(object: string): readonly string[];
  readonly overflowChanges: number;
  readonly commitTimestamp: number;
}

const CHANGE_TYPE = { create: 'CREATE', update: 'UPDATE', delete: 'DELETE', undelete: 'UNDELETE' } as const;
/** Source: facts 6.6: an overflow event names no record. */
const NO_RECORD = '000000000000000AAA';

/**
 * Numbered from 1 over all objects that could be captured: those that nobody selected leave holes. The same change of
 * several records of an object is one event. Source: facts 6.6.
 */
export function draftEvents(changes: readonly FinalChange[], options: DraftOptions): DraftEvent[] {
  const drafts: DraftEvent[] = [];
  const merged = new Map<string, DraftEvent>();
  const overflown = new Map<string, FinalChange>();
  let sequenceNumber = 0;
  let counted = 0;
  for (const change of changes) {
    const definition = options.definition(change.object);
    if (definition === undefined || !canBeCaptured(definition)) continue;
    if (!options.isSelected(change.object)) {
      sequenceNumber += 1;
      continue;
    }
    const schema = schemaOf(definition);
    const content = contentOf(schema, change, options.enriched(change.object), options.commitTimestamp);
    // What changed is in no event: a last activity, a formula.
    if (content.count === 0) continue;
    counted += content.count;
    if (counted > options.overflowChanges) {
      if (!overflown.has(change.object)) overflown.set(change.object, change);
      continue;
    }
    const key = `${change.object}:${change.kind}:${content.lists}:${content.body.toString('latin1')}`;
    const alike = merged.get(key);
    if (alike !== undefined) {
      alike.recordIds.push(change.id);
      continue;
    }
    sequenceNumber += 1;
    const draft: DraftEvent = {
      object: change.object,
      schema,
      changeType: CHANGE_TYPE[change.kind],
      recordIds: [change.id],
      sequenceNumber,
      caller: change.caller,
      ...content,
    };
    merged.set(key, draft);
    drafts.push(draft);
  }
  for (const [object, { caller }] of overflown) {
    sequenceNumber += 1;
    const definition = options.definition(object);
    if (definition === undefined) continue;
    const gap = {
      object,
      changeType: 'GAP_OVERFLOW',
      recordIds: [NO_RECORD],
      sequenceNumber,
      caller,
    } as const;
    drafts.push(gapDraft(schemaOf(definition), { ...gap, recordIds: [...gap.recordIds] }));
  }
  return drafts;
}

interface Content {
  readonly body: Buffer;
  readonly told: Readonly<Row>;
  readonly nulledFields: readonly string[];
  readonly diffFields: readonly string[];
  readonly changedFields: readonly string[];
  readonly lists: string;
  readonly count: number;
}

/** Created and undeleted records are told of whole, deleted ones not at all. Source: facts 6.7. */
function contentOf(
  schema: EventSchema,
  change: FinalChange,
  enriched: readonly string[],
  commitTimestamp: number,
): Content {
  const none = { nulledFields: [], diffFields: [], changedFields: [], lists: '', count: 1 };
  const extra: Row = {};
  if (change.kind === 'update' || change.kind === 'delete') {
    for (const name of enriched) extra[name] = change.after[name] ?? null;
  }
  if (change.kind === 'update') {
    const changed = changedFieldsOf(schema, change.before ?? {}, change.after, commitTimestamp - 1000);
    const told = { ...extra, ...changed.row };
    const { nulledFields, diffFields, changedFields, count } = changed;
    const lists = [nulledFields, diffFields, changedFields].join(';');
    return { body: encodeFields(schema, told), told, nulledFields, diffFields, changedFields, lists, count };
  }
  const told = change.kind === 'delete' ? extra : change.after;
  return { ...none, body: encodeFields(schema, told), told };
}

/** An event that says only that something happened. */
export function gapDraft(
  schema: EventSchema,
  gap: Pick<DraftEvent, 'object' | 'changeType' | 'recordIds' | 'sequenceNumber' | 'caller'>,
): DraftEvent {
  const lists = { nulledFields: [], diffFields: [], changedFields: [] };
  return { ...gap, ...lists, schema, body: encodeFields(schema, {}), told: {} };
}

/** The event's payload; a gap event in its place when it is too large. Source: facts 6.7. */
export function payloadOf(draft: DraftEvent, facts: TransactionFacts, maxEventBytes: number): Buffer {
  const payload = Buffer.concat([headerOf(draft, facts), draft.body]);
  if (payload.length <= maxEventBytes || draft.changeType.startsWith('GAP_')) return payload;
  const changeType = `GAP_${draft.changeType}` as ChangeType;
  return payloadOf(gapDraft(draft.schema, { ...draft, changeType }), facts, maxEventBytes);
}

function headerOf(draft: DraftEvent, facts: TransactionFacts): Buffer {
  const { recordIds, changeType, sequenceNumber, nulledFields, diffFields, changedFields } = draft;
  return encodeHeader({
    entityName: draft.object,
    recordIds,
    changeType,
    changeOrigin: changeOrigin(draft.caller),
    ...facts,
    sequenceNumber,
    commitUser: draft.caller.userId,
    nulledFields,
    diffFields,
    changedFields,
  });
}

/** `com/salesforce/api/rest/60.0;client=SyncUser`; empty for changes that no API made. Source: facts 6.6. */
export function changeOrigin(caller: Caller): string {
  if (caller.origin === undefined) return '';
  const client = caller.client === null ? '' : `;client=${caller.client}`;
  return `com/salesforce/api/${caller.origin}/${caller.apiVersion.toFixed(1)}${client}`;
}

/** As recorded: a UUID's shape, the first digits small (`000254b1-fdc6-524c-aea1-7534265e66c8`). */
export function newTransactionKey(): string {
  const digits = `000${randomBytes(1).readUInt8() % 4}${randomBytes(14).toString('hex')}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
