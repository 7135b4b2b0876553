import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOGIN_KINDS, toLoginUrl } from './login-kind.ts';

test('a My Domain is understood however it was copied', () => {
  const whole = 'https://acme.my.salesforce.com';
  for (const typed of [whole, 'acme.my.salesforce.com', 'acme', ` ${whole}/lightning/setup/home `]) {
    assert.equal(toLoginUrl('address', typed, ''), whole);
    assert.equal(toLoginUrl('production', typed, ''), whole);
  }
  assert.equal(toLoginUrl('address', 'http://127.0.0.1:4010/', ''), 'http://127.0.0.1:4010');
});

test('a sandbox has the name of its org and its own', () => {
  const sandbox = 'https://acme--uat.sandbox.my.salesforce.com';
  assert.equal(toLoginUrl('sandbox', 'acme', 'uat'), sandbox);
  assert.equal(toLoginUrl('sandbox', 'acme--uat', ''), sandbox);
  assert.equal(toLoginUrl('sandbox', sandbox, 'other'), sandbox);
  assert.equal(toLoginUrl('sandbox', 'acme', ' '), '');
});

test('nothing typed is no address, and no choice leads to the general login hosts', () => {
  for (const { id } of LOGIN_KINDS) {
    assert.equal(toLoginUrl(id, '  ', 'uat'), '');
    assert.doesNotMatch(toLoginUrl(id, 'acme', 'uat'), /login\.|test\./);
  }
});
