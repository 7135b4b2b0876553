import { jsonArray, jsonObject, numberOrZero, text } from './read-json.ts';

/** Records by object, names in lower case: `{"sObjects":[{"count":3,"name":"Account"}]}`. */
export function toRecordCounts(body: unknown): ReadonlyMap<string, number> {
  const counted = jsonArray(jsonObject(body, 'record counts')['sObjects'], '"sObjects"');
  return new Map(
    counted.map((entry) => {
      const object = jsonObject(entry, 'the count of an object');
      return [text(object, 'name').toLowerCase(), numberOrZero(object, 'count')];
    }),
  );
}
