/** Events as bytes: the header, then every field of the schema, null where the event says nothing of it. */
import { ByteWriter } from '../avro/byte-writer.ts';
import { CHANGE_TYPES, partType } from '../schema/event-schema.ts';
import type { ChangeType, EventSchema } from '../schema/event-schema.ts';
import type { CompoundEventField, EventField } from '../schema/event-fields.ts';
import { eventValue, primitiveOf } from '../schema/field-types.ts';
import type { Primitive } from '../schema/field-types.ts';
import type { Row } from '../../org/types.ts';

export interface ChangeEventHeader {
  readonly entityName: string;
  readonly recordIds: readonly string[];
  readonly changeType: ChangeType;
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly sequenceNumber: number;
  readonly commitTimestamp: number;
  readonly commitNumber: bigint;
  readonly commitUser: string;
  readonly nulledFields: readonly string[];
  readonly diffFields: readonly string[];
  readonly changedFields: readonly string[];
}

const writer = new ByteWriter(4096);

export function encodeHeader(header: ChangeEventHeader): Buffer {
  writer.string(header.entityName);
  writer.strings(header.recordIds);
  writer.long(CHANGE_TYPES.indexOf(header.changeType));
  writer.string(header.changeOrigin);
  writer.string(header.transactionKey);
  writer.long(header.sequenceNumber);
  writer.long(header.commitTimestamp);
  writer.long(header.commitNumber);
  writer.string(header.commitUser);
  writer.strings(header.nulledFields);
  writer.strings(header.diffFields);
  writer.strings(header.changedFields);
  return writer.take();
}

/** `row` holds the columns that the event tells of, in place of a text its diff; the others are null. */
export function encodeFields(schema: EventSchema, row: Readonly<Row>): Buffer {
  for (const field of schema.fields) encodeField(field, row);
  return writer.take();
}

/** A platform event's first two fields. */
export function encodeCreation(createdDate: number, createdById: string): Buffer {
  writer.long(createdDate);
  writer.string(createdById);
  return writer.take();
}

function encodeField(field: EventField, row: Readonly<Row>): void {
  if (field.kind === 'scalar') {
    const value = eventValue(field.source, row[field.source.name]);
    encodeNullable(primitiveOf(field.source), value);
  } else encodeCompound(field, row);
}

function encodeCompound(field: CompoundEventField, row: Readonly<Row>): void {
  const switchable = field.record === 'Switchable_PersonName';
  if (switchable && row['IsPersonAccount'] !== 1) {
    encodeNullable('string', eventValue(field.source, row[field.source.name]));
    return;
  }
  const values = field.parts.map(({ source }) =>
    source === undefined ? null : eventValue(source, row[source.name]),
  );
  if (values.every((value) => value === null)) {
    writer.long(0);
    return;
  }
  writer.long(switchable ? 2 : 1);
  for (const [index, part] of field.parts.entries())
    encodeNullable(partType(part.name), values[index] ?? null);
}

function encodeNullable(type: Primitive, value: string | number | boolean | null): void {
  if (value === null) {
    writer.long(0);
    return;
  }
  writer.long(1);
  if (type === 'string') writer.string(String(value));
  else if (type === 'boolean') writer.boolean(value === true);
  else if (type === 'double') writer.double(Number(value));
  else writer.long(Math.trunc(Number(value)));
}
