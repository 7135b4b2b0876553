import type { Change, RecordPage } from '@sync-user/contract';

/**
 * Pages of a list with a change applied to the record it is about: new values where it stands, or gone when deleted.
 * Rows keep their places, so nothing moves under the reader's eyes, and new records wait for the next reading.
 * The same pages when the record is not among them.
 */
export function patchRecords(
  pages: readonly RecordPage[],
  { recordId, operation, changed }: Pick<Change, 'recordId' | 'operation' | 'changed'>,
): readonly RecordPage[] {
  const place = pages.findIndex(({ records }) => records.some(({ id }) => id === recordId));
  const page = pages[place];
  if (page === undefined) return pages;
  const after = Object.fromEntries(Object.entries(changed).map(([column, [, value]]) => [column, value]));
  const records =
    operation === 'delete'
      ? page.records.filter(({ id }) => id !== recordId)
      : page.records.map((record) => (record['id'] === recordId ? { ...record, ...after } : record));
  return pages.with(place, { ...page, records });
}
