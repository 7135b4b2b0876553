import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PageMode } from '@sync-user/engine';
import { beginLoad, WHOLE_PART } from '../../testing/begin-load.ts';
import {
  accountId,
  accountTable,
  at,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

/** Few rows that are long: memory is about bytes, and PostgreSQL's time about rows. */
const ROWS = 1600;
const NAME_BYTES = 10_000;
const PIECE_BYTES = 64 * 1024;
/** Chunks on their way, and what the driver holds of them; the page is 16 MB. */
const ROOM_BYTES = 4 * 1024 * 1024;
const MEASURE_EVERY_BYTES = 2 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heldBytes(): number {
  // The second waits for what the first left to be swept beside the program.
  collectGarbage();
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

let t: TestStore;
before(async () => {
  t = await createTestStore();
});
after(() => t[Symbol.asyncDispose]());

for (const mode of ['copy', 'merge'] as const) {
  test(`a page is held in memory whole: one of 16 MB flows through to PostgreSQL in less than 4 (${mode})`, async () => {
    const { rows, bytes, peak } = await loadLargePage(mode);
    assert.equal(rows, ROWS);
    assert.ok(bytes > ROWS * NAME_BYTES);
    assert.ok(peak < ROOM_BYTES, `${(peak / 1024 / 1024).toFixed(1)} MiB at the peak`);
  });
}

async function loadLargePage(mode: PageMode): Promise<{ rows: number; bytes: number; peak: number }> {
  const table = accountTable(t.workspace, `Memory_${mode}__c`);
  await t.store.mirror.ensureTable(table);
  await t.store.objects.write({ table, label: table.sobject, custom: true });
  const merges = mode === 'merge';
  const load = await beginLoad(t.store, table, {
    reload: merges,
    parts: [{ ...WHOLE_PART, merge: merges }],
  });

  let bytes = 0;
  let measuredAt = 0;
  let peak = 0;
  let before: number | undefined;
  async function* body(): AsyncGenerator<Uint8Array> {
    let piece = '"Id","Name","SystemModstamp"\n';
    for (let n = 1; n <= ROWS; n += 1) {
      // Not to be squeezed: what PostgreSQL keeps is not what is measured here.
      piece += `"${accountId(n)}","${'x'.repeat(NAME_BYTES)}","${at(1)}"\n`;
      if (piece.length < PIECE_BYTES) continue;
      yield Buffer.from(piece);
      bytes += piece.length;
      piece = '';
      if (bytes - measuredAt < MEASURE_EVERY_BYTES) continue;
      measuredAt = bytes;
      const held = heldBytes();
      before ??= held;
      peak = Math.max(peak, held - before);
    }
    yield Buffer.from(piece);
  }
  const loaded = await t.store.mirror.loadPage(
    table,
    { body: body(), expectedRows: ROWS, mode, careful: false, whole: false },
    { loadId: load.loadId, part: 0, locator: null, pagesLoaded: 0, nextLocator: null },
  );
  return { rows: loaded.kind === 'loaded' ? loaded.rows : 0, bytes, peak };
}
