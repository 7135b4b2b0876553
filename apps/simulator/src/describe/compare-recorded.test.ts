import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRecorded, judge, shapeOf, withoutIds } from '../../testing/compare-recorded.ts';

const FIXTURE = 'describes/x.json';
const ours = {
  fields: [
    { name: 'A', length: 1 },
    { name: 'B', length: 2 },
  ],
  url: 'http://a/v48.0/x',
};
const recorded = {
  fields: [
    { name: 'B', length: 3 },
    { name: 'C', length: 1 },
  ],
  url: 'https://b/vxx.0/x',
};

test('lists are compared by name, instances and versions not at all', () => {
  assert.deepEqual(compareRecorded(ours, recorded), [
    { where: 'fields.A', ours: 'present', recorded: 'absent' },
    { where: 'fields.B.length', ours: 2, recorded: 3 },
    { where: 'fields.C', ours: 'absent', recorded: 'present' },
  ]);
});

test('what nobody listed is told, and so is what is listed and no more', () => {
  const entry = (where: string, mine: string, theirs: string) => ({
    fixture: FIXTURE,
    where,
    ours: mine,
    recorded: theirs,
    reason: 'a reason',
  });
  const list = [
    entry('fields.A fields.Gone', 'present', 'absent'),
    entry('fields.B.length', '2', '4'),
    entry('fields.*', 'absent', 'present'),
  ];
  assert.deepEqual(judge(list, FIXTURE, compareRecorded(ours, recorded)), {
    unlisted: ['fields.B.length: ours 2, recorded 3'],
    gone: [`${FIXTURE} fields.Gone`, `${FIXTURE} fields.B.length`],
  });
});

test('ids are left out, shapes are kinds of values', () => {
  assert.deepEqual(withoutIds({ id: '001ak00000OQTieAAH', text: 'Recommendationstext' }), {
    id: '#',
    text: 'Recommendationstext',
  });
  assert.deepEqual(shapeOf({ a: [{ b: null }, 2], c: 1 }), { a: [{ b: 'null' }], c: 'number' });
});
