import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AvailableObject } from '@sync-user/contract';
import { findObjects, inGoodOrder } from './find-objects.ts';

const object = (name: string, options: Partial<AvailableObject> = {}): AvailableObject => ({
  name,
  label: name,
  custom: name.endsWith('__c'),
  selected: false,
  recommended: true,
  notSyncable: null,
  ...options,
});
const names = (objects: readonly AvailableObject[]): readonly string[] => objects.map(({ name }) => name);

test('what others point to is loaded first, custom objects last', () => {
  const shuffled = ['Task', 'Widget__c', 'Opportunity', 'Asset__c', 'Account', 'Case', 'Contact'];
  assert.deepEqual(names(inGoodOrder(shuffled.map((name) => object(name)))), [
    'Account',
    'Contact',
    'Opportunity',
    'Case',
    'Task',
    'Asset__c',
    'Widget__c',
  ]);
});

test('the kind decides what is shown until something is searched', () => {
  const all = [
    object('Account'),
    object('Case', { recommended: false }),
    object('Widget__c', { recommended: false }),
  ];
  assert.deepEqual(names(findObjects(all, 'recommended', '')), ['Account']);
  assert.deepEqual(names(findObjects(all, 'custom', ' ')), ['Widget__c']);
  assert.deepEqual(names(findObjects(all, 'recommended', 'widg')), ['Widget__c']);
});
