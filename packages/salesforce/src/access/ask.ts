import { type ErrorCode, isSyncError, type SyncError } from '@sync-user/contract';
import type { Asked } from '@sync-user/engine';
import { faultFromAnswer } from '../faults.ts';
import {
  isJsonObject,
  jsonArray,
  jsonObject,
  numberOrZero,
  optionalText,
  unexpected,
} from '../wire/read-json.ts';

/** What Salesforce says about a question. All else (lost connection, broken login) ends everything. */
const REFUSALS = new Set<ErrorCode>([
  'SF_API_DISABLED',
  'SF_INSUFFICIENT_ACCESS',
  'SF_OBJECT_NOT_READABLE',
  'SF_FIELD_NOT_READABLE',
  'SF_QUERY_REFUSED',
  'SF_NOT_FOUND',
  'SF_REQUEST_LIMIT',
  'SF_BULK_LIMIT',
]);

/** Salesforce gave up on this very question; the next may be easier. */
const TOO_SLOW = new Set<unknown>(['QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG']);

/** Puts a question; a refusal is an answer too. @throws what ends everything: lost connection, broken login, abort */
export async function ask<T>(asked: string, question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { kind: 'answered', asked, value: await question() };
  } catch (error) {
    if (!isSyncError(error) || !isRefusal(error)) throw error;
    return { kind: 'refused', asked, error };
  }
}

function isRefusal(error: SyncError): boolean {
  if (REFUSALS.has(error.code) || TOO_SLOW.has(error.details['salesforceCode'])) return true;
  // A code that we do not know, with the status of an answer; without one the question was never put.
  return error.code === 'SF_UNEXPECTED' && (error.details['status'] !== undefined || UNREADABLE.has(error));
}

const UNREADABLE = new WeakSet<SyncError>();

/** Runs a reader of an answer: what it cannot read is a refusal of this question, not the end of everything. */
export function readShape<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isSyncError(error, 'SF_UNEXPECTED')) UNREADABLE.add(error);
    throw error;
  }
}

/** The parts of a composite answer by reference id. Source: REST API Developer Guide, "Composite". */
export function toParts(body: unknown): ReadonlyMap<string, CompositePart> {
  const parts = new Map<string, CompositePart>();
  const answered = jsonObject(body, 'a composite answer')['compositeResponse'];
  for (const entry of jsonArray(answered, '"compositeResponse"')) {
    if (!isJsonObject(entry)) throw unexpected('a part of a composite answer is not an object');
    parts.set(optionalText(entry, 'referenceId') ?? '', {
      status: numberOrZero(entry, 'httpStatusCode'),
      body: entry['body'],
    });
  }
  return parts;
}

export interface CompositePart {
  readonly status: number;
  readonly body: unknown;
}

/** @throws `SyncError` when the part was refused, or is not there */
export function bodyOfPart(part: CompositePart | undefined, sobject: string | null): unknown {
  if (part === undefined) throw unexpected('a composite answer without one of its parts');
  if (part.status >= 200 && part.status < 300) return part.body;
  throw faultFromAnswer(part.status, { kind: 'json', value: part.body }, { sobject, readsObject: true });
}
