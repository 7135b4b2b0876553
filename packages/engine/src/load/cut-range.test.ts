import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { IdRange } from '../ports/load-store.ts';
import { cutRange, findRanges } from './cut-range.ts';
import { idToNumber, numberToId } from './record-id.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const id = fc
  .tuple(fc.constantFrom('001', 'a00'), fc.constantFrom('000000', '5g0000', 'Zz0001'), fc.nat(62 ** 6 - 1))
  .map(([prefix, pod, number]) => {
    let tail = '';
    for (let rest = number; tail.length < 6; rest = Math.floor(rest / 62)) tail = DIGITS[rest % 62] + tail;
    return numberToId(idToNumber(`${prefix}${pod}${tail}`));
  });
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 200 }).map((all) => all.toSorted(compare));

/** As Salesforce orders ids, and PostgreSQL under collation C. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function inRange(one: string, { after, through }: IdRange): boolean {
  return (after === null || one > after) && (through === null || one <= through);
}

describe('ids as numbers', () => {
  test('the order of ids is the order of their numbers, and 18 characters are those of Salesforce', () => {
    assert.equal(numberToId(idToNumber('001A0000006Vm9r')), '001A0000006Vm9rIAC');
    fc.assert(
      fc.property(id, id, (a, b) => {
        assert.equal(numberToId(idToNumber(a)), a);
        assert.equal(Math.sign(Number(idToNumber(a) - idToNumber(b))), compare(a, b));
      }),
    );
  });

  test('what is no id is an error', () => {
    for (const text of ['', '001', '001-00000000001']) assert.throws(() => idToNumber(text));
  });
});

describe('ranges of ids', () => {
  const outer = fc.constantFrom<IdRange>({ after: null, through: null });

  test('every record is in exactly one piece, wherever it is cut', () => {
    fc.assert(
      fc.property(ids, outer, fc.integer({ min: 1, max: 9 }), (all, whole, pieces) => {
        const span = { first: all[0] ?? '', last: all.at(-1) ?? '' };
        const cut = cutRange(whole, span, pieces);
        for (const one of all) assert.equal(cut.filter((range) => inRange(one, range)).length, 1, one);
        assert.ok(cut.length <= pieces);
      }),
    );
  });

  test('counted ranges lose no record and double none, and are about as full as wanted', async () => {
    await fc.assert(
      fc.asyncProperty(ids, fc.integer({ min: 3, max: 60 }), async (all, wanted) => {
        const whole = { after: null, through: null };
        const span = { first: all[0] ?? '', last: all.at(-1) ?? '' };
        let asked = 0;
        const ranges = await findRanges(whole, span, {
          rows: all.length,
          wanted,
          count: async (asking) => {
            asked += asking.length;
            assert.ok(asking.length <= 5);
            return asking.map((range) => all.filter((one) => inRange(one, range)).length);
          },
        });
        for (const one of all) assert.equal(ranges.filter((range) => inRange(one, range)).length, 1, one);
        assert.equal(
          ranges.reduce((sum, { rows }) => sum + rows, 0),
          all.length,
        );
        for (const [index, { after }] of ranges.entries())
          assert.equal(after, index === 0 ? null : ranges[index - 1]?.through);
        assert.equal(ranges.at(-1)?.through, null);
        assert.ok(asked <= 110, `${asked} counts`);
        if (asked < 100)
          for (const { rows } of ranges) assert.ok(rows <= wanted * 1.5 + 1, `${rows} of ${wanted}`);
      }),
      { numRuns: 200 },
    );
  });
});
