import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeAction, describeActor, describeTarget, toCsv } from './audit-words.ts';

test('actions and actors are told in words', () => {
  assert.equal(describeAction('member.invited'), 'invited member');
  assert.equal(describeAction('webhook_secret.created'), 'created webhook secret');
  assert.equal(describeAction('session.begun'), 'signed in');
  assert.equal(describeAction('reset'), 'reset');
  assert.deepEqual(describeActor('user:mara@acme.example'), { name: 'mara@acme.example', kind: 'person' });
  assert.deepEqual(describeActor('key:ci:nightly'), { name: 'ci:nightly', kind: 'key' });
  assert.deepEqual(describeActor('system'), { name: 'Sync User itself', kind: 'system' });
});

test('ids of ours give way to the Salesforce user they stand for', () => {
  const id = '9b9100cf-9b48-402a-94f0-617da2a29282';
  const user = 'sync@acme.example';
  assert.deepEqual(describeTarget({ target: id, asUser: user }), { text: user, id });
  assert.deepEqual(describeTarget({ target: id, asUser: null }), { text: null, id });
  assert.deepEqual(describeTarget({ target: 'Account', asUser: user }), { text: 'Account', id: null });
});

test('the table for spreadsheets is quoted, and nothing in it runs as a formula', () => {
  const csv = toCsv([
    {
      id: 7,
      at: '2026-11-22T02:00:00.000Z',
      actor: 'user:ada@acme.example',
      action: 'member.invited',
      target: '=HYPERLINK("x")',
      asUser: null,
      details: { role: 'admin' },
    },
  ]);
  const [head, row, rest] = csv.split('\r\n');
  assert.equal(head, 'id,at,actor,action,target,as_user,details');
  assert.equal(
    row,
    `7,2026-11-22T02:00:00.000Z,user:ada@acme.example,member.invited,"'=HYPERLINK(""x"")",,"{""role"":""admin""}"`,
  );
  assert.equal(rest, '');
});
