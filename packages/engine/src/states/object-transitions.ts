import type { ObjectState } from '@sync-user/contract';

export type ObjectEvent = 'start_load' | 'load_done' | 'fail' | 'retry_load' | 'retry_poll' | 'reload';

/**
 * Every state × event of a selected object; the drawing is beside `ObjectState`.
 * `retry_load` is for an object that was never loaded, `retry_poll` for one that was.
 */
export const OBJECT_TRANSITIONS: Record<
  ObjectState,
  Record<ObjectEvent, ObjectState | 'illegal' | 'ignored'>
> = {
  waiting: {
    start_load: 'loading',
    load_done: 'illegal',
    fail: 'failed',
    retry_load: 'ignored',
    retry_poll: 'illegal',
    reload: 'ignored',
  },
  loading: {
    start_load: 'ignored', // a worker that takes over after a crash starts again where the first stopped
    load_done: 'live',
    fail: 'failed',
    retry_load: 'ignored',
    retry_poll: 'illegal',
    reload: 'ignored',
  },
  live: {
    start_load: 'illegal', // a reload goes through waiting, so that one worker claims it
    load_done: 'ignored',
    fail: 'failed',
    retry_load: 'illegal',
    retry_poll: 'ignored',
    reload: 'waiting',
  },
  failed: {
    start_load: 'illegal',
    load_done: 'illegal',
    fail: 'ignored',
    retry_load: 'waiting',
    retry_poll: 'live',
    reload: 'waiting',
  },
};

/** The state after `event`. Throws on an illegal pair: that is a bug, not an outcome. */
export function nextObjectState(state: ObjectState, event: ObjectEvent): ObjectState {
  const next = OBJECT_TRANSITIONS[state][event];
  if (next === 'illegal') throw new Error(`object is ${state}; ${event} is illegal`);
  return next === 'ignored' ? state : next;
}
