import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeIndex, findPage } from './row-index.ts';

/** Values that look like the ends of lines. */
const LINES = [
  '"plain","1"\n',
  '"two\nlines","2"\n',
  '"""\n""","3"\n',
  '"","4"\n',
  '"\n","5"\n',
  '"ä€😀","6"\n',
  '"a""","7"\n',
];

for (const lineEnding of ['\n', '\r\n']) {
  test(`every page is cut between lines, whatever their values hold (${JSON.stringify(lineEnding)})`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'row-index-test-'));
    try {
      const lines = LINES.map((line) => line.slice(0, -1) + lineEnding);
      const header = `"Name","Key"${lineEnding}`;
      const files = { csvFile: join(directory, 'csv'), indexFile: join(directory, 'index') };
      writeFileSync(files.csvFile, header + lines.join(''));
      const byteOf = (row: number): number => Buffer.byteLength(header + lines.slice(0, row).join(''));
      const starts = [0, 3, 4, lines.length].map((row) => ({ row, byte: byteOf(row) }));
      writeFileSync(files.indexFile, encodeIndex(starts));
      for (let from = 0; from <= lines.length; from += 1) {
        for (let to = from; to <= lines.length; to += 1) {
          assert.deepEqual(await findPage(files, from, to), { start: byteOf(from), end: byteOf(to) });
        }
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

test('a result without rows has one empty page', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'row-index-test-'));
  try {
    const files = { csvFile: join(directory, 'csv'), indexFile: join(directory, 'index') };
    writeFileSync(files.csvFile, '"Name"\n');
    writeFileSync(files.indexFile, encodeIndex([{ row: 0, byte: 7 }]));
    assert.deepEqual(await findPage(files, 0, 0), { start: 7, end: 7 });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
