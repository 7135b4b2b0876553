import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleIn } from './role.ts';

const session = { email: 'mara@acme.example', name: 'Mara', workspaces: ['acme'], isOperator: false };

test('a person is what the workspace says, and nobody elsewhere', () => {
  const mara = { ...session, roles: { acme: 'member' as const } };
  assert.equal(roleIn(mara, 'acme'), 'member');
  assert.equal(roleIn(mara, 'globex'), undefined);
});

test('an operator is an admin everywhere', () => {
  assert.equal(roleIn({ ...session, isOperator: true, roles: { acme: 'member' } }, 'acme'), 'admin');
  assert.equal(roleIn({ ...session, isOperator: true, roles: {} }, 'globex'), 'admin');
});
