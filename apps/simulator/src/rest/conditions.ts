import { createHash } from 'node:crypto';
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

/**
 * 412 when the row changed after `If-Unmodified-Since`, or its ETag is not the one of `If-Match`; undefined to go on.
 * Dates are compared in whole seconds: two edits in one second look alike.
 * Source: REST API Developer Guide, "Conditional Request Headers". DELETE ignores them all.
 */
export function preconditionFailed(
  headers: Readonly<Record<string, string>>,
  modifiedAtMs: number,
  etag: string | undefined,
): Answer | undefined {
  const since = parseDate(headers['if-unmodified-since']);
  const changed = since !== undefined && wholeSecond(modifiedAtMs) > since;
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  const otherEtag = etag !== undefined && ifMatch !== undefined && !matchesEtag(ifMatch, etag);
  const sameEtag = etag !== undefined && ifNoneMatch !== undefined && matchesEtag(ifNoneMatch, etag);
  if (!changed && !otherEtag && !sameEtag) return undefined;
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
