import { type IsoInstant, toInstant } from '@sync-user/engine';
import { type AnswerHeaders, headerText } from '../http/header-text.ts';
import { unexpected } from './read-json.ts';

/** `Date` has whole seconds; another one covers a server that rounds instead of cutting off. */
const DATE_HEADER_ERROR_MS = 1000;

/**
 * A lower bound of the org's clock at the moment the call began: `Date`, which is written when the answer is, minus the
 * time it took to arrive.
 *
 * @throws `SF_UNEXPECTED` when the answer has no date: our own clock is no substitute for the org's.
 */
export function toAskedAt(headers: AnswerHeaders, elapsedMs: number): IsoInstant {
  const writtenAtMs = Date.parse(headerText(headers, 'date') ?? '');
  if (Number.isNaN(writtenAtMs)) throw unexpected('no Date header');
  return toInstant(Math.floor(writtenAtMs - elapsedMs - DATE_HEADER_ERROR_MS));
}
