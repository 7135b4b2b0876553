import type { QueryPage, SourceRecord } from '@sync-user/engine';
import {
  isJsonObject,
  type JsonObject,
  jsonArray,
  jsonObject,
  numberOrZero,
  optionalText,
} from './read-json.ts';

/** Reads a page of `query`, `queryAll` or a query locator. Source: REST API Developer Guide, "Query". */
export function toQueryPage(body: unknown): QueryPage {
  const page = jsonObject(body, 'a query page');
  return {
    records: jsonArray(page['records'], '"records"').map((record) =>
      withoutAttributes(jsonObject(record, 'a record')),
    ),
    totalSize: numberOrZero(page, 'totalSize'),
    nextRecordsUrl: optionalText(page, 'nextRecordsUrl'),
  };
}

/** Drops `attributes` (type and URL) of a record and of the parent records inside it. */
function withoutAttributes(record: JsonObject): SourceRecord {
  const clean: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(record)) {
    if (field === 'attributes') continue;
    clean[field] = isJsonObject(value) ? withoutAttributes(value) : value;
  }
  return clean;
}
