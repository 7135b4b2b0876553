import type { Plan } from '@sync-user/contract';

export interface BudgetWish {
  readonly sharePercent: number;
  readonly floorPercent: number;
}

/** What a share and a floor come to, in calls a day. */
export interface BudgetEffect {
  /** Calls that reading may make. */
  readonly allowed: number;
  /** Calls that are left to others whatever happens. */
  readonly floor: number;
  /** How the plan of a day stands to what is allowed. */
  readonly plan: 'fits' | 'tight' | 'too_much';
  /** What would be so at once. */
  readonly now: 'goes_on' | 'share_spent' | 'floor_reached';
}

/** From here on polls come at twice their interval. */
const TIGHT = 0.8;

/** Null while the org has not told its limit. Nothing is changed by asking. */
export function budgetEffect(
  { budget, forecast }: Pick<Plan, 'budget' | 'forecast'>,
  { sharePercent, floorPercent }: BudgetWish,
): BudgetEffect | null {
  const { limit, used, ours } = budget;
  if (limit === null) return null;
  const allowed = Math.floor((limit * sharePercent) / 100);
  const floor = Math.ceil((limit * floorPercent) / 100);
  const room = Math.min(allowed, limit - floor);
  return {
    allowed,
    floor,
    plan: forecast.calls > room ? 'too_much' : forecast.calls > TIGHT * room ? 'tight' : 'fits',
    now:
      used !== null && used >= limit - floor ? 'floor_reached' : ours >= allowed ? 'share_spent' : 'goes_on',
  };
}
