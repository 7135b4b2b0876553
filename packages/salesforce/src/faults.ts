import { type ErrorCode, type ErrorDetails, SyncError } from '@sync-user/contract';
import { isJsonObject, optionalText } from './wire/read-json.ts';

/** What the refused request was about; the same code of Salesforce can mean several things. */
export interface FaultSubject {
  /** The object it was made for; null when it served several or none. */
  readonly sobject: string | null;
  /** True for describe, query and bulk query: a refusal of access is then a refusal to read an object. */
  readonly readsObject: boolean;
}

/** The body of an error answer, as far as it could be read. */
export type FaultBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly value: string };

/**
 * Salesforce's code → ours. It is believed before the HTTP status.
 * Source: REST API Developer Guide, "Status Codes and Error Responses"; SOAP API Developer Guide, "ExceptionCode".
 */
const CODE_BY_SALESFORCE_CODE: Readonly<Record<string, ErrorCode>> = {
  INVALID_SESSION_ID: 'SF_SESSION_EXPIRED',
  INVALID_AUTH_HEADER: 'SF_SESSION_EXPIRED',
  Bad_OAuth_Token: 'SF_SESSION_EXPIRED',
  Wrong_Org: 'SF_WRONG_ORG',

  API_DISABLED_FOR_ORG: 'SF_API_DISABLED',
  API_CURRENTLY_DISABLED: 'SF_API_DISABLED',
  FUNCTIONALITY_NOT_ENABLED: 'SF_API_DISABLED',
  INSUFFICIENT_ACCESS: 'SF_INSUFFICIENT_ACCESS',
  INSUFFICIENT_ACCESS_OR_READONLY: 'SF_INSUFFICIENT_ACCESS',
  FORBIDDEN: 'SF_INSUFFICIENT_ACCESS',

  INVALID_TYPE: 'SF_OBJECT_NOT_READABLE',
  INVALID_TYPE_FOR_OPERATION: 'SF_OBJECT_NOT_READABLE',
  INVALIDENTITY: 'SF_OBJECT_NOT_READABLE',
  INVALID_FIELD: 'SF_FIELD_NOT_READABLE',
  MALFORMED_QUERY: 'SF_QUERY_REFUSED',
  MALFORMED_ID: 'SF_QUERY_REFUSED',
  INVALID_QUERY_FILTER_OPERATOR: 'SF_QUERY_REFUSED',
  NUMBER_OUTSIDE_VALID_RANGE: 'SF_QUERY_REFUSED',
  QUERY_TOO_COMPLICATED: 'SF_QUERY_REFUSED',

  NOT_FOUND: 'SF_NOT_FOUND',
  ENTITY_IS_DELETED: 'SF_NOT_FOUND',
  INVALID_QUERY_LOCATOR: 'SF_NOT_FOUND',

  REQUEST_LIMIT_EXCEEDED: 'SF_REQUEST_LIMIT',
  LIMIT_EXCEEDED: 'SF_BULK_LIMIT',
  EXCEEDEDQUOTA: 'SF_BULK_LIMIT',
  // A transaction security policy that is slow to decide; goes away by itself.
  TXN_SECURITY_METERING_ERROR: 'SF_UNAVAILABLE',
  QUERY_TIMEOUT: 'SF_UNAVAILABLE',
  REQUEST_RUNNING_TOO_LONG: 'SF_UNAVAILABLE',
  SERVER_UNAVAILABLE: 'SF_UNAVAILABLE',
  UNKNOWN_EXCEPTION: 'SF_UNAVAILABLE',
};

/** Texts that change what a code means; the first that fits wins. */
const CODE_BY_TEXT: readonly { readonly code: string; readonly text: RegExp; readonly means: ErrorCode }[] = [
  { code: 'REQUEST_LIMIT_EXCEEDED', text: /concurrent/i, means: 'SF_CONCURRENCY_LIMIT' },
  // A renewed token would be refused just the same, so these must not look like an expired session.
  // Source: npm @jsforce/jsforce-node 3.10 lib/http-api.js, isSessionExpired.
  { code: 'INVALID_SESSION_ID', text: /not valid for use with the REST API/i, means: 'SF_API_DISABLED' },
  { code: 'INVALID_SESSION_ID', text: /connected app is not attached/i, means: 'SF_GRANT_REFUSED' },
  // INVALID_FIELD is also said of a filter value of the wrong type: our query is wrong, no field is missing.
  {
    code: 'INVALID_FIELD',
    text: /value of filter criterion|can not be filtered|cannot be filtered/i,
    means: 'SF_QUERY_REFUSED',
  },
  // What bulk jobs do not read and queries do: some objects, compound fields, and objects that are open to bulk jobs with
  // View All Data only. Source: Bulk API 2.0 Developer Guide, "Query"; Airbyte source-salesforce, streams.py.
  { code: 'INVALIDENTITY', text: /not supported by the bulk api/i, means: 'SF_BULK_NOT_SUPPORTED' },
  { code: 'FUNCTIONALITY_NOT_ENABLED', text: /bulk query/i, means: 'SF_BULK_NOT_SUPPORTED' },
  { code: 'API_ERROR', text: /implementation restriction/i, means: 'SF_BULK_NOT_SUPPORTED' },
  { code: 'API_ERROR', text: /compound data/i, means: 'SF_BULK_NOT_SUPPORTED' },
  // A job of the sync user before this one: for us it is gone. Source: Bulk API Developer Guide, "Errors" (InvalidUser).
  { code: 'INVALIDUSER', text: /created by another user/i, means: 'SF_NOT_FOUND' },
];

/** Where Salesforce's texts name the field. */
const FIELD_IN_TEXT = [
  /No such column '([^']+)'/i,
  /Didn't understand relationship '([^']+)'/i,
  /\bfield '([^']+)' (?:does not exist|is not accessible)/i,
];

/** Turns an error answer into a `SyncError`: by Salesforce's own code first, by status when there is none. */
export function faultFromAnswer(status: number, body: FaultBody, subject: FaultSubject): SyncError {
  const said = readSaid(body);
  const code = codeFor(status, said, body, subject);
  const field = code === 'SF_FIELD_NOT_READABLE' ? fieldNamedIn(said.message ?? '') : undefined;
  const details: ErrorDetails = {
    status,
    ...(said.code === undefined ? {} : { salesforceCode: said.code }),
    ...(subject.sobject === null ? {} : { sobject: subject.sobject }),
    ...(field === undefined ? {} : { field }),
  };
  return new SyncError(code, sayable(said.message ?? said.code ?? wordsFor(status, body)), details);
}

interface Said {
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** `[{errorCode, message}]` mostly, `{errorCode, message}` from newer resources, `{error, error_description}` from OAuth. */
function readSaid(body: FaultBody): Said {
  if (body.kind === 'text') {
    // Identity resources answer with a bare word. Source: Salesforce Help, "Identity URLs".
    const word = /^\s*(Bad_OAuth_Token|Missing_OAuth_Token|Wrong_Org)\s*$/.exec(body.value)?.[1];
    return { code: word, message: word };
  }
  const first: unknown = Array.isArray(body.value) ? body.value[0] : body.value;
  if (!isJsonObject(first)) return { code: undefined, message: undefined };
  return {
    code:
      optionalText(first, 'errorCode') ?? optionalText(first, 'statusCode') ?? optionalText(first, 'error'),
    message: optionalText(first, 'message') ?? optionalText(first, 'error_description'),
  };
}

function codeFor(status: number, said: Said, body: FaultBody, subject: FaultSubject): ErrorCode {
  if (said.code !== undefined) {
    const byText = CODE_BY_TEXT.find((row) => row.code === said.code && row.text.test(said.message ?? ''));
    const known = byText?.means ?? CODE_BY_SALESFORCE_CODE[said.code];
    if (known === 'SF_INSUFFICIENT_ACCESS' && subject.readsObject) return 'SF_OBJECT_NOT_READABLE';
    if (known !== undefined) return known;
  }
  return codeForStatus(status, body);
}

function codeForStatus(status: number, body: FaultBody): ErrorCode {
  if (status === 401) return 'SF_SESSION_EXPIRED';
  if (status === 403) return 'SF_INSUFFICIENT_ACCESS';
  // A web page says that the host, not the thing we asked for, is missing: nothing may be declared gone on its word.
  if (status === 404) return isWebPage(body) ? 'SF_UNAVAILABLE' : 'SF_NOT_FOUND';
  if (status === 406 || status === 420 || status === 429 || status >= 500) return 'SF_UNAVAILABLE';
  return 'SF_UNEXPECTED';
}

function fieldNamedIn(message: string): string | undefined {
  for (const pattern of FIELD_IN_TEXT) {
    const field = pattern.exec(message)?.[1];
    if (field !== undefined) return field;
  }
  return undefined;
}

function isWebPage(body: FaultBody): boolean {
  return body.kind === 'text' && /<(?:!doctype|html|head|body)/i.test(body.value);
}

function wordsFor(status: number, body: FaultBody): string {
  if (status >= 300 && status < 400) return `HTTP ${status}: a redirect, which is not followed`;
  return isWebPage(body)
    ? `HTTP ${status} with a web page instead of an answer`
    : `HTTP ${status} without an explanation`;
}

const MAX_MESSAGE_LENGTH = 500;

/** One line, bounded, and free of anything shaped like an access token. */
function sayable(message: string): string {
  return message
    .replace(/00D\w{9,15}![\w.]+/g, '(token)')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_MESSAGE_LENGTH);
}
