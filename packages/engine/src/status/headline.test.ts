import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Connection, SelectedObject, Trouble } from '@sync-user/contract';
import { toInstant } from '../ports/clock.ts';
import { type HeadlineFacts, writeHeadline } from './headline.ts';

const NOW = toInstant(Date.parse('2026-03-01T12:00:00Z'));
const TROUBLE: Trouble = {
  code: 'SF_OBJECT_NOT_READABLE',
  title: 'The sync user cannot read this object',
  message: 'm',
  fix: 'f',
  since: NOW,
};

const CONNECTION: Connection = {
  id: '6f1c6c1e-0000-4000-8000-000000000001',
  state: 'active',
  isSyncUser: true,
  member: null,
  scopes: [],
  lastRenewedAt: NOW,
  renewals: 0,
  loginUrl: 'https://acme.my.salesforce.com',
  instanceUrl: 'https://acme.my.salesforce.com',
  method: 'client_credentials',
  organizationId: '00D000000000001EAA',
  organizationName: 'Acme',
  isSandbox: false,
  userId: '005000000000001EAA',
  username: 'sync@acme.example',
  displayName: 'Sync User',
  email: 'sync@acme.example',
  connectedAt: NOW,
  lastCallAt: NOW,
  trouble: null,
};

function object(more: Partial<SelectedObject> = {}): SelectedObject {
  return {
    name: 'Account',
    label: 'Account',
    custom: false,
    table: 'account',
    state: 'live',
    rows: 1200,
    load: null,
    freshAsOf: NOW,
    mode: 'auto',
    transport: 'poll',
    intervalSeconds: null,
    paused: false,
    nextReadAt: NOW,
    lastPolledAt: NOW,
    lastChangeAt: null,
    trouble: null,
    fieldCount: 10,
    fieldTroubles: 0,
    ...more,
  };
}

function facts(more: Partial<HeadlineFacts> = {}): HeadlineFacts {
  return {
    workspace: 'demo',
    connection: CONNECTION,
    objects: [object()],
    callsToday: { ours: 212, orgUsed: 300, orgLimit: 15_000 },
    pollIntervalSeconds: 10,
    notices: [],
    now: NOW,
    ...more,
  };
}

const CASES: readonly (readonly [string, Partial<HeadlineFacts>, string, RegExp, string | null])[] = [
  [
    'all is well',
    {},
    'good',
    /in sync: 1,200 rows of 1 object\. 212 API calls today; the org used 300 of 15,000\./,
    null,
  ],
  [
    'what can be seen is in sync, and permissions are missing',
    { notices: [{ kind: 'permissions_missing', title: 'Missing Salesforce Permissions' }] },
    'warning',
    /^What the sync user may see is in sync: 1,200 rows of 1 object\. It lacks permissions/,
    '/w/demo/permissions',
  ],
  [
    'an object differs and could not be mended',
    { notices: [{ kind: 'drift_not_mended', title: 'Account differs from Salesforce' }] },
    'warning',
    /^Account differs from Salesforce, and it could not be put right\. Everything else/,
    '/w/demo/completeness',
  ],
  ['nothing is connected', { connection: null }, 'idle', /No Salesforce org/, '/w/demo/connection'],
  [
    'the grant is gone',
    { connection: { ...CONNECTION, state: 'revoked', trouble: TROUBLE } },
    'bad',
    /paused/,
    '/w/demo/connection',
  ],
  ['nothing is selected', { objects: [] }, 'idle', /No objects/, '/w/demo/objects'],
  [
    'an object failed',
    { objects: [object(), object({ name: 'Case', label: 'Case', state: 'failed', trouble: TROUBLE })] },
    'bad',
    /Case is not syncing/,
    '/w/demo/objects/Case',
  ],
  [
    'the org has no calls left',
    { connection: { ...CONNECTION, trouble: TROUBLE }, objects: [object({ state: 'loading' })] },
    'warning',
    /paused/,
    '/w/demo/connection',
  ],
  ['a load runs', { objects: [object({ state: 'loading' })] }, 'working', /Loading Account/, null],
  [
    'a field vanished',
    { objects: [object({ fieldTroubles: 2 })] },
    'warning',
    /2 fields of Account/,
    '/w/demo/objects/Account',
  ],
  [
    'a live object has a trouble',
    { objects: [object({ trouble: TROUBLE })] },
    'warning',
    /Account: The sync user cannot read/,
    '/w/demo/objects/Account',
  ],
  [
    'nothing was read for long',
    { objects: [object({ freshAsOf: '2026-03-01T11:00:00.000Z' })] },
    'warning',
    /Account is behind/,
    null,
  ],
  [
    'the host is hard to reach',
    { connection: { ...CONNECTION, state: 'degraded' } },
    'warning',
    /hard to reach/,
    '/w/demo/connection',
  ],
];

describe('the headline', () => {
  for (const [when, more, tone, text, href] of CASES) {
    test(`when ${when} it is ${tone}`, () => {
      const headline = writeHeadline(facts(more));
      assert.equal(headline.tone, tone);
      assert.match(headline.text, text);
      assert.equal(headline.action?.href ?? null, href);
    });
  }

  test('green is never shown over a failure: every failing fact changes the tone', () => {
    for (const [, more, tone] of CASES.slice(1)) {
      assert.notEqual(tone, 'good');
      assert.notEqual(writeHeadline(facts(more)).tone, 'good');
    }
  });
});
