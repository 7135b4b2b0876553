import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { contextOf, openSourceOrg } from '../../testing/open-source-org.ts';
import { startScriptedOrg } from '../../testing/scripted-org.ts';

const ROWS = 1_000_000;
const ROWS_PER_PIECE = 1000;
const PIECE = Buffer.from(`"001xx000003DGb0AAG","${'x'.repeat(80)}"\n`.repeat(ROWS_PER_PIECE));
/** Socket and stream buffers; the page itself is 100 MB. */
const ROOM_BYTES = 16 * 1024 * 1024;
const MEASURE_EVERY_BYTES = 5 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

async function sendRows(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/csv', 'sforce-locator': 'null' });
  for (let sent = 0; sent < ROWS; sent += ROWS_PER_PIECE) {
    if (!response.write(PIECE)) await once(response, 'drain');
  }
  response.end();
}

test('a page of a million rows passes through without being held', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.playBy((_request, response) => void sendRows(response));

  const before = heldBytes();
  const page = await opened.source.openBulkResultPage('750ak000009AVi5AAG', undefined, ROWS, contextOf());
  let bytes = 0;
  let measuredAt = 0;
  let peak = 0;
  for await (const piece of page.body) {
    bytes += piece.byteLength;
    if (bytes - measuredAt < MEASURE_EVERY_BYTES) continue;
    measuredAt = bytes;
    peak = Math.max(peak, heldBytes() - before);
  }
  assert.equal(bytes, (PIECE.byteLength * ROWS) / ROWS_PER_PIECE);
  assert.ok(peak < ROOM_BYTES, `${Math.round(peak / 1024 / 1024)} MiB at the peak`);
});
