import { instantFrom, type Watch, type WatchOutcome } from '@sync-user/engine';
import { jsonArray, jsonObject, text } from '../wire/read-json.ts';
import { readAnswers, toAnswer } from './composite-queries.ts';

/** getUpdated and getDeleted of each object. Source: REST API Developer Guide, "Composite", "sObject Get Updated". */
export function watchRequests(base: string, watches: readonly Watch[]): readonly unknown[] {
  return watches.flatMap((watch, index) => [
    { method: 'GET', url: spanUrl(base, watch, 'updated'), referenceId: `updated${index}` },
    { method: 'GET', url: spanUrl(base, watch, 'deleted'), referenceId: `gone${index}` },
  ]);
}

function spanUrl(base: string, { sobject, from, to }: Watch, resource: 'updated' | 'deleted'): string {
  return `${base}/sobjects/${encodeURIComponent(sobject)}/${resource}/?start=${encodeURIComponent(from)}&end=${encodeURIComponent(to)}`;
}

/** Outcomes in the order of the watches, whatever order the answer has. */
export function toWatchOutcomes(body: unknown, watches: readonly Watch[]): readonly WatchOutcome[] {
  const answers = readAnswers(body);
  return watches.map((_, index): WatchOutcome => {
    const updated = toAnswer(answers.get(`updated${index}`));
    if (updated.kind === 'refused') return updated;
    const deleted = toAnswer(answers.get(`gone${index}`));
    if (deleted.kind === 'refused') return deleted;
    const told = [readSpan(updated.body, 'ids'), readSpan(deleted.body, 'deletedRecords')] as const;
    const [first, second] = told;
    return {
      kind: 'told',
      updated: first.count,
      deleted: second.count,
      coveredTo: first.coveredTo < second.coveredTo ? first.coveredTo : second.coveredTo,
    };
  });
}

function readSpan(body: unknown, list: 'ids' | 'deletedRecords') {
  const answer = jsonObject(body, 'changes of a span');
  return {
    count: jsonArray(answer[list], `"${list}"`).length,
    coveredTo: instantFrom(text(answer, 'latestDateCovered')),
  };
}
