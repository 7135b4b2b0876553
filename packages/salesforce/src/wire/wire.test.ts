import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseApiVersion } from '../org/api-versions.ts';
import { toAskedAt } from './asked-at.ts';
import { readLimitInfo } from './limit-info.ts';
import { parseJson } from './read-json.ts';

test('the org’s usage is read, and never the app’s own', () => {
  const read = (value: string) => readLimitInfo({ 'sforce-limit-info': value });
  assert.deepEqual(read('api-usage=18/5000'), { used: 18, limit: 5000 });
  assert.deepEqual(read('api-usage=25/5000; per-app-api-usage=17/250(appName=x)'), { used: 25, limit: 5000 });
  assert.deepEqual(read('per-app-api-usage=17/250(appName=x); api-usage=25/5000'), { used: 25, limit: 5000 });
  assert.equal(read('per-app-api-usage=17/250(appName=x)'), undefined);
  assert.equal(readLimitInfo({}), undefined);
});

test('without a Date header there is no telling when an answer was asked for', () => {
  assert.throws(() => toAskedAt({}, 10), /no Date header/);
  assert.throws(() => toAskedAt({ date: 'soon' }, 10), /no Date header/);
  assert.equal(toAskedAt({ date: 'Tue, 06 Jan 2026 10:00:00 GMT' }, 250), '2026-01-06T09:59:58.750Z');
});

test('the version spoken is the pinned one, or the highest offered when that is lower', () => {
  const offered = (...versions: string[]) => versions.map((version) => ({ version, url: '', label: '' }));
  assert.equal(chooseApiVersion(offered('31.0', '66.0', '68.0'), '66.0'), '66.0');
  assert.equal(chooseApiVersion(offered('64.0', '9.0'), '66.0'), '64.0');
  assert.equal(chooseApiVersion(offered('100.0'), '66.0'), '66.0');
  assert.throws(() => chooseApiVersion([], '66.0'), /no API version/);
  assert.throws(() => chooseApiVersion([{ version: '../evil' }], '66.0'), /no API version/);
});

test('every number of a JSON answer keeps its value, as a number or as its text', () => {
  const decimal = fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat({ max: 12 }))
    .map(([negative, digits, scale]) => {
      const padded = digits.toString().padStart(scale + 1, '0');
      const whole = padded.slice(0, padded.length - scale);
      return `${negative ? '-' : ''}${whole}${scale === 0 ? '' : `.${padded.slice(-scale)}`}`;
    });
  fc.assert(
    fc.property(decimal, (source) => {
      const [value] = parseJson(`[${source}]`) as [number | string];
      assert.equal(toExact(String(value)), toExact(source));
    }),
  );
});

/** Decimal text as a whole number of 10⁻³⁰, exactly. */
function toExact(text: string): bigint {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? assert.fail(text);
  const digits = BigInt(whole + fraction) * 10n ** BigInt(30 - fraction.length + Number(exponent));
  return sign === '-' ? -digits : digits;
}
