import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { createQuietWarnings } from './quiet-warnings.ts';

test('a trouble that repeats many times a second is one line a minute, with its count', () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    {},
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  let now = 0;
  const warn = createQuietWarnings(log, () => now);
  for (let second = 0; second <= 120; second += 1) {
    now = second * 1000;
    for (let time = 0; time < 5; time += 1) warn('the queue is out of reach', 'ECONNREFUSED');
  }
  warn('something else', 'x');
  assert.deepEqual(
    lines.map((line) => [line['msg'], line['alsoSeen']]),
    [
      ['the queue is out of reach', undefined],
      ['the queue is out of reach', 299],
      ['the queue is out of reach', 299],
      ['something else', undefined],
    ],
  );
});
