import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initials } from './initials.ts';

test('people are shown by first and last name, addresses by their local part', () => {
  assert.equal(initials('Mara van der Lind'), 'ML');
  assert.equal(initials('sync.user@halden.example'), 'SU');
  assert.equal(initials('admin@halden.example'), 'A');
  assert.equal(initials('jo.tester_20975@halden.example'), 'JT');
  assert.equal(initials('sync.2'), 'S');
  assert.equal(initials('Ömer'), 'Ö');
  assert.equal(initials(''), '?');
});
