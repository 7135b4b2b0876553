import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { throttle } from './throttle.ts';

test('a burst runs at once and once more at the end, and silence runs nothing', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  let runs = 0;
  const stop = new AbortController();
  const run = throttle(() => (runs += 1), 1000, stop.signal);
  for (let call = 0; call < 10; call++) run();
  assert.equal(runs, 1);
  mock.timers.tick(1000);
  assert.equal(runs, 2);
  mock.timers.tick(10_000);
  assert.equal(runs, 2);
  run();
  assert.equal(runs, 3);
});

test('after the end nothing runs any more', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  let runs = 0;
  const stop = new AbortController();
  const run = throttle(() => (runs += 1), 1000, stop.signal);
  run();
  run();
  stop.abort();
  mock.timers.tick(5000);
  run();
  assert.equal(runs, 1);
});
