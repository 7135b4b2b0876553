import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAgo, formatDuration, formatExact, formatInterval, formatUntil } from './format-time.ts';

const now = Date.parse('2026-03-01T12:00:00.000Z');
const before = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

test('the past is told in the largest unit that fits, and after a month as a date', () => {
  const told = [0.4, 4, 59, 60, 3599, 3600, 47 * 3600, 48 * 3600, 40 * 86_400].map((s) =>
    formatAgo(before(s), now),
  );
  assert.deepEqual(told.slice(0, -1), [
    'just now',
    '4 s ago',
    '59 s ago',
    '1 min ago',
    '59 min ago',
    '1 h ago',
    '47 h ago',
    '2 days ago',
  ]);
  assert.match(told.at(-1) ?? '', /^\d+ Jan 2026$/);
});

test('a server clock ahead of the browser reads as now, never as the future', () => {
  assert.equal(formatAgo(before(-90), now), 'just now');
});

test('what is due reads as now', () => {
  assert.equal(formatUntil(before(3), now), 'now');
  assert.equal(formatUntil(before(-5.2), now), 'in 6 s');
  assert.equal(formatUntil(before(-600), now), 'in 10 min');
});

test('an exact time names its zone', () => {
  assert.equal(formatExact('2026-03-01T12:00:05.000Z', 'UTC'), '1 Mar 2026, 12:00:05 UTC');
});

test('intervals use the largest unit that loses nothing', () => {
  assert.equal(formatInterval(10), 'every 10 s');
  assert.equal(formatInterval(90), 'every 90 s');
  assert.equal(formatInterval(1800), 'every 30 min');
  assert.equal(formatInterval(7200), 'every 2 h');
  assert.equal(formatDuration(61), '1 min');
});
