import type { QueryOutcome } from '@sync-user/engine';
import { faultFromAnswer } from '../faults.ts';
import {
  isJsonObject,
  jsonArray,
  jsonObject,
  numberOrZero,
  optionalText,
  unexpected,
} from '../wire/read-json.ts';
import { toQueryPage } from '../wire/to-query-page.ts';

/**
 * `queryAll` (deleted rows included) for each query, in one call. Their length is bounded by SOQL's own 100,000
 * characters only, not by the 16 KiB a URL may have, because the URLs stand in the body.
 * Source: REST API Developer Guide, "Composite".
 */
export function toCompositeRequest(base: string, queries: readonly string[]): unknown {
  return {
    // One refused query must not undo its neighbours.
    allOrNone: false,
    compositeRequest: queries.map((soql, index) => ({
      method: 'GET',
      url: `${base}/queryAll?q=${encodeURIComponent(soql)}`,
      referenceId: referenceId(index),
    })),
  };
}

/** Outcomes in the order of the queries, whatever order the answer has. */
export function toQueryOutcomes(body: unknown, count: number): readonly QueryOutcome[] {
  const answers = new Map<string, unknown>();
  for (const entry of jsonArray(
    jsonObject(body, 'a composite answer')['compositeResponse'],
    '"compositeResponse"',
  )) {
    if (isJsonObject(entry)) answers.set(optionalText(entry, 'referenceId') ?? '', entry);
  }
  return Array.from({ length: count }, (_, index) => toOutcome(answers.get(referenceId(index))));
}

function toOutcome(entry: unknown): QueryOutcome {
  if (!isJsonObject(entry)) throw unexpected('a composite answer without one of its parts');
  const status = numberOrZero(entry, 'httpStatusCode');
  if (status >= 200 && status < 300) return { kind: 'page', page: toQueryPage(entry['body']) };
  const subject = { sobject: null, readsObject: true };
  return { kind: 'refused', error: faultFromAnswer(status, { kind: 'json', value: entry['body'] }, subject) };
}

function referenceId(index: number): string {
  return `query${index}`;
}
