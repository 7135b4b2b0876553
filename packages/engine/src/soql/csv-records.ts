import type { SourceRecord } from '../ports/source-org.ts';

/**
 * Reads the CSV of a bulk result, one record at a time. Values are text; an empty one is null, as Salesforce means it.
 * Source: Bulk API 2.0 Developer Guide, "Get Results for a Query Job" (header line, quoted values, quotes doubled).
 */
export async function* readCsvRecords(body: AsyncIterable<Uint8Array>): AsyncGenerator<SourceRecord> {
  let header: readonly string[] | undefined;
  for await (const row of readRows(body)) {
    if (header === undefined) header = row;
    else yield Object.fromEntries(header.map((field, index) => [field, toValue(row[index])]));
  }
}

function toValue(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

async function* readRows(body: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let row: string[] = [];
  let value = '';
  let quoted = false;
  /** A quote that ended a quoted value, or began an escaped one: the next character tells. */
  let afterQuote = false;
  for await (const bytes of body) {
    for (const character of decoder.decode(bytes, { stream: true })) {
      if (quoted && !afterQuote) {
        if (character === '"') afterQuote = true;
        else value += character;
        continue;
      }
      if (afterQuote && character === '"') {
        value += '"';
        afterQuote = false;
        continue;
      }
      afterQuote = false;
      quoted = character === '"';
      if (character === ',') {
        row.push(value);
        value = '';
      } else if (character === '\n') {
        row.push(value);
        yield row;
        row = [];
        value = '';
      } else if (character !== '"' && character !== '\r') {
        value += character;
      }
    }
  }
  if (value !== '' || row.length > 0) yield [...row, value];
}
