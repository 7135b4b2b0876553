import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBase32, encodeBase32, isTotpCode, newTotpSecret, totpCode } from './totp.ts';

test('codes are those of RFC 6238, appendix B, for SHA-1', () => {
  const secret = Buffer.from('12345678901234567890');
  for (const [seconds, code] of [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ] as const) {
    assert.equal(totpCode(secret, seconds * 1000, 8), code);
  }
});

test('a code is good one step around its time, and not longer', () => {
  const secret = decodeBase32(newTotpSecret());
  const now = 1_700_000_000_000;
  const code = totpCode(secret, now);
  for (const ms of [-30_000, 0, 30_000]) assert.ok(isTotpCode(secret, ` ${code} `, now + ms));
  assert.equal(isTotpCode(secret, code, now + 90_000), false);
  assert.equal(isTotpCode(secret, '', now), false);
});

test('base32 is that of RFC 4648', () => {
  assert.equal(encodeBase32(Buffer.from('foobar')), 'MZXW6YTBOI');
  assert.equal(decodeBase32('mzxw 6ytb oi======').toString(), 'foobar');
  assert.equal(newTotpSecret().length, 32);
});
