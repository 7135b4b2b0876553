import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import { changeReading, type ReadingSettings } from './change-object.ts';
import { doubtUsage, readBudget } from './read-budget.ts';
import { readPlanFacts } from './read-plan-facts.ts';
import { claimDuePlans, planSoon, writePlan } from './write-plan.ts';

/** How objects are read, and what may be spent on it. */
export function createPlanStore(db: Queryable) {
  return {
    changeReading: (workspaceId: string, sobject: string, settings: ReadingSettings, now: IsoInstant) =>
      changeReading(db, workspaceId, sobject, settings, now),
    readFacts: (workspaceId: string, now: IsoInstant) => readPlanFacts(db, workspaceId, now),
    write: (workspaceId: string, plan: Parameters<typeof writePlan>[2]) => writePlan(db, workspaceId, plan),
    planSoon: (workspaceId: string) => planSoon(db, workspaceId),
    claimDue: (now: IsoInstant, limit: number) => claimDuePlans(db, now, limit),
    readBudget: (workspaceId: string, now: IsoInstant) => readBudget(db, workspaceId, now),
    doubtUsage: (workspaceId: string) => doubtUsage(db, workspaceId),
  };
}
