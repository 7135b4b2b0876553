import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CALL_CAUSES, BUDGET_LEVELS } from '@sync-user/contract';
import fc from 'fast-check';
import { toInstant } from '../ports/clock.ts';
import { ADMISSIONS, type BudgetFacts, budgetLevel, mayCall, PROBE_AFTER_MS } from './budget.ts';
import { stretched } from './stretch.ts';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const facts = (used: number, ours: number, more: Partial<BudgetFacts> = {}): BudgetFacts => ({
  org: { used, limit: 1000, at: toInstant(NOW) },
  ours,
  sharePercent: 50,
  floorPercent: 2,
  ...more,
});

describe('the budget of calls', () => {
  test('levels by the org’s use, our share and the floor', () => {
    assert.equal(budgetLevel(facts(100, 100)), 'plenty');
    assert.equal(budgetLevel(facts(799, 10)), 'plenty');
    assert.equal(budgetLevel(facts(800, 10)), 'tight');
    assert.equal(budgetLevel(facts(500, 400)), 'tight');
    assert.equal(budgetLevel(facts(950, 10)), 'scarce');
    assert.equal(budgetLevel(facts(500, 475)), 'scarce');
    assert.equal(budgetLevel(facts(500, 500)), 'share_spent');
    assert.equal(budgetLevel(facts(980, 10)), 'spent');
    assert.equal(budgetLevel({ ...facts(0, 0), org: null }), 'plenty');
  });

  test('people’s writes outlast every read, and a login is never refused', () => {
    for (const level of BUDGET_LEVELS) {
      assert.equal(ADMISSIONS[level].connect, 'yes');
      for (const cause of CALL_CAUSES) {
        if (cause !== 'connect' && ADMISSIONS[level].write === 'no')
          assert.equal(ADMISSIONS[level][cause], 'no');
      }
    }
    assert.equal(ADMISSIONS.share_spent.write, 'yes');
  });

  test('a scarcer level never allows more', () => {
    const order = ['no', 'rarely', 'slowly', 'yes'];
    for (const cause of CALL_CAUSES) {
      const ranks = BUDGET_LEVELS.map((level) => order.indexOf(ADMISSIONS[level][cause]));
      assert.deepEqual(
        ranks,
        ranks.toSorted((a, b) => b - a),
        cause,
      );
    }
    for (const every of [60, 300, 1800, 86_400]) {
      assert.equal(stretched(every, 'plenty'), every);
      assert.equal(stretched(every, 'tight'), every * 2);
      assert.ok(stretched(every, 'scarce') >= 4 * 3600);
    }
  });

  test('no read ever takes the org below the floor, and ours never exceeds the share', () => {
    const life = fc.array(
      fc.record({ cause: fc.constantFrom(...CALL_CAUSES), others: fc.integer({ min: 0, max: 40 }) }),
      { maxLength: 600 },
    );
    fc.assert(
      fc.property(
        life,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 50 }),
        (calls, sharePercent, floorPercent) => {
          let used = 0;
          let ours = 0;
          const limit = 400;
          const floor = Math.ceil((limit * floorPercent) / 100);
          for (const { cause, others } of calls) {
            used = Math.min(limit, used + others);
            const now: BudgetFacts = {
              org: { used, limit, at: toInstant(NOW) },
              ours,
              sharePercent,
              floorPercent,
            };
            if (cause === 'connect' || mayCall(now, cause, NOW) === 'no') continue;
            assert.ok(used + 1 <= limit - floor, `${used} used, floor ${floor}`);
            if (cause !== 'write') assert.ok(ours + 1 <= Math.floor((limit * sharePercent) / 100));
            used += 1;
            ours += 1;
          }
        },
      ),
    );
  });

  test('while calls are spent, one is risked every fifteen minutes; our own share is known and needs none', () => {
    assert.equal(mayCall(facts(1000, 10), 'poll', NOW + PROBE_AFTER_MS - 1), 'no');
    assert.equal(mayCall(facts(1000, 10), 'poll', NOW + PROBE_AFTER_MS), 'yes');
    assert.equal(mayCall(facts(500, 500), 'poll', NOW + PROBE_AFTER_MS), 'no');
  });
});
