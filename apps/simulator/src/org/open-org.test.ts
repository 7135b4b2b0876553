import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openOrg } from './open-org.ts';

test('the second new org of a process has what the first began with, and nothing of what came after', () => {
  const later = { now: () => Date.parse('2030-01-01T00:00:00Z') };
  const first = openOrg({ clock: later });
  const begun = first.objects().map(({ name }) => name);
  first.defineObject({ name: 'Own__c', fields: [] });
  first.changeSetup({ advancedCurrencyManagement: true });
  first.load('Account', [{ Name: 'Acme' }]);
  const earlier = { now: () => Date.parse('2026-01-01T00:00:00Z') };
  const second = openOrg({ clock: earlier });
  try {
    assert.notEqual(second.organizationId, first.organizationId);
    assert.deepEqual(
      second.objects().map(({ name }) => name),
      begun,
    );
    assert.equal(second.countRows('Account'), 0);
    assert.equal(second.setup.advancedCurrencyManagement, false);
    assert.equal(second.schemaModifiedAt(), earlier.now());
    assert.deepEqual(second.object('Account'), first.object('Account'));
  } finally {
    first.close();
    second.close();
  }
});
