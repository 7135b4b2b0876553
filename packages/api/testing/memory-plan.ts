import type { ApiBudget, ObjectSettings, SelectedObjectDetail } from '@sync-user/contract';
import type { PlanServices } from '../src/reading-services.ts';
import { SAMPLE_AT } from './samples.ts';

const COST = { calls: 48, bulkJobs: 0, events: 0 };
const BUDGET: ApiBudget = {
  level: 'plenty',
  limit: 15_000,
  used: 212,
  ours: 12,
  at: SAMPLE_AT,
  sharePercent: 50,
  floorPercent: 2,
  allowed: 7_500,
  usedPercent: 1.4,
  says: 'Everything is read as often as wanted.',
  levels: [{ level: 'plenty', from: 'below 80 %', does: 'Everything is read.' }],
};

/** Plans in memory: shapes, no rules. */
export function memoryPlan(world: {
  readonly change: (workspaceId: string, object: string, settings: ObjectSettings) => SelectedObjectDetail;
  readonly connected: (workspaceId: string) => unknown;
}): PlanServices {
  return {
    changeObject: async (id, object, settings) => world.change(id, object, settings),
    read: async () => ({
      plannedAt: SAMPLE_AT,
      objects: [],
      forecast: { ...COST, byCause: { poll: 48 } },
      measured: { ...COST, byCause: { poll: 48 }, hours: 24 },
      modes: { poll: COST, events: null },
      events: { possible: false, why: 'Nothing is selected.', objects: [], entityLimit: 5, dailyLimit: null },
      census: { everyHours: 24 },
      budget: BUDGET,
      fits: true,
    }),
    forecast: async (id, { objects }) => {
      world.connected(id);
      return {
        objects: objects.map(({ name }) => ({
          name,
          rows: 1000,
          firstLoad: { by: 'bulk' as const, calls: 6, bulkJobs: 1, megabytes: 1, minutes: 0.5 },
          transport: 'poll' as const,
          perDay: { poll: COST, events: null },
          why: 'It has no change events.',
        })),
        before: COST,
        after: COST,
        budget: BUDGET,
        fits: true,
      };
    },
  };
}
