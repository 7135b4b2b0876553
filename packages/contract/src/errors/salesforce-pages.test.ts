import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainSalesforcePage, SALESFORCE_PAGES } from './salesforce-pages.ts';

const PAGE = 'https://acme.my.salesforce.com/setup/secur/RemoteAccessErrorPage.apexp';

test('the address of Salesforce’s error page tells more than the page', () => {
  const explained = (query: string) => explainSalesforcePage(`${PAGE}?${query}`)?.code;
  assert.equal(
    explained('error=invalid_scope&error_description=the+requested+scope+is+not+allowed'),
    'SF_SCOPE_MISSING',
  );
  assert.equal(explained('error=invalid_app_access'), 'SF_APP_NOT_APPROVED');
  assert.equal(explained('error=OAUTH_APPROVAL_ERROR_GENERIC'), 'SF_APP_NOT_INSTALLED');
  assert.equal(
    explained('redirect_uri=http%3A%2F%2Flocalhost&error=invalid_client_id'),
    'SF_CLIENT_CREDENTIALS_INVALID',
  );
  assert.equal(explainSalesforcePage(PAGE), undefined);
});

test('every page explains its own words, and others stay unexplained', () => {
  for (const page of SALESFORCE_PAGES) assert.equal(explainSalesforcePage(page.shows), page, page.shows);
  assert.equal(explainSalesforcePage('Log in to Salesforce'), undefined);
});
