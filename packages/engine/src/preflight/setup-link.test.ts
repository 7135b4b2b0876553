import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setupUrl, userUrl } from './setup-link.ts';

const PATH = '/lightning/setup/PermSets/home';

test('links lead to the Lightning host of the instance', () => {
  const link = (instanceUrl: string): string => setupUrl({ instanceUrl }, PATH);
  assert.equal(link('https://acme.my.salesforce.com'), `https://acme.lightning.force.com${PATH}`);
  assert.equal(
    link('https://acme--dev.sandbox.my.salesforce.com'),
    `https://acme--dev.sandbox.lightning.force.com${PATH}`,
  );
  assert.equal(
    link('https://acme-dev-ed.develop.my.salesforce.com'),
    `https://acme-dev-ed.develop.lightning.force.com${PATH}`,
  );
  assert.equal(link('https://acme.my.salesforce.mil'), `https://acme.lightning.crmforce.mil${PATH}`);
});

test('another host keeps its name and port', () => {
  assert.equal(setupUrl({ instanceUrl: 'http://127.0.0.1:4010' }, PATH), `http://127.0.0.1:4010${PATH}`);
});

test('a user has a page', () => {
  assert.equal(
    userUrl({ instanceUrl: 'https://acme.my.salesforce.com' }, '005000000000001AAA'),
    'https://acme.lightning.force.com/lightning/setup/ManageUsers/page?address=%2F005000000000001AAA%3Fnoredirect%3D1%26isUserEntityOverride%3D1',
  );
});
