import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { escapeLike } from './candidate-queries.ts';
import { type CandidateAccess, missingFor } from './candidate-needs.ts';
import { rankOf } from './list-candidates.ts';

const ALL = { read: true, create: true, edit: true, viewAll: true };
const ACCESS: CandidateAccess = {
  permissions: new Set(['ApiEnabled']),
  objects: new Map([['Account', ALL]]),
  licence: 'standard',
  marketingUser: true,
  hasIntegrationLicence: null,
};
const READS = { objects: [{ name: 'Account', label: 'Account', fields: [], writes: false }] };
const WRITES = { objects: [{ name: 'Account', label: 'Account', fields: [], writes: true }] };

describe('what a candidate lacks', () => {
  test('nothing, when every right is there', () => {
    assert.deepEqual(missingFor('least_privilege', READS, ACCESS), []);
    assert.deepEqual(missingFor('least_privilege', WRITES, ACCESS), []);
  });
  test('rights on objects, one line a right', () => {
    const partly = new Map([['Account', { ...ALL, create: false, viewAll: false }]]);
    assert.deepEqual(missingFor('least_privilege', WRITES, { ...ACCESS, objects: partly }), [
      'View All Records: Account',
      'Create and Edit: Account',
    ]);
    assert.deepEqual(missingFor('least_privilege', READS, { ...ACCESS, objects: new Map() }), [
      'Read: Account',
    ]);
  });
  test('wide permissions stand in for rights on objects, and View All Data not for writing', () => {
    const none = { ...ACCESS, objects: new Map() };
    const sees = { ...none, permissions: new Set(['ApiEnabled', 'ViewAllData']) };
    assert.deepEqual(missingFor('least_privilege', READS, sees), []);
    assert.deepEqual(missingFor('least_privilege', WRITES, sees), ['Create and Edit: Account']);
    const changes = { ...none, permissions: new Set(['ApiEnabled', 'ModifyAllData']) };
    assert.deepEqual(missingFor('least_privilege', WRITES, changes), []);
  });
  test('licences, in either direction', () => {
    const integration = { ...ACCESS, licence: 'integration', hasIntegrationLicence: false } as const;
    assert.ok(missingFor('standard_user', READS, integration).includes('Standard Salesforce licence'));
    assert.ok(missingFor('integration_user', READS, ACCESS).includes('Salesforce Integration licence'));
    assert.ok(
      missingFor('least_privilege', READS, integration).includes(
        'Permission set licence “Salesforce API Integration”',
      ),
    );
    const notMarketing = { ...ACCESS, marketingUser: false };
    assert.deepEqual(missingFor('standard_user', READS, notMarketing), ['Marketing User']);
  });
  test('long lists are shortened', () => {
    const objects = ['A__c', 'B__c', 'C__c', 'D__c', 'E__c', 'F__c'].map((name) => ({
      name,
      label: name,
      fields: [],
      writes: false,
    }));
    assert.deepEqual(missingFor('least_privilege', { objects }, { ...ACCESS, objects: new Map() }), [
      'Read: A__c, B__c, C__c, D__c and 2 more',
    ]);
  });
});

test('ranks go by what is held together', () => {
  assert.equal(rankOf(new Set(['ModifyAllData', 'CustomizeApplication', 'ManageUsers'])), 'administrator');
  assert.equal(rankOf(new Set(['ModifyAllData', 'CustomizeApplication'])), 'modify_all_data');
  assert.equal(rankOf(new Set(['ViewAllData', 'CustomizeApplication', 'ManageUsers'])), 'view_all_data');
  assert.equal(rankOf(new Set(['CustomizeApplication', 'ManageUsers'])), 'limited');
});

test('what is typed is looked for as it is', () => {
  assert.equal(escapeLike(`50%_O'Neil\\`), `50\\%\\_O\\'Neil\\\\`);
});
