import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { avroType } from '../../../testing/event-client.ts';
import { defineObject } from '../../org/schema/define.ts';
import { encodeFields, encodeHeader } from '../capture/encode.ts';
import { PayloadShape } from '../filter-payload.ts';
import { schemaOf } from '../schema/event-schema.ts';
import { readBitmaps, withoutFields, writeBitmaps } from '../schema/bitmap.ts';

const definition = defineObject({
  name: 'Thing__c',
  keyPrefix: 'a00',
  fields: [
    { name: 'Text__c', type: 'string' },
    { name: 'Flag__c', type: 'boolean' },
    { name: 'Count__c', type: 'int' },
    { name: 'Amount__c', type: 'currency' },
    { name: 'Day__c', type: 'date' },
    { name: 'Place__c', type: 'location' },
    { name: 'Other_Place__c', type: 'location' },
  ],
});
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
const row = fc.record({
  Text__c: nullable(fc.string({ unit: 'binary', minLength: 1 })),
  Flag__c: nullable(fc.constantFrom(0, 1)),
  Count__c: nullable(fc.integer()),
  Amount__c: nullable(fc.double({ noNaN: true, noDefaultInfinity: true })),
  Day__c: nullable(fc.constantFrom('1969-12-31', '2026-02-28', '9999-12-31')),
  Place__Latitude__s: nullable(fc.double({ min: -90, max: 90, noNaN: true })),
  Place__Longitude__s: nullable(fc.double({ min: -180, max: 180, noNaN: true })),
});
const header = fc.record({
  recordIds: fc.array(fc.string({ minLength: 15, maxLength: 18 })),
  commitNumber: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  sequenceNumber: fc.integer(),
  changedFields: fc.constantFrom([], ['0x8000'], ['6-0x0180'], ['0x0100', '7-0x01']),
});

/** A decoded field: the value inside its branch, or null. */
function plain(value: unknown): unknown {
  return value === null ? null : Object.values(value as object)[0];
}

test('whatever a row holds, avsc reads out of the payload, and a walk over it ends at its last byte', () => {
  const schema = schemaOf(definition);
  const type = avroType(schema.json);
  const shape = new PayloadShape(schema.json);
  fc.assert(
    fc.property(row, header, (values, given) => {
      const payload = Buffer.concat([
        encodeHeader({
          entityName: 'Thing__c',
          changeType: 'UPDATE',
          changeOrigin: '',
          transactionKey: 'k',
          commitTimestamp: 1_700_000_000_000,
          commitUser: '',
          nulledFields: [],
          diffFields: [],
          ...given,
        }),
        encodeFields(schema, values),
      ]);
      const seen = type.fromBuffer(payload) as Record<string, unknown>;
      const seenHeader = seen['ChangeEventHeader'] as Record<string, unknown>;
      assert.deepEqual(seenHeader['recordIds'], given.recordIds);
      assert.equal(BigInt(seenHeader['commitNumber'] as number), given.commitNumber);
      assert.equal(seenHeader['sequenceNumber'], given.sequenceNumber);
      assert.deepEqual(plain(seen['Text__c']), values.Text__c);
      assert.equal(plain(seen['Count__c']), values.Count__c);
      assert.equal(plain(seen['Amount__c']), values.Amount__c);
      assert.equal(plain(seen['Flag__c']), values.Flag__c === null ? null : values.Flag__c === 1);
      assert.equal(plain(seen['Day__c']), values.Day__c === null ? null : Date.parse(values.Day__c));
      const place = plain(seen['Place__c']) as Record<string, unknown> | null;
      assert.equal(plain(place?.['Latitude'] ?? null), values.Place__Latitude__s);
      assert.equal(seen['Other_Place__c'], null);
      assert.deepEqual(shape.without(payload, new Set()), payload);
      const hidden = new Set([shape.fieldNames.indexOf('Text__c'), shape.fieldNames.indexOf('Place__c')]);
      const less = type.fromBuffer(shape.without(payload, hidden)) as Record<string, unknown>;
      assert.deepEqual([less['Text__c'], less['Place__c']], [null, null]);
      assert.deepEqual(less['Amount__c'], seen['Amount__c']);
    }),
    { numRuns: 200 },
  );
});

test('bitmaps are read as they were written', () => {
  const bits = fc.uniqueArray(fc.nat({ max: 300 }), { minLength: 1 });
  fc.assert(
    fc.property(bits, fc.dictionary(fc.nat({ max: 300 }).map(String), bits, { maxKeys: 4 }), (top, parts) => {
      const nested = new Map(
        Object.entries(parts).map(([parent, inside]) => [Number(parent), new Set(inside)]),
      );
      const entries = writeBitmaps({ top: new Set(top), nested });
      for (const entry of entries) assert.match(entry, /^(?:\d+-)?0x(?:[\dA-F]{2})+$/);
      const read = readBitmaps(entries);
      assert.deepEqual(read.top, new Set(top));
      assert.deepEqual(read.nested, nested);
      assert.deepEqual(withoutFields(entries, new Set([...top, ...nested.keys()])), []);
    }),
  );
});
