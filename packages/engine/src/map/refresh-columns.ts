import { ERRORS, type Trouble } from '@sync-user/contract';
import type { IsoInstant } from '../ports/clock.ts';
import type { MappedColumn } from '../ports/mirror.ts';
import type { ObjectDescribe } from '../ports/source-org.ts';

export interface RefreshedColumns {
  readonly columns: readonly MappedColumn[];
  /** Fields that describe no longer shows: deleted, renamed, or hidden by field-level security. */
  readonly lost: readonly string[];
  readonly recovered: readonly string[];
}

/**
 * Compares mapped columns with what the sync user can see now. A lost field keeps its column and its last values and
 * says why; a field that is back is read again. Salesforce does not tell deleted from hidden: both just vanish.
 */
export function refreshColumns(
  columns: readonly MappedColumn[],
  describe: ObjectDescribe,
  now: IsoInstant,
): RefreshedColumns {
  const visible = new Set(describe.fields.map((field) => field.name.toLowerCase()));
  const lost: string[] = [];
  const recovered: string[] = [];
  const refreshed = columns.map((column): MappedColumn => {
    const seen = visible.has(column.field.toLowerCase());
    if (!seen && column.trouble === null) {
      lost.push(column.field);
      return { ...column, trouble: lostFieldTrouble(column.field, describe.name, now) };
    }
    if (seen && column.trouble !== null) {
      recovered.push(column.field);
      return { ...column, trouble: null };
    }
    return column;
  });
  return { columns: refreshed, lost, recovered };
}

function lostFieldTrouble(field: string, sobject: string, since: IsoInstant): Trouble {
  const { title, fix } = ERRORS.SF_FIELD_NOT_READABLE;
  return {
    code: 'SF_FIELD_NOT_READABLE',
    title,
    message: `${sobject}.${field} is not visible to the sync user any more. Its column keeps the last values read.`,
    fix,
    since,
  };
}
