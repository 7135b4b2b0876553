import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressProblem, isAppWithheld, kindOf, LOGIN_KINDS, needsDomain, toLoginUrl } from './login-kind.ts';

const CC = 'client_credentials';

test('a My Domain is understood however it was copied', () => {
  const whole = 'https://acme.my.salesforce.com';
  for (const typed of [
    whole,
    'acme.my.salesforce.com',
    'acme',
    ` ${whole}/lightning/setup/home `,
    'https://acme.lightning.force.com/lightning/page/home',
    'https://acme.my.salesforce-setup.com/lightning/setup',
  ]) {
    assert.equal(toLoginUrl('address', 'web_server', typed, ''), whole);
    assert.equal(toLoginUrl('production', CC, typed, ''), whole);
  }
  assert.equal(toLoginUrl('address', 'jwt', 'http://127.0.0.1:4010/', ''), 'http://127.0.0.1:4010');
});

test('a sandbox has the name of its org and its own', () => {
  const sandbox = 'https://acme--uat.sandbox.my.salesforce.com';
  assert.equal(toLoginUrl('sandbox', CC, 'acme', 'uat'), sandbox);
  assert.equal(toLoginUrl('sandbox', CC, 'acme--uat', ''), sandbox);
  assert.equal(toLoginUrl('sandbox', CC, sandbox, 'other'), sandbox);
  assert.equal(toLoginUrl('address', 'web_server', 'acme--uat', ''), sandbox);
  assert.equal(
    toLoginUrl('address', 'web_server', 'https://acme--uat.sandbox.lightning.force.com/x', ''),
    sandbox,
  );
  assert.equal(toLoginUrl('sandbox', CC, 'acme', ' '), '');
});

test('a person and a certificate log in at the general hosts, client credentials never', () => {
  for (const method of ['web_server', 'jwt'] as const) {
    assert.equal(toLoginUrl('production', method, '', ''), 'https://login.salesforce.com');
    assert.equal(toLoginUrl('sandbox', method, '', ''), 'https://test.salesforce.com');
    assert.equal(needsDomain('production', method), false);
    assert.equal(toLoginUrl('address', method, ' ', ''), '');
  }
  for (const { id } of LOGIN_KINDS) {
    assert.equal(needsDomain(id, CC), true);
    assert.equal(toLoginUrl(id, CC, '  ', 'uat'), '');
    assert.doesNotMatch(toLoginUrl(id, CC, 'acme', 'uat'), /login\.|test\./);
  }
  assert.match(addressProblem('address', CC, 'https://login.salesforce.com') ?? '', /My Domain only/);
});

test('an address that contradicts the choice is told of before anything is asked', () => {
  assert.match(
    addressProblem('production', CC, 'https://acme--uat.sandbox.my.salesforce.com') ?? '',
    /sandbox/,
  );
  assert.match(addressProblem('sandbox', CC, 'https://acme.my.salesforce.com') ?? '', /production org/);
  assert.match(addressProblem('address', 'web_server', 'https://acme.example') ?? '', /my\.salesforce\.com/);
  for (const fine of ['https://acme.my.salesforce.com', 'http://127.0.0.1:4010', ''])
    assert.equal(addressProblem('address', 'web_server', fine), null);
});

test('an address in use leads back to its choice', () => {
  assert.equal(kindOf('https://login.salesforce.com'), 'production');
  assert.equal(kindOf('https://test.salesforce.com'), 'sandbox');
  assert.equal(kindOf('https://acme.my.salesforce.com'), 'address');
});

test('the app of the installation is offered to its operators alone where no browser is passed', () => {
  for (const method of ['client_credentials', 'jwt'] as const) {
    assert.equal(isAppWithheld('installation', method, false), true);
    assert.equal(isAppWithheld('installation', method, true), false);
    assert.equal(isAppWithheld('workspace', method, false), false);
  }
  assert.equal(isAppWithheld('installation', 'web_server', false), false);
});
