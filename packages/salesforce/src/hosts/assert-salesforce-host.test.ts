import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import fc from 'fast-check';
import { assertSalesforceHost } from './assert-salesforce-host.ts';

const NO_EXTRAS = { extraHosts: [] };

function isRefused(address: string, extraHosts: readonly string[] = []): boolean {
  try {
    assertSalesforceHost(address, { extraHosts });
    return false;
  } catch (error) {
    assert.ok(isSyncError(error, 'SF_LOGIN_URL_INVALID'), String(error));
    return true;
  }
}

const GOOD = [
  ['https://login.salesforce.com', 'https://login.salesforce.com'],
  ['https://test.salesforce.com/', 'https://test.salesforce.com'],
  ['https://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
  [' HTTPS://Acme.My.Salesforce.Com/ ', 'https://acme.my.salesforce.com'],
  ['https://acme--uat.sandbox.my.salesforce.com', 'https://acme--uat.sandbox.my.salesforce.com'],
  ['https://acme-dev-ed.develop.my.salesforce.com', 'https://acme-dev-ed.develop.my.salesforce.com'],
  ['https://acme.scratch.my.salesforce.com', 'https://acme.scratch.my.salesforce.com'],
  ['https://agency.my.salesforce.mil', 'https://agency.my.salesforce.mil'],
  ['https://acme.my.sfcrmproducts.cn', 'https://acme.my.sfcrmproducts.cn'],
  ['https://acme.my.salesforce.com:443', 'https://acme.my.salesforce.com'],
] as const;

for (const [address, origin] of GOOD) {
  test(`${address} is an address of Salesforce`, () => {
    assert.equal(assertSalesforceHost(address, NO_EXTRAS), origin);
  });
}

const BAD = [
  '',
  'acme.my.salesforce.com',
  'http://acme.my.salesforce.com',
  'ftp://acme.my.salesforce.com',
  'https://salesforce.com.evil.io',
  'https://acme.my.salesforce.com.evil.io',
  'https://acme.my.salesforce.com.',
  'https://evilsalesforce.com',
  'https://acme.my-salesforce.com',
  'https://my.salesforce.com',
  'https://.my.salesforce.com',
  'https://a.b.c.my.salesforce.com',
  'https://evil@acme.my.salesforce.com',
  'https://acme.my.salesforce.com@evil.io',
  'https://acme.my.salesforce.com:8443',
  'https://evil.io#.my.salesforce.com',
  'https://evil.io?.my.salesforce.com',
  'https://evil.io/.my.salesforce.com',
  'https://evil.io\\.my.salesforce.com',
  'https://acme.my.salesforce.com/services/oauth2/token',
  'https://acme%2emy.salesforce.com',
  'https://acme.my.sаlesforce.com', // a Cyrillic а
  'https://acme。my。salesforce。com',
  'https://ac\tme.my.salesforce.com',
  'https://-acme.my.salesforce.com',
  'https://127.0.0.1',
  'https://2130706433',
  'https://[::1]',
  'https://localhost',
  'https://acme.lightning.force.com',
  'javascript:alert(1)',
];

for (const address of BAD) {
  test(`${JSON.stringify(address)} is refused`, () => assert.ok(isRefused(address)));
}

test('hosts the operator lists are allowed, over http too, and no others', () => {
  const extraHosts = ['127.0.0.1:4010', 'localhost', '[::1]:4010'];
  assert.equal(assertSalesforceHost('http://127.0.0.1:4010', { extraHosts }), 'http://127.0.0.1:4010');
  assert.equal(assertSalesforceHost('https://127.0.0.1:4010/', { extraHosts }), 'https://127.0.0.1:4010');
  assert.equal(assertSalesforceHost('http://LOCALHOST:9999', { extraHosts }), 'http://localhost:9999');
  assert.equal(assertSalesforceHost('http://[::1]:4010', { extraHosts }), 'http://[::1]:4010');
  for (const other of [
    'http://127.0.0.1:4011',
    'http://127.0.0.1',
    'http://127.0.0.2:4010',
    'http://a@localhost:4010',
    'http://localhost.evil.io',
    'http://acme.my.salesforce.com',
  ]) {
    assert.ok(isRefused(other, extraHosts), other);
  }
  assert.ok(isRefused('http://acme.my.salesforce.com', ['', ' ']), 'an empty entry allows nothing');
});

test('a pasted browser address is answered with the one to use, and a refusal never repeats a password', () => {
  assert.throws(
    () =>
      assertSalesforceHost('https://acme--uat.sandbox.lightning.force.com/lightning/page/home', NO_EXTRAS),
    /Use https:\/\/acme--uat\.sandbox\.my\.salesforce\.com instead/,
  );
  assert.throws(
    () => assertSalesforceHost('https://joe:hunter2@evil.io/?access_token=abc', NO_EXTRAS),
    (error: Error) => !error.message.includes('hunter2') && !error.message.includes('abc'),
  );
});

test('whatever is typed, a URL that passes leads to a host of Salesforce and carries nothing else', () => {
  const piece = fc.constantFrom(
    'https://',
    'http://',
    'acme',
    '.my',
    '.salesforce',
    '.com',
    '.mil',
    'login',
    '.evil.io',
    '@',
    ':',
    '/',
    '\\',
    '#',
    '?',
    '.',
    '%2e',
    '443',
    '。',
    '\t',
    '\u0000',
    'xn--',
    '-',
    '[::1]',
    ' ',
    'a:b@',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), fc.boolean(), (pieces, plausible) => {
      const address = plausible ? `https://acme${pieces.join('')}.my.salesforce.com` : pieces.join('');
      let origin: string;
      try {
        origin = assertSalesforceHost(address, NO_EXTRAS);
      } catch (error) {
        assert.ok(isSyncError(error, 'SF_LOGIN_URL_INVALID'));
        return;
      }
      const url = new URL(origin);
      const typed = new URL(address.trim());
      assert.equal(typed.origin, origin, 'what the check saw is what a client would call');
      assert.equal(url.protocol, 'https:');
      assert.match(url.host, /^(?:login\.|test\.|[a-z0-9-]+(?:\.[a-z0-9-]+)?\.my\.)salesforce\.(?:com|mil)$/);
      assert.equal(`${typed.username}${typed.password}${typed.search}${typed.hash}`, '');
    }),
    { numRuns: 2000 },
  );
});
