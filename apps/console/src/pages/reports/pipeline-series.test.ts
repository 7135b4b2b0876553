import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PipelinePoint } from '@sync-user/contract';
import { lastDayOf, markPoint, pipelineSeries } from './pipeline-series.ts';

const point = (at: string, stages: PipelinePoint['stages']): PipelinePoint => ({ from: at, at, stages });
const open = (stage: string, amount: string | null) => ({
  stage,
  kind: 'open' as const,
  opportunities: 1,
  amount,
  unconverted: amount === null ? 1 : 0,
});

test('open stages stand on each other; closed ones are left to the table; an unknown amount is no zero', () => {
  const { stages, stacked, unknown } = pipelineSeries([
    point('2026-01-01', [open('A', '10'), { ...open('Won', '99'), kind: 'won' }]),
    point('2026-02-01', [open('A', '5'), open('B', '7.5')]),
    point('2026-03-01', [open('B', null)]),
  ]);
  assert.deepEqual(stages, ['A', 'B']);
  assert.deepEqual(stacked, [
    [10, 5, 0],
    [10, 12.5, 0],
  ]);
  assert.deepEqual(unknown, ['2026-03-01']);
});

test('a point has the name of its interval and ends with its last day', () => {
  const november: PipelinePoint = { from: '2026-11-01', at: '2026-12-01', stages: [] };
  assert.deepEqual(
    (['day', 'week', 'month', 'quarter'] as const).map((interval) => markPoint(november, interval)),
    ['1 Nov', '1 Nov', 'Nov', 'Q4'],
  );
  assert.equal(lastDayOf(november).slice(0, 10), '2026-11-30');
});
