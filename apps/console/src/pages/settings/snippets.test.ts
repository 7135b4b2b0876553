import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCurl, toIdentifier, toSql } from './snippets.ts';

const live = (name: string) => ({ name, table: name.toLowerCase(), state: 'live' as const });

test('names that are words of SQL are quoted, others are left readable', () => {
  assert.equal(toIdentifier('account'), 'account');
  assert.equal(toIdentifier('order'), '"order"');
  assert.equal(toIdentifier('Weird"Name'), '"Weird""Name"');
});

test('with accounts and opportunities the query joins them', () => {
  const sql = toSql('crm_acme', [live('Opportunity'), live('Account')]);
  assert.match(sql, /from crm_acme\.account a\njoin crm_acme\.opportunity o/);
});

test('otherwise it reads a table that has rows, before one that is still loading', () => {
  const sql = toSql('crm_acme', [{ ...live('Case'), state: 'loading' }, live('User')]);
  assert.match(sql, /from crm_acme\."user"\n/);
  assert.match(toSql('crm_acme', []), /from crm_acme\.account\n/);
});

test('the API call reads an object of this workspace with a key from the environment', () => {
  const curl = toCurl('https://sync.example', 'acme', [live('Contact')]);
  assert.match(curl, /https:\/\/sync\.example\/api\/v1\/workspaces\/acme\/objects\/Contact\/records/);
  assert.match(curl, /\$SYNC_USER_API_KEY/);
});
