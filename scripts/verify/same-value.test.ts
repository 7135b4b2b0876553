import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameValue, type OrgValue } from './same-value.ts';

const SAME: readonly (readonly [string, OrgValue, string | null])[] = [
  ['string', 'A "quoted"\nline', 'A "quoted"\nline'],
  ['string', null, null],
  ['string', '', null],
  ['boolean', true, 'true'],
  ['currency', 1200.5, '1200.50'],
  ['double', 1e21, '1000000000000000000000'],
  ['int', 10, '10'],
  ['datetime', '2026-03-01T12:00:00.000+0000', '2026-03-01 12:00:00+00'],
  ['date', '2026-03-01', '2026-03-01'],
  ['time', '10:30:00.000Z', '10:30:00'],
];
const DIFFERENT: readonly (readonly [string, OrgValue, string | null])[] = [
  ['string', 'a', 'A'],
  ['string', 'a', null],
  ['string', null, ''],
  ['boolean', false, null],
  ['currency', 1200.5, '1200.51'],
  ['datetime', '2026-03-01T12:00:01.000+0000', '2026-03-01 12:00:00+00'],
];

test('values that say the same are the same', () => {
  for (const [type, org, mirror] of SAME)
    assert.equal(isSameValue(type, org, mirror), true, `${type} ${String(org)} ${mirror}`);
});

test('values that do not are not', () => {
  for (const [type, org, mirror] of DIFFERENT)
    assert.equal(isSameValue(type, org, mirror), false, `${type} ${String(org)} ${mirror}`);
});
