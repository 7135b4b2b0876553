import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCsvRecords } from './csv-records.ts';

async function read(bytes: Uint8Array, cuts: readonly number[]): Promise<unknown[]> {
  async function* body() {
    let from = 0;
    for (const cut of [...cuts].toSorted((a, b) => a - b)) {
      yield bytes.subarray(from, cut);
      from = cut;
    }
    yield bytes.subarray(from);
  }
  const records: unknown[] = [];
  for await (const record of readCsvRecords(body())) records.push(record);
  return records;
}

test('values with commas, quotes, line breaks and any letters are read, however the stream is cut', async () => {
  const value = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'ü', '💠', ' ') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(value, value), { maxLength: 8 }),
      fc.array(fc.nat(200)),
      async (rows, cuts) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const csv = `"Id","Name"\n${rows.map((row) => `${row.map(quote).join(',')}\n`).join('')}`;
        const bytes = new TextEncoder().encode(csv);
        const found = await read(
          bytes,
          cuts.filter((cut) => cut < bytes.length),
        );
        assert.deepEqual(
          found,
          rows.map(([id, name]) => ({ Id: id === '' ? null : id, Name: name === '' ? null : name })),
        );
      },
    ),
  );
});
