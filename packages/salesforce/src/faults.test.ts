import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '@sync-user/contract';
import { type FaultSubject, faultFromAnswer } from './faults.ts';

const READING: FaultSubject = { sobject: 'Account', readsObject: true };
const OTHER: FaultSubject = { sobject: null, readsObject: false };

interface Case {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly subject?: FaultSubject;
  readonly becomes: ErrorCode;
}

const SAID: readonly Case[] = [
  {
    status: 401,
    code: 'INVALID_SESSION_ID',
    message: 'Session expired or invalid',
    becomes: 'SF_SESSION_EXPIRED',
  },
  {
    status: 401,
    code: 'INVALID_SESSION_ID',
    message: 'This session is not valid for use with the REST API',
    becomes: 'SF_API_DISABLED',
  },
  {
    status: 401,
    code: 'INVALID_SESSION_ID',
    message: 'Connected app is not attached to Agent',
    becomes: 'SF_GRANT_REFUSED',
  },
  {
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    message: 'TotalRequests Limit exceeded.',
    becomes: 'SF_REQUEST_LIMIT',
  },
  {
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    becomes: 'SF_CONCURRENCY_LIMIT',
  },
  {
    status: 403,
    code: 'REQUEST_LIMIT_EXCEEDED',
    message: 'ConcurrentPerOrgLongTxn Limit exceeded.',
    becomes: 'SF_CONCURRENCY_LIMIT',
  },
  {
    status: 403,
    code: 'API_DISABLED_FOR_ORG',
    message: 'The REST API is not enabled',
    becomes: 'SF_API_DISABLED',
  },
  { status: 403, code: 'API_CURRENTLY_DISABLED', becomes: 'SF_API_DISABLED' },
  { status: 403, code: 'INSUFFICIENT_ACCESS', becomes: 'SF_OBJECT_NOT_READABLE' },
  { status: 403, code: 'INSUFFICIENT_ACCESS', subject: OTHER, becomes: 'SF_INSUFFICIENT_ACCESS' },
  { status: 403, code: 'FORBIDDEN', subject: OTHER, becomes: 'SF_INSUFFICIENT_ACCESS' },
  {
    status: 400,
    code: 'INVALID_TYPE',
    message: "sObject type 'X' is not supported.",
    becomes: 'SF_OBJECT_NOT_READABLE',
  },
  {
    status: 400,
    code: 'INVALIDENTITY',
    message: "Entity 'CaseStatus' is not supported by the Bulk API.",
    becomes: 'SF_BULK_NOT_SUPPORTED',
  },
  {
    status: 400,
    code: 'INVALID_TYPE_FOR_OPERATION',
    message: 'entity type X does not support query',
    becomes: 'SF_OBJECT_NOT_READABLE',
  },
  {
    status: 400,
    code: 'API_ERROR',
    message: 'Implementation restriction. X requires View All Data',
    becomes: 'SF_BULK_NOT_SUPPORTED',
  },
  {
    status: 400,
    code: 'INVALID_FIELD',
    message: "No such column 'A' on sobject of type Account",
    becomes: 'SF_FIELD_NOT_READABLE',
  },
  {
    status: 400,
    code: 'INVALID_FIELD',
    message:
      "value of filter criterion for field 'SystemModstamp' must be of type dateTime and should not be enclosed in quotes",
    becomes: 'SF_QUERY_REFUSED',
  },
  { status: 400, code: 'MALFORMED_QUERY', message: 'unexpected token: FORM', becomes: 'SF_QUERY_REFUSED' },
  {
    status: 400,
    code: 'API_ERROR',
    message: 'Selecting compound data not supported in Bulk Query',
    becomes: 'SF_BULK_NOT_SUPPORTED',
  },
  {
    status: 400,
    code: 'FUNCTIONALITY_NOT_ENABLED',
    message: 'Selecting compound data not supported in Bulk Query',
    becomes: 'SF_BULK_NOT_SUPPORTED',
  },
  {
    status: 404,
    code: 'NOT_FOUND',
    message: 'The requested resource does not exist',
    becomes: 'SF_NOT_FOUND',
  },
  { status: 404, code: 'ENTITY_IS_DELETED', becomes: 'SF_NOT_FOUND' },
  {
    status: 400,
    code: 'INVALIDUSER',
    message: 'The job was created by another user',
    becomes: 'SF_NOT_FOUND',
  },
  { status: 400, code: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator', becomes: 'SF_NOT_FOUND' },
  {
    status: 400,
    code: 'LIMIT_EXCEEDED',
    message: 'Max bulk v2 query jobs (10000) per 24 hrs has been reached',
    becomes: 'SF_BULK_LIMIT',
  },
  { status: 400, code: 'TXN_SECURITY_METERING_ERROR', becomes: 'SF_UNAVAILABLE' },
  { status: 400, code: 'QUERY_TIMEOUT', becomes: 'SF_UNAVAILABLE' },
  {
    status: 500,
    code: 'UNKNOWN_EXCEPTION',
    message: 'An unexpected error occurred.',
    becomes: 'SF_UNAVAILABLE',
  },
  { status: 503, code: 'SERVER_UNAVAILABLE', becomes: 'SF_UNAVAILABLE' },
  {
    status: 500,
    code: 'INVALID_FIELD',
    message: "No such column 'A' on entity 'B'",
    becomes: 'SF_FIELD_NOT_READABLE',
  },
  { status: 400, code: 'SOMETHING_NEW', becomes: 'SF_UNEXPECTED' },
  { status: 503, code: 'SOMETHING_NEW', becomes: 'SF_UNAVAILABLE' },
  { status: 409, code: 'SOMETHING_NEW', becomes: 'SF_UNEXPECTED' },
];

for (const { status, code, message, subject = READING, becomes } of SAID) {
  test(`${status} ${code} "${message ?? ''}"${subject === OTHER ? ' on nothing' : ''} is ${becomes}`, () => {
    const entry = { errorCode: code, ...(message === undefined ? {} : { message }) };
    for (const value of [[entry], entry]) {
      const fault = faultFromAnswer(status, { kind: 'json', value }, subject);
      assert.equal(fault.code, becomes);
      assert.equal(fault.details['status'], status);
      assert.equal(fault.details['salesforceCode'], code);
      assert.equal(fault.message, message ?? code);
    }
  });
}

const PAGE = '<!DOCTYPE html><html><body>Sorry, we are down</body></html>';
const UNSAID: readonly (readonly [number, string, ErrorCode])[] = [
  [401, '', 'SF_SESSION_EXPIRED'],
  [403, 'Bad_OAuth_Token', 'SF_SESSION_EXPIRED'],
  [403, 'Wrong_Org', 'SF_WRONG_ORG'],
  [403, PAGE, 'SF_INSUFFICIENT_ACCESS'],
  [404, '', 'SF_NOT_FOUND'],
  [404, PAGE, 'SF_UNAVAILABLE'],
  [302, '', 'SF_UNEXPECTED'],
  [406, '', 'SF_UNAVAILABLE'],
  [420, PAGE, 'SF_UNAVAILABLE'],
  [429, '', 'SF_UNAVAILABLE'],
  [500, '', 'SF_UNAVAILABLE'],
  [502, PAGE, 'SF_UNAVAILABLE'],
  [503, PAGE, 'SF_UNAVAILABLE'],
  [418, '', 'SF_UNEXPECTED'],
];

for (const [status, value, becomes] of UNSAID) {
  test(`${status} with ${value === PAGE ? 'a web page' : JSON.stringify(value)} is ${becomes}`, () => {
    const fault = faultFromAnswer(status, { kind: 'text', value }, READING);
    assert.equal(fault.code, becomes);
    assert.doesNotMatch(fault.message, /</, 'a web page is not repeated');
  });
}

test('a fault names the object, and the field when Salesforce does', () => {
  const fields = [
    [
      "\nSELECT Id, Nope__c FROM Account\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nope__c' on entity 'Account'. If you are attempting to use a custom field, be sure to append the '__c'",
      'Nope__c',
    ],
    ["No such column 'AccountNumer' on sobject of type Account", 'AccountNumer'],
    ["Didn't understand relationship 'Foo' in field path.", 'Foo'],
    ['Something else is wrong with a field', undefined],
  ] as const;
  for (const [message, field] of fields) {
    const value = [{ errorCode: 'INVALID_FIELD', message }];
    const fault = faultFromAnswer(400, { kind: 'json', value }, READING);
    assert.equal(fault.details['field'], field);
    assert.equal(fault.details['sobject'], 'Account');
    assert.doesNotMatch(fault.message, /\n/);
  }
});

test('a message is bounded and never shows a token', () => {
  const message = `00D5f000000abcdEAA!AQ8AQFx.y_z is bad ${'x'.repeat(5000)}`;
  const fault = faultFromAnswer(400, { kind: 'json', value: [{ errorCode: 'X', message }] }, OTHER);
  assert.ok(fault.message.length <= 500);
  assert.doesNotMatch(fault.message, /AQ8AQ/);
});
