import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bar, progressBar, sparkline } from './bar.ts';
import { formatAgo, formatAmount, formatSeconds, parseSince } from './format.ts';
import { cutToWidth, widthOf } from './width.ts';

test('durations are as coarse as they are long', () => {
  const cases = [
    [-3, '0 s'],
    [4.4, '4 s'],
    [65, '1 min 5 s'],
    [720, '12 min'],
    [7200, '2 h'],
    [7500, '2 h 5 min'],
    [200_000, '2 d'],
  ] as const;
  for (const [seconds, text] of cases) assert.equal(formatSeconds(seconds), text);
  assert.equal(formatAgo(null, 0), '–');
  assert.equal(formatAgo('1970-01-01T00:00:01.000Z', 5000), '4 s ago');
  assert.equal(formatAmount(1, 'object'), '1 object');
  assert.equal(formatAmount(1204, 'object'), '1,204 objects');
});

test('a span counts back from now, an instant stands for itself, anything else is nothing', () => {
  const nowMs = Date.parse('2026-03-08T00:00:00.000Z');
  assert.equal(parseSince('7d', nowMs)?.toISOString(), '2026-03-01T00:00:00.000Z');
  assert.equal(parseSince('30m', nowMs)?.toISOString(), '2026-03-07T23:30:00.000Z');
  assert.equal(parseSince('2026-01-01T00:00:00Z', nowMs)?.toISOString(), '2026-01-01T00:00:00.000Z');
  assert.equal(parseSince('soon', nowMs), undefined);
});

test('a bar is never longer than its width, and grows with its part', () => {
  const part = fc.double({ min: -1, max: 2, noNaN: true });
  fc.assert(
    fc.property(part, part, fc.integer({ min: 1, max: 80 }), (a, b, width) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      assert.ok(bar(low, width).length <= bar(high, width).length);
      assert.ok(bar(high, width).length <= width);
      assert.equal(progressBar(a, width).length, width);
    }),
  );
});

test('a sparkline has one sign for each value, and the highest is full', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
      const line = sparkline(values);
      assert.equal(line.length, values.length);
      const top = Math.max(...values);
      if (top > 0) assert.equal(line[values.indexOf(top)], '█');
    }),
  );
});

test('a cut text fits, and colours and wide signs are counted as a terminal does', () => {
  assert.equal(widthOf('\x1b[31mred\x1b[39m'), 3);
  assert.equal(widthOf('東京 é👍'), 4 + 1 + 1 + 2);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
      const cut = cutToWidth(text, columns);
      assert.ok(text.startsWith(cut));
      assert.ok(widthOf(cut) <= columns || columns === 0);
    }),
  );
});
