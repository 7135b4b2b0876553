import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '@sync-user/contract';
import { budgetEffect } from './budget-effect.ts';

const plan = (budget: Partial<Plan['budget']>, calls = 100): Pick<Plan, 'budget' | 'forecast'> => ({
  budget: {
    level: 'plenty',
    limit: 1000,
    used: 300,
    ours: 50,
    at: null,
    sharePercent: 50,
    floorPercent: 10,
    allowed: 500,
    usedPercent: 30,
    says: '',
    levels: [],
    ...budget,
  },
  forecast: { calls, bulkJobs: 0, events: 0, byCause: {} },
});
const wish = (sharePercent: number, floorPercent: number) => ({ sharePercent, floorPercent });

test('a share and a floor come to calls; the floor is rounded in favour of others', () => {
  assert.deepEqual(budgetEffect(plan({ limit: 1005 }), wish(33, 10)), {
    allowed: 331,
    floor: 101,
    plan: 'fits',
    now: 'goes_on',
  });
  assert.equal(budgetEffect(plan({ limit: null }), wish(50, 10)), null);
});

test('a plan is measured against the smaller of share and what the floor leaves', () => {
  const planned = (share: number, floor: number) => budgetEffect(plan({}, 100), wish(share, floor))?.plan;
  assert.equal(planned(13, 0), 'fits');
  assert.equal(planned(12, 0), 'tight');
  assert.equal(planned(9, 0), 'too_much');
  assert.equal(budgetEffect(plan({}, 600), wish(100, 50))?.plan, 'too_much');
});

test('what would stop at once is said', () => {
  assert.equal(budgetEffect(plan({ ours: 50 }), wish(5, 0))?.now, 'share_spent');
  assert.equal(budgetEffect(plan({ used: 600 }), wish(100, 40))?.now, 'floor_reached');
});
