import type { Caller } from './types.ts';

/** The platform itself: may do everything. No row in User has this id, so nobody can sign in as it. */
export const SYSTEM_USER_ID = '005000000000000AAA';

export function platformCaller(apiVersion = 67): Caller {
  return { userId: SYSTEM_USER_ID, client: null, apiVersion };
}
