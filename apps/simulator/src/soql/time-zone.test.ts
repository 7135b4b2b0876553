import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOfDay, toLocalText, wallClock } from './time-zone.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

test('a day begins at midnight of the zone, whatever its offset is that night', () => {
  for (const [day, zone, instant] of [
    ['2026-05-13', 'GMT', '2026-05-13T00:00:00.000Z'],
    ['2026-05-13', 'America/Los_Angeles', '2026-05-13T07:00:00.000Z'],
    ['2026-12-13', 'America/Los_Angeles', '2026-12-13T08:00:00.000Z'],
    // Clocks change during these days, or the night before.
    ['2027-03-28', 'Europe/Rome', '2027-03-27T23:00:00.000Z'],
    ['2027-03-29', 'Europe/Rome', '2027-03-28T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Rome', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Rome', '2026-10-25T23:00:00.000Z'],
    ['2026-05-13', 'Asia/Kolkata', '2026-05-12T18:30:00.000Z'],
    ['2026-05-13', 'Pacific/Kiritimati', '2026-05-12T10:00:00.000Z'],
  ] as const) {
    assert.equal(iso(startOfDay(day, zone)), instant, `${day} in ${zone}`);
  }
});

test('where midnight is skipped the day begins an hour later', () => {
  // Santiago's clocks went from 24:00 to 01:00 in the night to 7 September 2025.
  assert.equal(iso(startOfDay('2025-09-07', 'America/Santiago')), '2025-09-07T04:00:00.000Z');
});

test('the wall clock keeps milliseconds, and an unknown zone is GMT', () => {
  const instant = Date.parse('2026-07-01T12:00:00.250Z');
  assert.equal(iso(wallClock(instant, 'Europe/Rome')), '2026-07-01T14:00:00.250Z');
  assert.equal(wallClock(instant, 'Moon/Tranquility'), instant);
  assert.equal(toLocalText('2026-07-01T23:30:00.000Z', 'Europe/Rome'), '2026-07-02T01:30:00.000');
  assert.equal(toLocalText(null, 'Europe/Rome'), null);
});
