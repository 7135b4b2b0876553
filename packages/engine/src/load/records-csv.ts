import type { SourceRecord } from '../ports/source-org.ts';

/** Records of a query as the CSV of a bulk job, so that both take the same way in. Records within records are left out. */
export async function* toCsv(
  fields: readonly string[],
  records: readonly SourceRecord[],
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`${fields.map((field) => `"${field}"`).join(',')}\n`);
  let lines = '';
  for (const record of records) {
    lines += `${fields.map((field) => toCell(record[field])).join(',')}\n`;
    if (lines.length > 60_000) {
      yield encoder.encode(lines);
      lines = '';
    }
  }
  if (lines !== '') yield encoder.encode(lines);
}

function toCell(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '""';
  return `"${String(value).toWellFormed().replaceAll('"', '""')}"`;
}
