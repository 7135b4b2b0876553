import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDefaultField } from './default-fields.ts';

test('what moves without a stamp is not mapped unasked, on any object', () => {
  const standard = (name: string) => ({ name, custom: false });
  assert.equal(isDefaultField('Campaign', standard('NumberOfWonOpportunities')), false);
  assert.equal(isDefaultField('Campaign', standard('NumberSent')), true);
  assert.equal(isDefaultField('Account', standard('LastActivityDate')), false);
  assert.equal(isDefaultField('Account', standard('NumberOfEmployees')), true);
  assert.equal(isDefaultField('Widget__c', standard('LastViewedDate')), false);
  assert.equal(isDefaultField('ContractLineItem', standard('Status')), false);
  assert.equal(isDefaultField('ContractLineItem', standard('Description')), true);
});
