import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import type { PollCursor } from '../ports/mirror.ts';
import {
  advanceCursor,
  choosePollWindow,
  DEEP_OVERLAP_MS,
  FREE_DEEP_ROWS,
  SHALLOW_OVERLAP_MS,
} from './poll-window.ts';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');
const at = (secondsAfterNoon: number): IsoInstant => toInstant(NOON + secondsAfterNoon * 1000);

describe('the window of a poll', () => {
  test('the first read after a load reaches back over the longest transaction', () => {
    const window = choosePollWindow({ readThrough: at(0), deepReadAt: null, deepReadRows: 0 }, at(10));
    assert.deepEqual(window, { from: toInstant(NOON - DEEP_OVERLAP_MS), deep: true });
  });

  test('after a mass update, reads are shallow until the next deep one is due', () => {
    const cursor: PollCursor = { readThrough: at(60), deepReadAt: at(0), deepReadRows: FREE_DEEP_ROWS };
    assert.deepEqual(choosePollWindow(cursor, at(70)), {
      from: toInstant(NOON + 60_000 - SHALLOW_OVERLAP_MS),
      deep: false,
    });
    assert.equal(choosePollWindow(cursor, at(300)).deep, true);
  });

  test('a clock that goes backwards does not move the cursor back', () => {
    const cursor: PollCursor = { readThrough: at(60), deepReadAt: at(60), deepReadRows: 3 };
    const window = choosePollWindow(cursor, at(61));
    assert.equal(
      advanceCursor(cursor, { askedAt: at(10), now: at(61), window, rows: 1 }).readThrough,
      at(60),
    );
  });

  test('a shallow read leaves the memory of the last deep one alone', () => {
    const cursor: PollCursor = { readThrough: at(60), deepReadAt: at(0), deepReadRows: 90_000 };
    const next = advanceCursor(cursor, {
      askedAt: at(90),
      now: at(91),
      window: { from: at(0), deep: false },
      rows: 7,
    });
    assert.deepEqual(next, { readThrough: at(90), deepReadAt: at(0), deepReadRows: 90_000 });
  });

  // A row is stamped when it is saved and visible when its transaction commits, at most ten minutes later.
  test('no row is missed, however late its transaction commits, however the polls fall and however the clocks differ', () => {
    const longestTransactionSeconds = 600;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            stampedAt: fc.integer({ min: 0, max: 7200 }),
            openFor: fc.integer({ min: 0, max: longestTransactionSeconds }),
          }),
          { minLength: 1, maxLength: 40 },
        ),
        fc.array(
          fc.record({ pause: fc.integer({ min: 5, max: 2400 }), rowsSeen: fc.constantFrom(0, 10, 50_000) }),
          { minLength: 1, maxLength: 200 },
        ),
        fc.integer({ min: -7200, max: 7200 }),
        (rows, polls, skew) => {
          let cursor: PollCursor = { readThrough: at(0), deepReadAt: null, deepReadRows: 0 };
          const seen = new Set<number>();
          let now = 0;
          for (const poll of [...polls, { pause: 2400, rowsSeen: 0 }, { pause: 2400, rowsSeen: 0 }]) {
            now += poll.pause;
            const window = choosePollWindow(cursor, at(now + skew));
            for (const [index, row] of rows.entries()) {
              const visible = row.stampedAt + row.openFor <= now;
              if (visible && NOON + row.stampedAt * 1000 >= toEpochMs(window.from)) seen.add(index);
            }
            cursor = advanceCursor(cursor, {
              askedAt: at(now - 1),
              now: at(now + skew),
              window,
              rows: poll.rowsSeen,
            });
          }
          const due = [...rows.keys()].filter((index) => {
            const row = rows[index];
            return row !== undefined && row.stampedAt + row.openFor <= now - 4800;
          });
          assert.deepEqual(
            due.filter((index) => !seen.has(index)),
            [],
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
