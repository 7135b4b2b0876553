import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AccessMapping } from '@sync-user/engine';
import { assertOnlyThisCheckSees, type Breakage, PreflightOrg } from './preflight-org.ts';
import { ADMIN, INTEGRATION, MAPPING } from './preflight-seed.ts';

const ofSet = (object: string) => `Parent.Name = 'Sync' AND SobjectType = '${object}'`;
const AND_EVENTS: AccessMapping = {
  objects: [...MAPPING.objects, { name: 'Event', label: 'Event', fields: ['Id', 'Subject'], writes: false }],
};

const BREAKAGES: readonly Breakage[] = [
  {
    check: 'object_read',
    what: 'nothing grants Read on a custom object',
    breakIt: async (org) => {
      const id = await org.idOf(`SELECT Id FROM ObjectPermissions WHERE ${ofSet('Widget__c')}`);
      await org.control.save([{ kind: 'delete', object: 'ObjectPermissions', id }]);
    },
    status: 'fail',
    remedy: /Grant Read and View All Records on Widget__c/,
    mend: 'apply',
  },
  {
    check: 'field_read',
    what: 'a mapped field is hidden',
    breakIt: async (org) => {
      const id = await org.idOf(
        `SELECT Id FROM FieldPermissions WHERE Parent.Name = 'Sync' AND Field = 'Account.Industry'`,
      );
      await org.control.save([{ kind: 'delete', object: 'FieldPermissions', id }]);
    },
    status: 'fail',
    remedy: /Read Access on Account\.Industry/,
    mend: 'apply',
  },
  {
    check: 'view_all_records',
    what: 'sharing alone decides, and shows everything today',
    breakIt: (org) => org.change('ObjectPermissions', ofSet('Account'), { PermissionsViewAllRecords: false }),
    status: 'fail',
    remedy: /View All Records on Account/,
    mend: 'apply',
  },
  {
    check: 'records_visible',
    what: 'a task of somebody else that hangs on nothing',
    breakIt: async (org) => {
      await org.control.save([{ kind: 'create', object: 'Task', values: { Subject: 'My own' } }], ADMIN);
    },
    status: 'warn',
    remedy: /View All Data/,
    mend: (org) => org.system('Sync', 'ViewAllData', true),
  },
  {
    check: 'private_events',
    what: 'a private event of somebody else',
    options: { mapping: AND_EVENTS },
    breakIt: async (org) => {
      const values = {
        Subject: 'Doctor',
        IsPrivate: true,
        StartDateTime: '2026-11-01T09:00:00.000Z',
        DurationInMinutes: 30,
      };
      await org.control.save([{ kind: 'create', object: 'Event', values }], ADMIN);
    },
    status: 'warn',
    remedy: /Leave them private/,
    mend: async (org) => {
      const id = await org.idOf(`SELECT Id FROM Event WHERE Subject = 'Doctor'`);
      await org.control.save([{ kind: 'delete', object: 'Event', id }]);
    },
    also: { records_visible: 'warn' },
  },
  {
    check: 'view_all_fields',
    what: 'a field that others read is hidden, and not mapped',
    options: { username: INTEGRATION, policy: 'integration_user' },
    breakIt: async (org) => {
      const id = await org.idOf(
        `SELECT Id FROM FieldPermissions WHERE Parent.Name = 'Integration' AND Field = 'Account.Phone'`,
      );
      await org.control.save([{ kind: 'delete', object: 'FieldPermissions', id }]);
    },
    status: 'warn',
    remedy: /View All Fields on Account/,
    mend: (org) =>
      org.change('ObjectPermissions', `Parent.Name = 'Integration' AND SobjectType = 'Account'`, {
        PermissionsViewAllFields: true,
      }),
  },
  {
    check: 'deleted_feed',
    what: 'Salesforce does not tell what was deleted',
    breakIt: (org) =>
      org.control.fault({
        kind: 'status',
        times: 10,
        path: '/sobjects/Account/deleted',
        status: 400,
        body: [
          { errorCode: 'INVALID_REPLICATION_DATE', message: 'startDate before org replication enabled date' },
        ],
      }),
    status: 'warn',
    remedy: /what Salesforce names/,
    mend: (org) => org.control.clearFaults(),
  },
];

let org: PreflightOrg;
before(async () => {
  org = await PreflightOrg.start();
});
after(() => org[Symbol.asyncDispose]());

for (const breakage of BREAKAGES) {
  test(`${breakage.check}: ${breakage.what}`, () => assertOnlyThisCheckSees(org, breakage));
}

const PRIVATE_ACCOUNTS = { seed: { sharing: { Account: 'Private' } } };

async function hideAccounts(): Promise<void> {
  await org.reset();
  await org.control.send('POST', '/seed', PRIVATE_ACCOUNTS);
  await org.change('ObjectPermissions', ofSet('Account'), { PermissionsViewAllRecords: false });
}

test('records that sharing hides are counted and named', async () => {
  await hideAccounts();
  const report = await org.check();
  const account = report.objects.find(({ object }) => object === 'Account');
  assert.deepEqual([account?.visible, account?.existing], [0, 5]);
  const check = report.checks.find(({ id }) => id === 'view_all_records');
  assert.equal(check?.status, 'fail');
  assert.equal(check?.affected.records, 5);
  assert.match(check?.consequence ?? '', /5 of Account/);
  assert.match(check?.evidence.map(({ answered }) => answered).join(' ') ?? '', /no: nothing assigned/);
});

test('without anybody who may look at permissions it is told by counting, which is said to be about', async () => {
  await hideAccounts();
  const report = await org.check({ alone: true });
  const check = report.checks.find(({ id }) => id === 'view_all_records');
  assert.equal(check?.status, 'fail');
  assert.match(check?.summary ?? '', /told by counting/);
  assert.match(check?.evidence.map(({ answered }) => answered).join(' ') ?? '', /about 5 records/);
});

test('view_all_records: where nobody may look and nobody can count, it is not known', async () => {
  await hideAccounts();
  await org.control.fault({
    kind: 'status',
    times: 10,
    path: '/limits/recordCount',
    status: 403,
    body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }],
  });
  const report = await org.check({ alone: true });
  await org.control.clearFaults();
  const check = report.checks.find(({ id }) => id === 'view_all_records');
  assert.equal(check?.status, 'unknown', check?.summary);
});

test('view_all_records: the policy of standard users asks for Read, and warns of what sharing hides', async () => {
  await hideAccounts();
  const report = await org.check({ policy: 'standard_user' });
  const check = report.checks.find(({ id }) => id === 'view_all_records');
  assert.equal(check?.status, 'warn');
  assert.match(check?.consequence ?? '', /5 of Account/);
});

test('a mapped field that nobody has a permission on may be gone, and that is said', async () => {
  await org.reset();
  const mapping: AccessMapping = {
    objects: MAPPING.objects.map((object) =>
      object.name === 'Account' ? { ...object, fields: [...object.fields, 'Gone__c'] } : object,
    ),
  };
  const check = (await org.check({ mapping })).checks.find(({ id }) => id === 'field_read');
  assert.equal(check?.status, 'fail');
  assert.deepEqual(check?.affected.fields, ['Account.Gone__c']);
  assert.match(check?.summary ?? '', /still exists/);
});
