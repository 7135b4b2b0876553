import type { BudgetLevel } from '@sync-user/contract';
import { toEpochMs } from '../ports/clock.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { ADMISSIONS, SAFETY_READ_SECONDS } from './budget.ts';

/** How often an object is read at a level: its period doubled, as often as it takes, so that reads still fall together. */
export function stretched(everySeconds: number, level: BudgetLevel): number {
  const admission = ADMISSIONS[level].poll;
  // Where no poll is admitted none is put off: what is due is read as soon as calls come back.
  if (admission === 'yes' || admission === 'no') return everySeconds;
  if (admission === 'slowly') return everySeconds * 2;
  let seconds = everySeconds * 2;
  while (seconds < SAFETY_READ_SECONDS) seconds *= 2;
  return seconds;
}

/** Whether a read that is due is worth a call at this level. Those that were planned in better times may come too early. */
export function isWanted(object: StoredObject, level: BudgetLevel, nowMs: number): boolean {
  if (ADMISSIONS[level].poll !== 'rarely' || object.cursor === null) return true;
  const ageMs = nowMs - toEpochMs(object.cursor.readThrough);
  // A read falls on a fixed moment, which may lie a little before the whole period has passed.
  return ageMs < 0 || ageMs >= stretched(object.everySeconds, level) * 500;
}
