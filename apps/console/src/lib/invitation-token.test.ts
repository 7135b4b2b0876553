import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetInvitationToken, invitationToken, noteInvitationToken } from './invitation-token.ts';

test('the token is taken from the fragment, kept, and forgotten once used', () => {
  assert.equal(noteInvitationToken('#token=a-b_c'), true);
  assert.equal(invitationToken(), 'a-b_c');
  assert.equal(noteInvitationToken(''), false, 'the cleaned address does not lose it');
  assert.equal(invitationToken(), 'a-b_c');
  forgetInvitationToken();
  assert.equal(invitationToken(), undefined);
});

test('a fragment without a token is none', () => {
  for (const fragment of ['', '#', 'token=', '#other=1']) assert.equal(noteInvitationToken(fragment), false);
  assert.equal(invitationToken(), undefined);
});
