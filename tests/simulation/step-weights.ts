const EVENT_WEIGHTS = {
  sync: 12,
  asleep: 4,
  kill: 3,
  census: 1,
  follow: 26,
  'dying follower': 5,
  'sleeping follower': 8,
  gap: 4,
  untold: 9,
  move: 1,
  days: 1,
  mode: 3,
} as const;

const STEP_WEIGHTS = {
  act: 34,
  sync: 26,
  asleep: 6,
  pass: 12,
  hold: 4,
  release: 5,
  fault: 9,
  kill: 6,
  cut: 3,
  sight: 2,
  census: 3,
  field: 1,
  limit: 1,
  skew: 1,
  scene: 5,
} as const;

export type Step = keyof typeof STEP_WEIGHTS | keyof typeof EVENT_WEIGHTS;
const NO_EVENTS = {
  follow: 0,
  'dying follower': 0,
  'sleeping follower': 0,
  gap: 0,
  untold: 0,
  move: 0,
  days: 0,
  mode: 0,
} as const;

/** What the sync user may lose and get back; fields that a history never writes. */
export const HIDEABLE = [
  ['Account', 'Phone'],
  ['Contact', 'Department'],
  ['Widget__c', 'Title__c'],
] as const;

/** How often each step is taken, in histories with change events and without. */
export function stepWeights(byEvents: boolean): Readonly<Record<Step, number>> {
  return byEvents ? { ...STEP_WEIGHTS, ...EVENT_WEIGHTS } : { ...NO_EVENTS, ...STEP_WEIGHTS };
}
