import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toConsolePath, toSafeRedirect } from './console-path.ts';

test('links of the server lead to pages of the workspace', () => {
  assert.equal(toConsolePath('acme', '/connection'), '/w/acme/connection');
  assert.equal(toConsolePath('acme', 'objects/Account'), '/w/acme/objects/Account');
  assert.equal(toConsolePath('acme', '/w/acme/objects'), '/w/acme/objects');
  assert.equal(toConsolePath('acme', '/'), '/w/acme');
  assert.equal(toConsolePath('acme', '/overview'), '/w/acme');
  assert.equal(toConsolePath('acme', 'https://status.salesforce.com'), 'https://status.salesforce.com');
});

test('after signing in nobody is sent to another site', () => {
  assert.equal(toSafeRedirect('/w/acme/objects?x=1'), '/w/acme/objects?x=1');
  for (const bad of [
    undefined,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/sign-in?redirect=/',
  ]) {
    assert.equal(toSafeRedirect(bad), '/');
  }
});
