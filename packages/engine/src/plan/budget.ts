import type { ApiBudget, BudgetLevel, CallCause } from '@sync-user/contract';
import { type IsoInstant, toEpochMs } from '../ports/clock.ts';

/** What is known of the org's calls in the last 24 hours. */
export interface BudgetFacts {
  /** What the org said last; null before the first call. Calls of all its clients, ours among them. */
  readonly org: { readonly used: number; readonly limit: number; readonly at: IsoInstant } | null;
  /** Our own counted calls, from the ledger. */
  readonly ours: number;
  readonly sharePercent: number;
  readonly floorPercent: number;
}

/** Of the org's limit, and of our share. */
export const TIGHT_PERCENT = 80;
export const SCARCE_PERCENT = 95;

/** Even where calls are scarce, each object is read once in this time; so are objects that events feed. */
export const SAFETY_READ_SECONDS = 4 * 3600;

/** While calls are spent, one is risked after this long to see whether some have come back. */
export const PROBE_AFTER_MS = 15 * 60_000;

/** What a call of a cause meets. `slowly`: polls come at twice their interval. `rarely`: safety reads alone. */
export type Admission = 'yes' | 'slowly' | 'rarely' | 'no';

/**
 * What may be asked of the org at which level. People's writes outlast everything that reads: they stop at the floor
 * only. A login must not fail because data was read, so `connect` is never refused; it is rare and mostly free.
 */
export const ADMISSIONS: Readonly<Record<BudgetLevel, Readonly<Record<CallCause, Admission>>>> = {
  plenty: everything('yes'),
  tight: { ...everything('yes'), poll: 'slowly', backfill: 'no', census: 'no', formula: 'no' },
  scarce: {
    ...everything('no'),
    connect: 'yes',
    write: 'yes',
    check: 'yes',
    poll: 'rarely',
    drain: 'yes',
    event: 'yes',
    repair: 'yes',
  },
  share_spent: { ...everything('no'), connect: 'yes', write: 'yes' },
  spent: { ...everything('no'), connect: 'yes' },
};

/** How scarce calls are. */
export function budgetLevel(facts: BudgetFacts): BudgetLevel {
  if (facts.org === null) return 'plenty';
  const { used, limit } = facts.org;
  // The floor is rounded up and the limit itself belongs to nobody: one call less than both is the last.
  if (used >= limit - Math.ceil((limit * facts.floorPercent) / 100)) return 'spent';
  if (facts.ours >= allowedCalls(facts)) return 'share_spent';
  const percent = usedPercent(facts) ?? 0;
  if (percent >= SCARCE_PERCENT) return 'scarce';
  return percent >= TIGHT_PERCENT ? 'tight' : 'plenty';
}

/** Calls a day that reading may make: our share of the limit. Infinite before the org said anything. */
export function allowedCalls(facts: BudgetFacts): number {
  return facts.org === null
    ? Number.POSITIVE_INFINITY
    : Math.floor((facts.org.limit * facts.sharePercent) / 100);
}

/** Whether a call may be made now. While calls are spent, one now and then finds out whether some have come back. */
export function mayCall(facts: BudgetFacts, cause: CallCause, nowMs: number): Admission {
  const level = budgetLevel(facts);
  const admission = ADMISSIONS[level][cause];
  const isStale = facts.org !== null && nowMs - toEpochMs(facts.org.at) >= PROBE_AFTER_MS;
  return admission === 'no' && level === 'spent' && isStale ? 'yes' : admission;
}

/** The budget as people see it. */
export function describeBudget(facts: BudgetFacts): ApiBudget {
  const level = budgetLevel(facts);
  const allowed = allowedCalls(facts);
  return {
    level,
    limit: facts.org?.limit ?? null,
    used: facts.org?.used ?? null,
    ours: facts.ours,
    at: facts.org?.at ?? null,
    sharePercent: facts.sharePercent,
    floorPercent: facts.floorPercent,
    allowed: Number.isFinite(allowed) ? allowed : null,
    usedPercent: usedPercent(facts),
    says: LEVEL_WORDS[level].now,
    levels: [
      { level: 'plenty', from: `below ${TIGHT_PERCENT} %`, does: LEVEL_WORDS.plenty.does },
      {
        level: 'tight',
        from: `${TIGHT_PERCENT} % of the org’s limit, or of our share`,
        does: LEVEL_WORDS.tight.does,
      },
      {
        level: 'scarce',
        from: `${SCARCE_PERCENT} % of the org’s limit, or of our share`,
        does: LEVEL_WORDS.scarce.does,
      },
      {
        level: 'share_spent',
        from: `our share (${facts.sharePercent} % of the limit) is used`,
        does: LEVEL_WORDS.share_spent.does,
      },
      {
        level: 'spent',
        from: `${100 - facts.floorPercent} % of the org’s limit: the rest is left to others`,
        does: LEVEL_WORDS.spent.does,
      },
    ],
  };
}

const LEVEL_WORDS: Readonly<Record<BudgetLevel, { readonly now: string; readonly does: string }>> = {
  plenty: { now: 'Everything is read as often as wanted.', does: 'Everything is read.' },
  tight: {
    now: 'API calls are getting scarce: polls come at twice their interval; census, formulas and backfills wait.',
    does: 'Polls come at twice their interval. Census, formulas and backfills wait.',
  },
  scarce: {
    now: 'API calls are scarce: people’s writes, repairs and one read of each object every 4 hours go on.',
    does: 'People’s writes, repairs and one read of each object every 4 hours go on; loads wait.',
  },
  share_spent: {
    now: 'Our share of the org’s API calls is used: people’s writes go on, reading waits for the 24-hour window.',
    does: 'Reading waits. People’s writes go on.',
  },
  spent: {
    now: 'The org’s API calls are used up to the floor: nothing is asked but one call every 15 minutes, to see whether some have come back.',
    does: 'Nothing is asked but one call every 15 minutes, to see whether some have come back.',
  },
};

/** The higher of the org's use of its limit and our use of our share, in percent with one decimal. */
function usedPercent(facts: BudgetFacts): number | null {
  if (facts.org === null) return null;
  const { used, limit } = facts.org;
  const allowed = allowedCalls(facts);
  const org = limit === 0 ? 100 : (100 * used) / limit;
  const ours = allowed === 0 ? 100 : (100 * facts.ours) / allowed;
  return Math.round(Math.max(org, ours) * 10) / 10;
}

function everything(admission: Admission): Record<CallCause, Admission> {
  return {
    connect: admission,
    describe: admission,
    load: admission,
    poll: admission,
    drain: admission,
    backfill: admission,
    event: admission,
    repair: admission,
    census: admission,
    formula: admission,
    write: admission,
    check: admission,
  };
}
