import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './steps.ts';
import { groupFiles, LONG, writeGroups } from './test-groups.ts';

const files = globSync('{packages,apps,tests,scripts}/**/*.test.ts', {
  cwd: ROOT,
  exclude: (path) => path.includes('node_modules'),
}).sort();

test('every file is in one group, and the longest are by themselves', () => {
  const groups = groupFiles(files);
  assert.deepEqual(groups.flat().sort(), files);
  assert.ok(groups.every((group) => group.length > 0));
  for (const start of LONG) {
    const own = groups.filter((group) => group.some((file) => file.startsWith(start)));
    assert.ok(own.length > 0, `there is no file ${start}`);
    assert.ok(own.every((group) => group.length === 1));
  }
});

test('what computes all the time is spread over what waits, and what is quick comes last', () => {
  const firsts = groupFiles(files).map(([file = '']) => file);
  const places = firsts.flatMap((file, at) => (file.startsWith('tests/simulation/') ? [at] : []));
  assert.ok(places.length > 2);
  const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  assert.ok(Math.min(...gaps) > 5, `random histories begin at ${places.join(', ')}`);
  assert.match(firsts.at(-1) ?? '', /^(?:apps|packages|scripts)\//);
});

test('the files of a group run one after the other with hooks of their own, and a failure names its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'test-groups-'));
  try {
    const file = (name: string, body: string): string => {
      writeFileSync(
        join(folder, `${name}.test.mjs`),
        `import { after, before, beforeEach, test } from 'node:test';
         before(() => console.log('${name} begins'));
         beforeEach((t) => console.log('${name} before ' + t.name));
         test('early', () => {});
         await new Promise((done) => setTimeout(done, 20));
         after(() => console.log('${name} ends'));
         ${body}`,
      );
      return join(folder, `${name}.test.mjs`);
    };
    const [module = ''] = writeGroups(join(folder, 'groups'), [
      [
        file('one', `test('a', () => console.log('a runs'));`),
        file('two', `test('b', () => { throw new Error('b is broken'); });`),
        file('three', `test('c', () => console.log('c runs'));`),
      ],
    ]);
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout, status } = spawnSync(process.execPath, ['--test-reporter=tap', module], {
      encoding: 'utf8',
      env,
    });
    assert.equal(status, 1);
    assert.deepEqual(stdout.match(/^\w+ (?:begins|ends|runs|before \w+)$/gm), [
      'one begins',
      'one before early',
      'one before a',
      'a runs',
      'one ends',
      'two begins',
      'two before early',
      'two before b',
      'two ends',
      'three begins',
      'three before early',
      'three before c',
      'c runs',
      'three ends',
    ]);
    assert.deepEqual(
      stdout.match(/^ *not ok .*$/gm)?.map((line) => line.trim().slice(0, 12)),
      ['not ok 3 - b', `not ok 2 - /`],
    );
    assert.match(stdout, /location: '.*two\.test\.mjs:7:/);
    assert.match(stdout, /error: 'b is broken'/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
