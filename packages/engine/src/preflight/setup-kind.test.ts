import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SETUP_KIND_CHOICES, SETUP_KINDS } from '@sync-user/contract';
import { judgeSetup, type SetupFacts } from './setup-kind.ts';

const PERSON: SetupFacts = {
  username: 'ada@acme.example',
  name: 'Ada Lovelace',
  licence: 'Salesforce',
  apiOnly: false,
  interactiveLogins: 0,
  otherApps: [],
};
const kindOf = (change: Partial<SetupFacts>) => judgeSetup({ ...PERSON, ...change }).kind;

describe('which set-up a user is', () => {
  test('an API-only user that no other app uses is dedicated', () => {
    assert.equal(kindOf({ apiOnly: true, licence: 'Salesforce Integration' }), 'dedicated');
  });
  test('so is a user of another licence that nobody logs in as', () => {
    assert.equal(kindOf({}), 'dedicated');
    assert.equal(kindOf({ name: 'Sync User', interactiveLogins: 2 }), 'dedicated');
  });
  test('other apps make it shared, unless a person works with it', () => {
    assert.equal(kindOf({ apiOnly: true, otherApps: ['Dataloader'] }), 'shared');
    assert.equal(kindOf({ otherApps: ['Dataloader'] }), 'shared');
    assert.equal(kindOf({ otherApps: ['Dataloader'], interactiveLogins: 9 }), 'individual');
    assert.equal(kindOf({ name: 'Integration', otherApps: ['Dataloader'], interactiveLogins: 1 }), 'shared');
  });
  test('logins with a browser make it somebody’s own', () => {
    assert.equal(kindOf({ interactiveLogins: 1 }), 'individual');
    assert.equal(kindOf({ name: 'Sync User', interactiveLogins: 3 }), 'individual');
  });
  test('what could not be read decides nothing', () => {
    assert.equal(kindOf({ otherApps: undefined, interactiveLogins: undefined }), 'unknown');
    assert.equal(kindOf({ apiOnly: true, otherApps: undefined }), 'unknown');
    assert.equal(kindOf({ interactiveLogins: undefined }), 'unknown');
  });
  test('the evidence says what was seen, and nothing that was not', () => {
    const { evidence } = judgeSetup({ ...PERSON, otherApps: ['Dataloader', 'Gong'], interactiveLogins: 1 });
    assert.deepEqual(evidence, [
      'Licence: Salesforce.',
      'Other apps use this user: Dataloader, Gong.',
      'Logged in with a browser once in the last 30 days.',
    ]);
    const unseen = judgeSetup({ ...PERSON, licence: '', otherApps: undefined, interactiveLogins: undefined });
    assert.deepEqual(unseen.evidence, []);
  });
});

test('every set-up has pros and cons, and one is recommended', () => {
  for (const kind of SETUP_KINDS) {
    assert.notDeepEqual(SETUP_KIND_CHOICES[kind].pros, []);
    assert.notDeepEqual(SETUP_KIND_CHOICES[kind].cons, []);
  }
  assert.deepEqual(
    SETUP_KINDS.filter((kind) => SETUP_KIND_CHOICES[kind].recommended),
    ['dedicated'],
  );
});
