import type { DatabaseSync } from 'node:sqlite';
import { makeId } from '../org/ids.ts';

/** Never the id of a deleted job: a client may still hold that one. */
export function takeJobId(database: DatabaseSync): string {
  const row = database
    .prepare(
      `insert into sim_setting (name, value) values ('bulkJobNumber', '1')
       on conflict (name) do update set value = cast(value as integer) + 1 returning value`,
    )
    .get();
  return makeId('750', Number(row?.['value']));
}
