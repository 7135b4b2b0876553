/** What an update changed, as the bitmaps and the columns of its event. */
import type { Row, Scalar } from '../../org/types.ts';
import type { CompoundEventField } from '../schema/event-fields.ts';
import type { EventSchema } from '../schema/event-schema.ts';
import { writeBitmaps } from '../schema/bitmap.ts';
import type { FieldBits } from '../schema/bitmap.ts';
import { textDiff } from './text-diff.ts';

export interface ChangedFields {
  /** The columns that the event carries, a diff in place of a large text. */
  readonly row: Row;
  readonly changedFields: readonly string[];
  readonly nulledFields: readonly string[];
  readonly diffFields: readonly string[];
  /** How many fields changed: what the overflow limit counts. */
  readonly count: number;
}

interface Bits extends FieldBits {
  readonly top: Set<number>;
  readonly nested: Map<number, Set<number>>;
}

const noBits = (): Bits => ({ top: new Set(), nested: new Map() });

/**
 * LastModifiedDate is among them also where it stayed the same because the update before was in the same second; what the
 * platform changes without a stamp comes without it. Source: facts 6.6; change-events/AccountAddressUpdateEvent.json.
 *
 * @param stampedSince rows stamped since then were stamped by this transaction or right before it
 */
export function changedFieldsOf(
  schema: EventSchema,
  before: Readonly<Row>,
  after: Readonly<Row>,
  stampedSince: number,
): ChangedFields {
  const row: Row = {};
  const changed = noBits();
  const nulled = noBits();
  const diffs = noBits();
  let count = 0;
  for (const [index, field] of schema.fields.entries()) {
    const bit = index + 1;
    if (field.kind === 'compound' && !isPlainName(field, after)) {
      const parts = compareParts(field, before, after, row);
      if (parts.changed.size === 0) continue;
      count += parts.changed.size;
      changed.nested.set(bit, parts.changed);
      // All of it gone at once is told of the compound itself. Source: facts 6.6.
      if (parts.allNull) nulled.top.add(bit);
      else if (parts.nulled.size > 0) nulled.nested.set(bit, parts.nulled);
      continue;
    }
    const { name } = field.source;
    const value = after[name] ?? null;
    const stamped = name === 'LastModifiedDate' && Date.parse(String(value)) >= stampedSince;
    if (same(before[name], value) && !stamped) continue;
    count += 1;
    changed.top.add(bit);
    if (value === null) nulled.top.add(bit);
    const diff = field.source.type === 'textarea' ? textDiff(before[name], value) : undefined;
    if (diff !== undefined) diffs.top.add(bit);
    row[name] = diff ?? value;
  }
  return {
    row,
    changedFields: writeBitmaps(changed),
    nulledFields: writeBitmaps(nulled),
    diffFields: writeBitmaps(diffs),
    count,
  };
}

function isPlainName(field: CompoundEventField, row: Readonly<Row>): boolean {
  return field.record === 'Switchable_PersonName' && row['IsPersonAccount'] !== 1;
}

function compareParts(
  field: CompoundEventField,
  before: Readonly<Row>,
  after: Readonly<Row>,
  row: Row,
): { changed: Set<number>; nulled: Set<number>; allNull: boolean } {
  const changed = new Set<number>();
  const nulled = new Set<number>();
  let allNull = true;
  if (field.record === 'Switchable_PersonName') row['IsPersonAccount'] = 1;
  for (const [index, { source }] of field.parts.entries()) {
    if (source === undefined) continue;
    const value = after[source.name] ?? null;
    if (value !== null) allNull = false;
    if (same(before[source.name], value)) continue;
    changed.add(index);
    if (value === null) nulled.add(index);
    row[source.name] = value;
  }
  return { changed, nulled, allNull };
}

function same(before: Scalar | undefined, after: Scalar): boolean {
  return (before ?? null) === after;
}
