/** Takes fields out of an encoded change event, for subscribers who may not see them. Source: facts 6.2. */
import { ByteReader } from './avro/byte-reader.ts';
import { ByteWriter } from './avro/byte-writer.ts';
import { withoutFields } from './schema/bitmap.ts';

type AvroType =
  | string
  | { readonly type: string; readonly fields?: readonly { readonly type: AvroType }[] }
  | readonly AvroType[];

interface AvroRecord {
  readonly fields: readonly { readonly name: string; readonly type: AvroType }[];
}

/** How to walk over payloads of one schema. */
export class PayloadShape {
  readonly fieldNames: readonly string[];
  readonly isChangeEvent: boolean;
  readonly #types: readonly AvroType[];
  readonly #records = new Map<string, AvroType>();

  constructor(schemaJson: string) {
    const { fields } = JSON.parse(schemaJson) as AvroRecord;
    this.fieldNames = fields.map(({ name }) => name);
    this.isChangeEvent = this.fieldNames[0] === 'ChangeEventHeader';
    this.#types = fields.map(({ type }) => type);
    for (const type of this.#types) this.#collect(type);
  }

  #collect(type: AvroType): void {
    if (Array.isArray(type)) for (const branch of type as readonly AvroType[]) this.#collect(branch);
    else if (typeof type === 'object' && 'fields' in type) {
      this.#records.set((type as { name?: string }).name ?? '', type);
    }
  }

  /** The payload with these fields (by index) null and out of the bitmaps. */
  without(payload: Uint8Array, hidden: ReadonlySet<number>): Buffer {
    const reader = new ByteReader(payload);
    const writer = new ByteWriter(payload.length + 64);
    if (this.isChangeEvent) copyHeader(reader, writer, hidden);
    for (const [index, type] of this.#types.entries()) {
      if (index === 0 && this.isChangeEvent) continue;
      const start = reader.position;
      this.#skip(reader, type);
      if (hidden.has(index) && Array.isArray(type)) writer.long(0);
      else writer.raw(reader.since(start));
    }
    return writer.take();
  }

  #skip(reader: ByteReader, type: AvroType): void {
    if (Array.isArray(type)) {
      const branch = (type as readonly AvroType[])[reader.long()];
      if (branch === undefined) throw new RangeError('The payload is not of this schema.');
      this.#skip(reader, branch);
    } else if (typeof type === 'object' && 'fields' in type) {
      for (const field of type.fields ?? []) this.#skip(reader, field.type);
    } else if (typeof type === 'string') this.#skipNamed(reader, type);
  }

  #skipNamed(reader: ByteReader, name: string): void {
    if (name === 'null') return;
    if (name === 'boolean') reader.skip(1);
    else if (name === 'double') reader.skip(8);
    else if (name === 'int' || name === 'long') reader.long();
    else if (name === 'string') reader.skip(reader.long());
    else {
      const record = this.#records.get(name);
      if (record === undefined) throw new RangeError(`The schema has no type ${name}.`);
      this.#skip(reader, record);
    }
  }
}

/** Entity, ids, type, origin, key, three numbers, user; then the three bitmaps. */
function copyHeader(reader: ByteReader, writer: ByteWriter, hidden: ReadonlySet<number>): void {
  const start = reader.position;
  reader.string();
  reader.strings();
  reader.long();
  reader.string();
  reader.string();
  reader.long();
  reader.long();
  reader.long();
  reader.string();
  writer.raw(reader.since(start));
  for (let list = 0; list < 3; list += 1) writer.strings(withoutFields(reader.strings(), hidden));
}
