import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, isSyncError } from '@sync-user/contract';
import { type ChangeOutcome, type ChangeRead, toInstant } from '@sync-user/engine';
import { contextOf, openSourceOrg } from '../../testing/open-source-org.ts';
import { startScriptedOrg } from '../../testing/scripted-org.ts';

const USAGE = { 'sforce-limit-info': 'api-usage=25/5000; per-app-api-usage=17/250(appName=sample)' };

function isCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => isSyncError(error, code);
}

/** Reads without deleted ids. */
function readsOf(...queries: readonly string[]): ChangeRead[] {
  return queries.map((soql) => ({ soql, deleted: null }));
}

function recordsOf(outcome: ChangeOutcome | undefined): unknown {
  assert.equal(outcome?.kind, 'page');
  return outcome.page.records;
}

const EMPTY_PAGE = { totalSize: 0, done: true, records: [] };
const compositeOf = (...bodies: unknown[]) => ({
  compositeResponse: bodies.map((body, index) => ({
    body,
    httpHeaders: {},
    httpStatusCode: 200,
    referenceId: `query${index}`,
  })),
});

test('queries travel in one composite call and each has its own outcome', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  const answers = compositeOf(
    {
      totalSize: 3000,
      done: false,
      nextRecordsUrl: '/services/data/v66.0/query/0r8xx5R2yF2gs3VASQ-2000',
      records: [
        {
          attributes: { type: 'Account', url: '/services/data/v66.0/sobjects/Account/001' },
          Id: '001',
          AnnualRevenue: 1.5e6,
          Owner: { attributes: { type: 'User' }, Name: 'Jo' },
          Parent: null,
        },
      ],
    },
    EMPTY_PAGE,
  ).compositeResponse;
  const refused = {
    body: [{ errorCode: 'INVALID_FIELD', message: "No such column 'Gone__c' on entity 'Lead'." }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId: 'query2',
  };
  org.play({ body: { compositeResponse: [refused, ...answers] }, headers: USAGE });

  const soql = "SELECT Id FROM Account WHERE Name = 'A&B+C' AND SystemModstamp >= 2026-01-01T00:00:00Z";
  const { value } = await opened.source.fetchChanges(
    readsOf(soql, 'SELECT Id FROM Contact', 'x'),
    contextOf(),
  );

  assert.deepEqual(recordsOf(value[0]), [
    { Id: '001', AnnualRevenue: 1.5e6, Owner: { Name: 'Jo' }, Parent: null },
  ]);
  assert.equal(
    value[0]?.kind === 'page' && value[0].page.nextRecordsUrl,
    '/services/data/v66.0/query/0r8xx5R2yF2gs3VASQ-2000',
  );
  assert.deepEqual(recordsOf(value[1]), []);
  assert.ok(value[2]?.kind === 'refused' && value[2].error.code === 'SF_FIELD_NOT_READABLE');
  assert.equal(value[2].error.details['field'], 'Gone__c');

  const [request] = org.requests;
  assert.equal(request?.method, 'POST');
  assert.equal(request.path, '/services/data/v66.0/composite');
  assert.equal(request.headers.authorization, 'Bearer token-0');
  assert.equal(request.headers['sforce-call-options'], 'client=sync-user');
  assert.equal(request.headers['accept-encoding'], 'identity', 'loopback is not compressed');
  const sent = JSON.parse(request.body) as { allOrNone: boolean; compositeRequest: { url: string }[] };
  assert.equal(sent.allOrNone, false);
  const url = new URL(String(sent.compositeRequest[0]?.url), org.url);
  assert.equal(url.pathname, '/services/data/v66.0/queryAll');
  assert.equal(url.searchParams.get('q'), soql);

  const counted = opened.calls.filter((call) => call.counted);
  assert.deepEqual(counted, [
    {
      cause: 'poll',
      sobject: null,
      transport: 'composite',
      counted: true,
      failed: false,
      orgUsage: { used: 25, limit: 5000 },
    },
  ]);
});

test('deleted ids are asked for in the same call and stand beside their query’s page', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  const entry = (referenceId: string, body: unknown, httpStatusCode = 200) => ({
    body,
    httpHeaders: {},
    httpStatusCode,
    referenceId,
  });
  const deletedRecords = [{ id: '00v5f000000001zAAA', deletedDate: '2026-01-06T09:59:12.000+0000' }];
  const covered = {
    earliestDateAvailable: '2025-12-22T00:00:00.000+0000',
    latestDateCovered: '2026-01-06T10:00:00.000+0000',
  };
  const refusal = [
    { errorCode: 'INVALID_REPLICATION_DATE', message: 'startDate cannot be more than 15 days ago' },
  ];
  org.play({
    body: {
      compositeResponse: [
        entry('query0', EMPTY_PAGE),
        entry('deleted0', { deletedRecords, ...covered }),
        entry('query1', EMPTY_PAGE),
        entry('query2', EMPTY_PAGE),
        entry('deleted2', refusal, 400),
      ],
    },
  });
  const from = toInstant(Date.parse('2026-01-06T09:45:00Z'));
  const to = toInstant(Date.parse('2026-01-06T10:02:00Z'));
  const deleted = (sobject: string) => ({ sobject, from, to });
  const { value } = await opened.source.fetchChanges(
    [
      { soql: 'SELECT Id FROM CampaignMember', deleted: deleted('CampaignMember') },
      { soql: 'SELECT Id FROM User', deleted: null },
      { soql: 'SELECT Id FROM Lead', deleted: deleted('Lead') },
    ],
    contextOf(),
  );
  assert.deepEqual(value[0]?.kind === 'page' && value[0].deleted, [
    { id: '00v5f000000001zAAA', deletedAt: '2026-01-06T09:59:12.000Z' },
  ]);
  assert.deepEqual(value[1]?.kind === 'page' && value[1].deleted, []);
  assert.ok(
    value[2]?.kind === 'page' && value[2].deletedRefused !== null,
    'the page stands, and the refusal beside it',
  );

  const sent = JSON.parse(org.requests[0]?.body ?? '') as { compositeRequest: { url: string }[] };
  assert.equal(
    sent.compositeRequest[1]?.url,
    '/services/data/v66.0/sobjects/CampaignMember/deleted/?start=2026-01-06T09%3A45%3A00.000Z&end=2026-01-06T10%3A02%3A00.000Z',
  );
});

test('an answer says when it was asked for by the org’s own clock, never too late', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({
    body: compositeOf(EMPTY_PAGE),
    headers: { date: 'Tue, 06 Jan 2026 10:00:00 GMT' },
    delayMs: 60,
  });
  const { askedAt } = await opened.source.fetchChanges(readsOf('SELECT Id FROM Account'), contextOf());
  // A second for the header's rounding, and the time the answer took.
  assert.ok(askedAt <= '2026-01-06T09:59:58.945Z', askedAt);
  assert.ok(askedAt >= '2026-01-06T09:59:50.000Z', askedAt);
});

test('numbers that a double would change arrive as their text', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  const records =
    '[{"Id":"001","A":123456789012345678,"B":0.1,"C":12345678901234.56,"D":1.0,"E":0.30000000000000004}]';
  org.play({
    body: `{"totalSize":1,"done":true,"records":${records}}`,
    headers: { 'content-type': 'application/json' },
  });
  const page = await opened.source.fetchNextPage('/services/data/v66.0/query/01g-2000', contextOf());
  assert.deepEqual(page.records, [
    { Id: '001', A: '123456789012345678', B: 0.1, C: 12345678901234.56, D: 1, E: 0.30000000000000004 },
  ]);
});

test('the next page is fetched from a path on the instance and from nowhere else', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  for (const path of [
    'https://evil.io/services/data/v66.0/query/01g-2000',
    '//evil.io/services/data/v66.0/query/01g-2000',
    '/services/data/v66.0/query/../../../secret',
    '/services/data/v66.0/query/01g?x=1',
    '/services/oauth2/revoke',
    '/\\evil.io/query/1',
  ]) {
    await assert.rejects(opened.source.fetchNextPage(path, contextOf()), isCode('SF_UNEXPECTED'), path);
  }
  assert.equal(org.requests.length, 0);
});

test('an org that offers less than our version is spoken to in its own highest, asked for once', async () => {
  await using org = await startScriptedOrg(['31.0', '64.0', '9.0']);
  await using opened = openSourceOrg(org.url);
  org.play({ body: { sobjects: [] } }, { body: { sobjects: [] } });
  await opened.source.fetchObjects(contextOf());
  await opened.source.fetchObjects(contextOf());
  assert.deepEqual(
    org.requests.map((request) => request.path),
    ['/services/data/v64.0/sobjects', '/services/data/v64.0/sobjects'],
  );
  assert.deepEqual(
    opened.calls.map((call) => call.counted),
    [false, true, true],
  );
});

test('describes are read with what the engine needs of them', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({
    body: {
      name: 'Account',
      label: 'Account',
      custom: false,
      queryable: true,
      fields: [
        {
          name: 'OwnerId',
          label: 'Owner ID',
          type: 'reference',
          length: 18,
          referenceTo: ['User'],
          filterable: true,
          scale: 0,
        },
        {
          name: 'BillingCity',
          label: 'City',
          type: 'string',
          length: 40,
          compoundFieldName: 'BillingAddress',
        },
      ],
    },
  });
  const describe = await opened.source.fetchDescribe('Account', contextOf({ sobject: 'Account' }));
  assert.equal(org.requests[0]?.path, '/services/data/v66.0/sobjects/Account/describe');
  assert.deepEqual(describe.fields[0], {
    name: 'OwnerId',
    label: 'Owner ID',
    type: 'reference',
    length: 18,
    precision: 0,
    scale: 0,
    custom: false,
    calculated: false,
    calculatedFormula: null,
    encrypted: false,
    nillable: false,
    relationshipName: null,
    externalId: false,
    unique: false,
    nameField: false,
    filterable: true,
    compoundFieldName: null,
    referenceTo: ['User'],
  });
  assert.equal(describe.fields[1]?.compoundFieldName, 'BillingAddress');

  org.play({
    status: 404,
    body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
  });
  await assert.rejects(
    opened.source.fetchDescribe('../Nope__c', contextOf({ sobject: 'Nope__c' })),
    isCode('OBJECT_UNKNOWN'),
  );
  assert.equal(org.requests[1]?.path, '/services/data/v66.0/sobjects/..%2FNope__c/describe');
});

test('an expired session is renewed and the call repeated, also when it ends again, but not for ever', async () => {
  const expired = {
    status: 401,
    body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
  };
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play(expired, { body: { sobjects: [] } });
  await opened.source.fetchObjects(contextOf());
  assert.deepEqual(opened.renewals, ['token-0']);
  assert.equal(org.requests[1]?.headers.authorization, 'Bearer token-1');

  org.play(expired, expired, { body: { sobjects: [] } });
  await opened.source.fetchObjects(contextOf());
  assert.deepEqual(opened.renewals, ['token-0', 'token-1', 'token-2']);
  assert.equal(opened.clock.sleptMs.length, 1, 'the second waits a moment');

  org.play(expired, expired, expired, expired);
  await assert.rejects(opened.source.fetchObjects(contextOf()), isCode('SF_SESSION_EXPIRED'));
  assert.equal(opened.renewals.length, 6);

  for (const message of [
    'This session is not valid for use with the REST API',
    'Connected app is not attached to Agent',
  ]) {
    org.play({ status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message }] });
    await assert.rejects(
      opened.source.fetchObjects(contextOf()),
      isCode(message.startsWith('This') ? 'SF_API_DISABLED' : 'SF_GRANT_REFUSED'),
    );
  }
  assert.equal(opened.renewals.length, 6, 'a new token would be refused as well');
});

test('passing faults are waited out, with every try in the ledger', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play(
    { status: 503, body: '<html>maintenance</html>' },
    { reset: true },
    { body: { sobjects: [] }, cutAfterBytes: 5 },
    { status: 429 },
    { body: { sobjects: [] }, headers: USAGE },
  );
  assert.deepEqual(await opened.source.fetchObjects(contextOf()), []);
  assert.deepEqual(opened.clock.sleptMs, [500, 1000, 2000, 4000]);
  assert.deepEqual(
    opened.calls.filter((call) => call.counted).map((call) => call.failed),
    [true, true, true, true, false],
  );
});

test('patience ends: five tries, three where the edge knows no route, one where waiting is no use', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  const tries = async (status: number, body: unknown, code: ErrorCode): Promise<number> => {
    const before = org.requests.length;
    org.play(...Array.from({ length: 5 }, () => ({ status, body })));
    await assert.rejects(opened.source.fetchObjects(contextOf()), isCode(code));
    const made = org.requests.length - before;
    // Take what is left out of the script.
    for (let left = 5 - made; left > 0; left--) await fetch(`${org.url}/drain`);
    return made;
  };
  assert.equal(await tries(502, '<html>', 'SF_UNAVAILABLE'), 5);
  assert.equal(await tries(420, '<html>', 'SF_UNAVAILABLE'), 3);
  assert.equal(
    await tries(
      403,
      [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
      'SF_REQUEST_LIMIT',
    ),
    1,
  );
  assert.equal(
    await tries(
      403,
      [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.' }],
      'SF_CONCURRENCY_LIMIT',
    ),
    5,
  );
  assert.equal(await tries(400, [{ errorCode: 'MALFORMED_QUERY', message: 'x' }], 'SF_QUERY_REFUSED'), 1);
});

test('an abort ends a call and a wait at once, with the reason given', async () => {
  await using org = await startScriptedOrg();
  const reason = new Error('shutting down');
  const controller = new AbortController();
  await using opened = openSourceOrg(org.url, {
    clock: {
      nowMs: () => 0,
      sleep: async (_ms, signal) => {
        controller.abort(reason);
        signal.throwIfAborted();
      },
    },
  });
  org.play({ status: 503 });
  await assert.rejects(
    opened.source.fetchObjects(contextOf({ signal: controller.signal })),
    (error) => error === reason,
  );

  const second = new AbortController();
  org.playBy(() => second.abort(reason));
  await assert.rejects(
    opened.source.fetchObjects(contextOf({ signal: second.signal })),
    (error) => error === reason,
  );
});

test('a connection that is refused is tried again and not entered in the ledger', async () => {
  const org = await startScriptedOrg();
  await org[Symbol.asyncDispose]();
  await using opened = openSourceOrg(org.url);
  await assert.rejects(opened.source.fetchObjects(contextOf()), isCode('SF_HOST_UNREACHABLE'));
  assert.equal(opened.clock.sleptMs.length, 4);
  assert.deepEqual(opened.calls, []);
});

test('a token is never sent to an instance that is not trusted, nor along a redirect', async () => {
  await using org = await startScriptedOrg();
  await using untrusting = openSourceOrg(org.url, { extraHosts: [] });
  await assert.rejects(untrusting.source.fetchObjects(contextOf()), isCode('SF_UNEXPECTED'));
  assert.equal(org.requests.length, 0);

  await using elsewhere = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({ status: 302, headers: { location: `${elsewhere.url}/services/data/v66.0/sobjects` } });
  await assert.rejects(opened.source.fetchObjects(contextOf()), isCode('SF_UNEXPECTED'));
  assert.equal(elsewhere.requests.length, 0);
});

test('compressed answers are read, and damaged ones are told from whole ones', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({ body: { sobjects: [] }, gzip: true });
  assert.deepEqual(await opened.source.fetchObjects(contextOf()), []);
  org.play(
    ...Array.from({ length: 5 }, () => ({
      body: Buffer.from('not gzip'),
      headers: { 'content-encoding': 'gzip' },
    })),
  );
  await assert.rejects(opened.source.fetchObjects(contextOf()), isCode('SF_ANSWER_CUT'));
});

test('more than five queries, or none, are a mistake of the caller', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  for (const queries of [[], ['1', '2', '3', '4', '5', '6']]) {
    await assert.rejects(opened.source.fetchChanges(readsOf(...queries), contextOf()), /1 to 5 reads/);
  }
});
