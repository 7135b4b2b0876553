import type { MappedColumn, MirrorTable, SourceRecord } from '@sync-user/engine';
import { toImageBatch } from './image-batch.ts';
import type { Batch } from './merge-batch.ts';

/**
 * Turns records into batches that can be merged: the newest image of each id only, and one batch for each set of
 * fields that occurs (nearly always one), so that a field which a record does not have keeps its value.
 */
export function toBatches(table: MirrorTable, records: readonly SourceRecord[]): Batch[] {
  const groups = new Map<string, { columns: MappedColumn[]; records: Fields[] }>();
  for (const fields of newestOfEach(table, records)) {
    const columns = table.columns.filter((column) => fields.has(column.field.toLowerCase()));
    const key = columns.map((column) => column.column).join('\n');
    const group = groups.get(key) ?? { columns, records: [] };
    group.records.push(fields);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => toBatch(table, group.columns, group.records));
}

/** A record's values by field name in lower case. */
type Fields = ReadonlyMap<string, unknown>;

function newestOfEach(table: MirrorTable, records: readonly SourceRecord[]): Fields[] {
  const cursorField = table.cursorField.toLowerCase();
  const newest = new Map<string, { fields: Fields; stampMs: number }>();
  for (const record of records) {
    const fields = new Map(Object.entries(record).map(([field, value]) => [field.toLowerCase(), value]));
    const id = fields.get('id');
    if (typeof id !== 'string' || id === '') throw new Error(`a ${table.sobject} record came without an Id`);
    const stampMs = toEpochMs(fields.get(cursorField));
    const earlier = newest.get(id);
    // The later of equal stamps is what was read last.
    if (earlier === undefined || stampMs >= earlier.stampMs) newest.set(id, { fields, stampMs });
  }
  return [...newest.values()].map(({ fields }) => fields);
}

/** Salesforce writes `+0000`, which Date.parse does not promise to read. */
function toEpochMs(stamp: unknown): number {
  const epochMs =
    typeof stamp === 'string' ? Date.parse(stamp.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : Number.NaN;
  return Number.isNaN(epochMs) ? Number.NEGATIVE_INFINITY : epochMs;
}

function toBatch(table: MirrorTable, columns: readonly MappedColumn[], records: readonly Fields[]): Batch {
  const nameField = table.nameField?.toLowerCase();
  const cursorField = table.cursorField.toLowerCase();
  return toImageBatch(
    columns,
    records.map((fields) => ({
      deleted: fields.get('isdeleted') === true,
      stamp: fields.get(cursorField),
      name: nameField === undefined ? null : fields.get(nameField),
      by: fields.get('lastmodifiedbyid') ?? fields.get('createdbyid'),
      values: columns.map((column) => fields.get(column.field.toLowerCase())),
    })),
  );
}
