import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Load, SelectedObject } from '@sync-user/contract';
import { sampleObject } from '@sync-user/api/testing';
import { createLiveLines } from './live-lines.ts';
import { createPaceMeter, describeLoad } from './load-progress.ts';
import type { Terminal } from './terminal.ts';

function loading(rowsLoaded: number, load: Partial<Load> = {}): SelectedObject {
  const startedAt = '2026-03-01T09:30:00.000Z';
  return sampleObject('Account', {
    state: 'loading',
    load: {
      phase: 'copying',
      rowsLoaded,
      rowsExpected: 1000,
      pagesLoaded: 1,
      startedAt,
      finishedAt: null,
      rowsPerSecond: null,
      secondsLeft: null,
      attempts: 1,
      ranges: [],
      ...load,
    },
  });
}

test('the pace is that of the last seconds, and says when the rest will be there', () => {
  const paceOf = createPaceMeter();
  assert.equal(paceOf(loading(0), 0), undefined);
  assert.deepEqual(paceOf(loading(200), 2000), { rowsPerSecond: 100 });
  assert.deepEqual(paceOf(loading(800), 13_000), undefined);
  const pace = paceOf(loading(900), 14_000);
  assert.deepEqual(pace, { rowsPerSecond: 100 });
  assert.match(describeLoad(loading(900), pace), /90 % {2}900 of 1,000 rows · 100 rows\/s · 1 s left$/);
});

test('a load that begins again is measured anew', () => {
  const paceOf = createPaceMeter();
  paceOf(loading(500), 0);
  assert.equal(paceOf(loading(0), 1000), undefined);
  assert.deepEqual(paceOf(loading(50), 2000), { rowsPerSecond: 50 });
});

test('each phase has its words, an empty object has a whole bar, and more rows than expected are no more than all', () => {
  assert.equal(
    describeLoad(loading(0, { phase: 'job_running', rowsExpected: null }), undefined),
    'Salesforce prepares the rows',
  );
  assert.equal(describeLoad(loading(70, { rowsExpected: null }), undefined), 'copying, 70 rows');
  assert.match(describeLoad(loading(0, { rowsExpected: 0 }), undefined), /100 %/);
  assert.match(describeLoad(loading(1200), undefined), /100 % {2}1,200 of 1,000/);
  assert.equal(
    describeLoad(sampleObject('Account', { state: 'waiting' }), undefined),
    'waiting for its turn',
  );
});

function recordTerminal(isTty: boolean): { terminal: Terminal; written: () => string } {
  let text = '';
  const terminal: Terminal = {
    isTty,
    columns: 20,
    line: (line = '') => void (text += `${line}\n`),
    raw: (raw) => void (text += raw),
    note: () => undefined,
    json: () => undefined,
    style: (_style, styled) => styled,
  };
  return { terminal, written: () => text };
}

test('on a terminal lines are replaced in place, and cut so that they cannot wrap', () => {
  const { terminal, written } = recordTerminal(true);
  const live = createLiveLines(terminal);
  live.show([
    { key: 'a', text: 'one', milestone: '1' },
    { key: 'b', text: 'x'.repeat(50), milestone: '1' },
  ]);
  live.show([{ key: 'a', text: 'two', milestone: '1' }]);
  assert.equal(written(), `one\n${'x'.repeat(19)}\n\x1b[2A\x1b[0Jtwo\n`);
});

test('elsewhere a line comes only with a milestone', () => {
  const { terminal, written } = recordTerminal(false);
  const live = createLiveLines(terminal);
  for (const [text, milestone] of [
    ['10 %', '1'],
    ['15 %', '1'],
    ['20 %', '2'],
  ] as const) {
    live.show([{ key: 'a', text, milestone }]);
  }
  assert.equal(written(), '10 %\n20 %\n');
});
