/** What UserRecordAccess says of a row, as SQL over the row. */
import type { ObjectModel } from '../schema/schema.ts';
import type { ObjectAccess } from '../types.ts';
import type { RecordFlag } from './probe-objects.ts';
import type { RowRight, RowSharing } from './row-sharing.ts';

export type RowRights = Readonly<Record<RecordFlag | 'MaxAccessLevel', string>>;

/** Each right needs the ones before it. Source: Object Reference, UserRecordAccess; facts 2.11. */
export function rowRights(
  sharing: RowSharing,
  access: ObjectAccess,
  userId: string,
  model: ObjectModel,
  alias: string,
): RowRights {
  const has = (allowed: boolean, right: RowRight, ...needed: readonly string[]): string =>
    allowed ? `(${[...needed, sharing.condition(userId, model, alias, right) ?? '1'].join(' and ')})` : '0';
  const read = has(access.read, 'read');
  const edit = has(access.read && access.edit, 'edit', read);
  const remove = has(access.delete, 'delete', edit);
  const transfer = has(access.edit, 'transfer', edit);
  const all = has(access.edit, 'share', remove, transfer);
  return {
    HasReadAccess: read,
    HasEditAccess: edit,
    HasDeleteAccess: remove,
    HasTransferAccess: transfer,
    HasAllAccess: all,
    MaxAccessLevel: `case when ${all} then 'All' when ${transfer} then 'Transfer' when ${remove} then 'Delete'
      when ${edit} then 'Edit' when ${read} then 'Read' else 'None' end`,
  };
}
