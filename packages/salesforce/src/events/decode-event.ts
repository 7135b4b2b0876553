import {
  CHANGE_EVENT_TYPES,
  type ChangeEvent,
  type ChangeEventType,
  type EventValue,
  toInstant,
} from '@sync-user/engine';
import avro from 'avsc';
import { readBitmap } from './bitmap.ts';

/** A schema made ready for its events. */
export interface EventDecoder {
  /** `AccountChangeEvent`, as the schema is called. */
  readonly name: string;
  /** @throws Error when the payload is not of the schema */
  decode(payload: Uint8Array, replayId: Uint8Array): ChangeEvent;
}

/** Commit numbers may be beyond what a JavaScript number holds; nothing else is, and they are not used. */
const LONG = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => Number(bytes.readBigInt64LE()),
  toBuffer: (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  fromJSON: Number,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'number',
  compare: (a: number, b: number) => Math.sign(a - b),
});

interface SchemaField {
  readonly name: string;
  /** API names of what is inside a compound field, in the order of its bits; undefined for the others. */
  readonly parts: readonly { readonly name: string; readonly field: string }[] | undefined;
}

interface Header {
  readonly entityName: string;
  readonly recordIds: readonly string[];
  readonly changeType: string;
  readonly transactionKey: string;
  readonly commitTimestamp: number;
  readonly commitUser: string;
  readonly nulledFields: readonly string[];
  readonly diffFields: readonly string[];
  readonly changedFields: readonly string[];
}

type Payload = Readonly<Record<string, unknown>> & { readonly ChangeEventHeader: Header };

/** @throws Error when it is no schema of a change event */
export function createEventDecoder(schemaJson: string): EventDecoder {
  const schema = JSON.parse(schemaJson) as { readonly name: string; readonly fields: readonly AvroField[] };
  const type = avro.Type.forSchema(schema as unknown as avro.Schema, { registry: { long: LONG } });
  const records = new Map<string, AvroRecord>();
  const fields = schema.fields.map(({ name, type: fieldType }) => toField(name, fieldType, records));
  if (fields[0]?.name !== 'ChangeEventHeader') throw new Error('not the schema of a change event');
  const tells = new Set(
    fields
      .slice(1)
      .flatMap((field) => [
        ...(field.parts === undefined || field.name !== 'Name' ? [field.name.toLowerCase()] : []),
        ...(field.parts ?? []).map((part) => part.field.toLowerCase()),
      ]),
  );
  return {
    name: schema.name,
    decode: (payload, replayId) =>
      toEvent(type.fromBuffer(Buffer.from(payload)) as Payload, { fields, tells, replayId }),
  };
}

function toEvent(
  payload: Payload,
  schema: {
    readonly fields: readonly SchemaField[];
    readonly tells: ReadonlySet<string>;
    readonly replayId: Uint8Array;
  },
): ChangeEvent {
  const header = payload.ChangeEventHeader;
  const told = new Map<string, EventValue>();
  const untold = new Set<string>();
  if (header.changeType === 'CREATE' || header.changeType === 'UNDELETE') {
    for (const field of schema.fields.slice(1)) tellWhole(field, payload[field.name], told, untold);
  } else if (header.changeType === 'UPDATE') {
    tellChanged(payload, schema.fields, told, untold);
  }
  return {
    kind: 'change',
    replayId: schema.replayId,
    sobject: header.entityName,
    type: toType(header.changeType),
    recordIds: header.recordIds,
    transactionKey: header.transactionKey,
    committedAt: toInstant(header.commitTimestamp),
    committedBy: header.commitUser,
    fields: told,
    untold: [...untold],
    tells: schema.tells,
  };
}

function toType(changeType: string): ChangeEventType {
  const type = CHANGE_EVENT_TYPES.find((known) => known === changeType);
  if (type === undefined) throw new Error(`a change of the unknown kind ${changeType}`);
  return type;
}

type Told = Map<string, EventValue>;

function tellWhole(field: SchemaField, value: unknown, told: Told, untold: Set<string>): void {
  if (field.parts === undefined) {
    told.set(field.name, toValue(value));
    return;
  }
  // An organization's Name among persons' ones is plain text.
  if (typeof value === 'string') told.set(field.name, value);
  else if (field.name === 'Name') untold.add(field.name);
  for (const part of field.parts) told.set(part.field, partOf(value, part.name));
}

function tellChanged(
  payload: Payload,
  fields: readonly SchemaField[],
  told: Told,
  untold: Set<string>,
): void {
  const header = payload.ChangeEventHeader;
  const changed = readBitmap(header.changedFields);
  const nulled = readBitmap(header.nulledFields);
  const differing = readBitmap(header.diffFields);
  for (const bit of changed.top) {
    const field = fields[bit];
    if (field === undefined) throw new Error('a changed field that the schema lacks');
    tellWhole(field, payload[field.name], told, untold);
  }
  // A compound that was emptied as a whole has its own bit; else each part has one.
  for (const bit of nulled.top) {
    const field = fields[bit];
    if (field === undefined) throw new Error('an emptied field that the schema lacks');
    tellWhole(field, null, told, untold);
  }
  for (const [nestedBits, value] of [
    [changed.nested, (field: SchemaField, part: string) => partOf(payload[field.name], part)],
    [nulled.nested, () => null],
  ] as const) {
    for (const [bit, bits] of nestedBits) {
      const field = fields[bit];
      if (field?.parts === undefined) throw new Error('a changed part of a field that has none');
      if (field.name === 'Name') untold.add(field.name);
      for (const inner of bits) {
        const part = field.parts[inner];
        if (part === undefined) throw new Error('a changed part that the schema lacks');
        told.set(part.field, value(field, part.name));
      }
    }
  }
  for (const bit of differing.top) {
    const field = fields[bit];
    if (field === undefined) throw new Error('a differing field that the schema lacks');
    told.delete(field.name);
    untold.add(field.name);
  }
}

function partOf(value: unknown, part: string): EventValue {
  return typeof value === 'object' && value !== null
    ? toValue((value as Record<string, unknown>)[part])
    : null;
}

function toValue(value: unknown): EventValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

interface AvroField {
  readonly name: string;
  readonly type: unknown;
}
interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly fields: readonly AvroField[];
}

function toField(name: string, type: unknown, records: Map<string, AvroRecord>): SchemaField {
  const branches = Array.isArray(type) ? (type as unknown[]) : [type];
  for (const branch of branches) {
    const record = isRecord(branch) ? branch : records.get(lastName(branch));
    if (record === undefined) continue;
    // A record is written once and named from then on.
    records.set(record.name, record);
    if (name === 'ChangeEventHeader') continue;
    return {
      name,
      parts: record.fields.map((part) => ({ name: part.name, field: toPartField(name, part.name) })),
    };
  }
  return { name, parts: undefined };
}

function isRecord(type: unknown): type is AvroRecord {
  return typeof type === 'object' && type !== null && (type as { type?: unknown }).type === 'record';
}

function lastName(type: unknown): string {
  return typeof type === 'string' ? (type.split('.').at(-1) ?? '') : '';
}

/** `BillingCity` of `BillingAddress`, `Place__Latitude__s` of `Place__c`, `FirstName` of `Name`. */
function toPartField(compound: string, part: string): string {
  if (compound === 'Name') return part;
  if (compound.endsWith('__c')) return `${compound.slice(0, -1)}${part}__s`;
  return `${compound.replace(/Address$/, '')}${part}`;
}
