import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvReader, UploadError } from './csv-reader.ts';
import { DELIMITERS, LINE_ENDINGS, toCsvLine } from './csv.ts';
import type { DelimiterName, LineEndingName } from './csv.ts';

function read(
  text: string,
  delimiter: DelimiterName = 'COMMA',
  lineEnding: LineEndingName = 'LF',
  chunkLength = text.length,
): string[][] {
  const reader = new CsvReader(DELIMITERS[delimiter], lineEnding);
  const records: string[][] = [];
  for (let at = 0; at < text.length; at += chunkLength)
    records.push(...reader.push(text.slice(at, at + chunkLength)));
  return [...records, ...reader.end()];
}

test('values keep their spaces, line breaks and doubled quotes; lines without a value are skipped', () => {
  assert.deepEqual(read('Name,Note\n x ,"say ""hi"",\nyou"\n\n,\nlast,""'), [
    ['Name', 'Note'],
    [' x ', 'say "hi",\nyou'],
    ['', ''],
    ['last', ''],
  ]);
});

test('what is written with any delimiter, line ending and chunks is read back', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '"', ',', '|', '\n', '\r', ' ', 'é', '\t', '😀') });
  fc.assert(
    fc.property(
      fc.array(fc.array(value, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
      fc.constantFrom<DelimiterName>('COMMA', 'PIPE', 'TAB'),
      fc.constantFrom<LineEndingName>('LF', 'CRLF'),
      fc.integer({ min: 1, max: 7 }),
      (rows, delimiter, lineEnding, chunkLength) => {
        const text = rows
          .map((row) => toCsvLine(row, DELIMITERS[delimiter], LINE_ENDINGS[lineEnding]))
          .join('');
        assert.deepEqual(read(text, delimiter, lineEnding, chunkLength), rows);
      },
    ),
  );
});

test('any text is read as another reader reads it, or refused by both', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', ' ') });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 5 }), (csv, chunkLength) => {
      let expected: string[][] | undefined;
      try {
        expected = parse(csv, { relax_column_count: true, record_delimiter: '\n' });
      } catch {
        expected = undefined;
      }
      if (expected === undefined) {
        assert.throws(() => read(csv, 'COMMA', 'LF', chunkLength), UploadError);
        return;
      }
      // Lines without a value count for us like empty ones.
      const withValues = expected.filter((record) => record.length > 1 || record[0] !== '');
      assert.deepEqual(read(csv, 'COMMA', 'LF', chunkLength), withValues);
    }),
    { numRuns: 2000 },
  );
});

for (const [text, message] of [
  [
    'a,b "c"',
    'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
  ],
  [
    'a, "c"',
    'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
  ],
  ['a,"c" ,d', 'InvalidBatch : Failed to parse CSV. Not expecting more text after end quote'],
  ['a,"c', 'InvalidBatch : Failed to parse CSV. EOF reached before closing an opened quote'],
  ['a,b\r\nc,d', 'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF'],
] as const) {
  test(`${JSON.stringify(text)} is refused, in whatever chunks it comes`, () => {
    for (const chunkLength of [1, 2, 100]) {
      assert.throws(() => read(text, 'COMMA', 'LF', chunkLength), new UploadError(message));
    }
  });
}

test('line feeds alone are refused where carriage returns were announced', () => {
  assert.throws(
    () => read('a,b\nc,d', 'COMMA', 'CRLF'),
    new UploadError(
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF',
    ),
  );
});

test('a record of more than 400,000 characters is refused', () => {
  assert.throws(() => read(`a\n${'x'.repeat(400_001)}\n`), UploadError);
  assert.equal(read(`a\n${'x'.repeat(400_000)}\n`).length, 2);
});
