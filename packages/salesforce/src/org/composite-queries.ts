import {
  type ChangeOutcome,
  type ChangeRead,
  type DeletedRecord,
  type DescribeOutcome,
  DESCRIBES_PER_COMPOSITE,
  instantFrom,
  type QueryOutcome,
} from '@sync-user/engine';
import { isSyncError, SyncError } from '@sync-user/contract';
import { faultFromAnswer } from '../faults.ts';
import {
  isJsonObject,
  jsonArray,
  jsonObject,
  numberOrZero,
  optionalText,
  text,
  unexpected,
} from '../wire/read-json.ts';
import { toObjectDescribe } from '../wire/to-object-describe.ts';
import { toQueryPage } from '../wire/to-query-page.ts';

/**
 * `queryAll` (deleted rows included) and, where asked for, the deleted ids for each read, in one call. The queries'
 * length is bounded by SOQL's own 100,000 characters only, not by the 16 KiB a URL may have, because the URLs stand in
 * the body.
 * Source: REST API Developer Guide, "Composite".
 *
 * @param beside more subrequests of the same call
 */
export function toCompositeRequest(
  base: string,
  reads: readonly ChangeRead[],
  beside: readonly unknown[] = [],
): unknown {
  return {
    // One refused query must not undo its neighbours.
    allOrNone: false,
    compositeRequest: [
      ...reads.flatMap(({ soql, deleted }, index) => [
        { method: 'GET', url: queryUrl(base, soql, 'queryAll'), referenceId: queryId(index) },
        ...(deleted === null
          ? []
          : [{ method: 'GET', url: deletedUrl(base, deleted), referenceId: deletedId(index) }]),
      ]),
      ...beside,
    ],
  };
}

/** The same for queries alone. */
export function toQueriesRequest(base: string, soqls: readonly string[], resource: QueryResource): unknown {
  return {
    allOrNone: false,
    compositeRequest: soqls.map((soql, index) => ({
      method: 'GET',
      url: queryUrl(base, soql, resource),
      referenceId: queryId(index),
    })),
  };
}

/** Describes together. Source: REST API Developer Guide, "Composite": all sObject resources. */
export function toDescribesRequest(base: string, sobjects: readonly string[]): unknown {
  if (sobjects.length === 0 || sobjects.length > DESCRIBES_PER_COMPOSITE)
    throw new Error(
      `a composite call takes 1 to ${DESCRIBES_PER_COMPOSITE} describes, not ${sobjects.length}`,
    );
  return {
    allOrNone: false,
    compositeRequest: sobjects.map((sobject, index) => ({
      method: 'GET',
      url: `${base}/sobjects/${encodeURIComponent(sobject)}/describe`,
      referenceId: queryId(index),
    })),
  };
}

/** Outcomes in the order of the objects. */
export function toDescribeOutcomes(body: unknown, sobjects: readonly string[]): readonly DescribeOutcome[] {
  const answers = readAnswers(body);
  return sobjects.map((sobject, index): DescribeOutcome => {
    const answer = toAnswer(answers.get(queryId(index)));
    if (answer.kind === 'answered') return { kind: 'described', describe: toObjectDescribe(answer.body) };
    const { error } = answer;
    if (!isSyncError(error, 'SF_NOT_FOUND', 'SF_OBJECT_NOT_READABLE')) return answer;
    return {
      kind: 'refused',
      error: new SyncError('OBJECT_UNKNOWN', error.message, { ...error.details, sobject }, { cause: error }),
    };
  });
}

/** `queryAll` shows what is in the recycle bin, `query` does not. */
export type QueryResource = 'query' | 'queryAll';

export function queryUrl(base: string, soql: string, resource: QueryResource): string {
  return `${base}/${resource}?q=${encodeURIComponent(soql)}`;
}

function deletedUrl(base: string, { sobject, from, to }: NonNullable<ChangeRead['deleted']>): string {
  return `${base}/sobjects/${encodeURIComponent(sobject)}/deleted/?start=${encodeURIComponent(from)}&end=${encodeURIComponent(to)}`;
}

/** Outcomes in the order of the reads, whatever order the answer has. */
export function toChangeOutcomes(body: unknown, reads: readonly ChangeRead[]): readonly ChangeOutcome[] {
  const answers = readAnswers(body);
  return reads.map((read, index) =>
    toOutcome(read, answers.get(queryId(index)), answers.get(deletedId(index))),
  );
}

/** The same for `toQueriesRequest`. */
export function toQueryOutcomes(body: unknown, soqls: readonly string[]): readonly QueryOutcome[] {
  const answers = readAnswers(body);
  return soqls.map((_, index): QueryOutcome => {
    const answer = toAnswer(answers.get(queryId(index)));
    return answer.kind === 'refused' ? answer : { kind: 'page', page: toQueryPage(answer.body) };
  });
}

/** The parts of a composite answer, by `referenceId`. */
export function readAnswers(body: unknown): ReadonlyMap<string, unknown> {
  const answers = new Map<string, unknown>();
  for (const entry of jsonArray(
    jsonObject(body, 'a composite answer')['compositeResponse'],
    '"compositeResponse"',
  )) {
    if (isJsonObject(entry)) answers.set(optionalText(entry, 'referenceId') ?? '', entry);
  }
  return answers;
}

function toOutcome(read: ChangeRead, query: unknown, deleted: unknown): ChangeOutcome {
  const queried = toAnswer(query);
  if (queried.kind === 'refused') return queried;
  const page = toQueryPage(queried.body);
  if (read.deleted === null) return { kind: 'page', page, deleted: [], deletedRefused: null };
  const asked = toAnswer(deleted);
  return asked.kind === 'refused'
    ? { kind: 'page', page, deleted: [], deletedRefused: asked.error }
    : { kind: 'page', page, deleted: toDeletedRecords(asked.body), deletedRefused: null };
}

/** One part of a composite answer: what a single call would have given. */
export function toAnswer(
  entry: unknown,
): { readonly kind: 'answered'; readonly body: unknown } | (QueryOutcome & { readonly kind: 'refused' }) {
  if (!isJsonObject(entry)) throw unexpected('a composite answer without one of its parts');
  const status = numberOrZero(entry, 'httpStatusCode');
  if (status >= 200 && status < 300) return { kind: 'answered', body: entry['body'] };
  const subject = { sobject: null, readsObject: true };
  return { kind: 'refused', error: faultFromAnswer(status, { kind: 'json', value: entry['body'] }, subject) };
}

/** Source: REST API Developer Guide, "sObject Get Deleted". */
function toDeletedRecords(body: unknown): readonly DeletedRecord[] {
  return jsonArray(jsonObject(body, 'deleted records')['deletedRecords'], '"deletedRecords"').map((entry) => {
    const record = jsonObject(entry, 'a deleted record');
    return { id: text(record, 'id'), deletedAt: instantFrom(text(record, 'deletedDate')) };
  });
}

function queryId(index: number): string {
  return `query${index}`;
}

function deletedId(index: number): string {
  return `deleted${index}`;
}
