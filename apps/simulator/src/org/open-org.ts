import { STANDARD_OBJECTS } from '../standard/index.ts';
import { SqliteOrg } from './sqlite-org.ts';
import { openDatabase } from './storage/database.ts';
import type { Org, OrgClock } from './types.ts';

export interface OpenOrgOptions {
  /** Where the org lives; without it, in a temporary file that is gone when the org closes. */
  readonly file?: string;
  readonly clock?: OrgClock;
}

/** A new org as the process made its first: copying it is quicker than making some hundred tables again. */
let newOrg: Uint8Array | undefined;

/** Opens the org in the file as it was left, or a new one with the standard objects. */
export function openOrg(options: OpenOrgOptions = {}): Org {
  const opened = openDatabase(options.file, newOrg);
  const org = new SqliteOrg(opened, options.clock ?? { now: () => Date.now() }, STANDARD_OBJECTS);
  if (opened.isNew) newOrg ??= opened.content();
  return org;
}
