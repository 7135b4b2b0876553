import { createHash } from 'node:crypto';
import { SalesforceError } from '../errors.ts';
import { json, noContent } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';

/** RFC 1123, whole seconds. */
export function httpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

/** 304 when nothing changed since the caller's `If-Modified-Since`; undefined to go on. */
export function notModified(
  headers: Readonly<Record<string, string>>,
  modifiedAtMs: number,
  answerHeaders: Record<string, string>,
): Answer | undefined {
  const since = parseDate(headers['if-modified-since']);
  return since !== undefined && wholeSecond(modifiedAtMs) <= since
    ? noContent(304, answerHeaders)
    : undefined;
}

/** What a row is known by: rows without a stamp, and objects without ETags, answer every condition by going on. */
export interface RowVersion {
  readonly modifiedAtMs: number | undefined;
  readonly etag: string | undefined;
}

/**
 * Before a row is read: 304 when it is the one the caller has, 412 when it is not the one the caller wants.
 * Source: REST API Developer Guide, "Conditional Request Headers"; facts 2.5.
 */
export function answerConditionalRead(
  headers: Readonly<Record<string, string>>,
  { modifiedAtMs, etag }: RowVersion,
  answerHeaders: Record<string, string>,
): Answer | undefined {
  if (isChanged(headers, modifiedAtMs) || isOther(headers, etag)) return preconditionAnswer();
  const ifNoneMatch = headers['if-none-match'];
  if (etag !== undefined && ifNoneMatch !== undefined) {
    // With an ETag to compare, the date is not asked.
    return matchesEtag(ifNoneMatch, etag) ? noContent(304, answerHeaders) : undefined;
  }
  return modifiedAtMs === undefined ? undefined : notModified(headers, modifiedAtMs, answerHeaders);
}

/**
 * Before a row is written: 412 when it changed after `If-Unmodified-Since`, or its ETag is not the one of `If-Match`, or
 * is the one of `If-None-Match`. Dates are compared in whole seconds: two edits in one second look alike. DELETE ignores
 * them all. Source: REST API Developer Guide, "Conditional Request Headers"; facts 2.5.
 */
export function preconditionFailed(
  headers: Readonly<Record<string, string>>,
  { modifiedAtMs, etag }: RowVersion,
): Answer | undefined {
  const ifNoneMatch = headers['if-none-match'];
  const sameEtag = etag !== undefined && ifNoneMatch !== undefined && matchesEtag(ifNoneMatch, etag);
  return isChanged(headers, modifiedAtMs) || isOther(headers, etag) || sameEtag
    ? preconditionAnswer()
    : undefined;
}

/** PATCH and POST refuse conditions they cannot read. @throws SalesforceError 400 */
export function refuseMalformedConditions(headers: Readonly<Record<string, string>>): void {
  const since = headers['if-unmodified-since'];
  if (since !== undefined && parseDate(since) === undefined)
    throw malformedHeader('If-Unmodified-Since', since);
  for (const [header, name] of [
    ['if-match', 'If-Match'],
    ['if-none-match', 'If-None-Match'],
  ] as const) {
    const value = headers[header];
    if (value !== undefined && !ETAG_LIST.test(value)) throw malformedHeader(name, value);
  }
}

/** `*`, or quoted tags with commas between. Source: RFC 9110, 13.1.1. */
const ETAG_LIST = /^\s*(?:\*|(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*)\s*$/;

function malformedHeader(name: string, value: string): SalesforceError {
  return new SalesforceError(400, 'INVALID_HEADER', `The value of the ${name} header is malformed: ${value}`);
}

function isChanged(headers: Readonly<Record<string, string>>, modifiedAtMs: number | undefined): boolean {
  const since = parseDate(headers['if-unmodified-since']);
  return since !== undefined && modifiedAtMs !== undefined && wholeSecond(modifiedAtMs) > since;
}

function isOther(headers: Readonly<Record<string, string>>, etag: string | undefined): boolean {
  const ifMatch = headers['if-match'];
  return etag !== undefined && ifMatch !== undefined && !matchesEtag(ifMatch, etag);
}

function preconditionAnswer(): Answer {
  return json(412, [
    { message: 'One or more preconditions of the request were not met.', errorCode: 'PRECONDITION_FAILED' },
  ]);
}

export function matchesEtag(header: string, etag: string): boolean {
  const plain = (text: string): string =>
    text
      .trim()
      .replace(/^W\//, '')
      .replaceAll('"', '')
      .replace(/-gzip$/, '');
  return header.split(',').some((one) => one.trim() === '*' || plain(one) === plain(etag));
}

export function etagOf(...parts: readonly string[]): string {
  return `"${createHash('sha1').update(parts.join('|')).digest('base64')}"`;
}

function parseDate(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
