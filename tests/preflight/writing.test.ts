import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CHECK } from '../../packages/salesforce/testing/open-access.ts';
import { assertOnlyThisCheckSees, type Breakage, PreflightOrg } from './preflight-org.ts';
import { ADMIN, SYNC, WRITING } from './preflight-seed.ts';

const options = { mapping: WRITING } as const;
const ofSet = (object: string) => `Parent.Name = 'Sync' AND SobjectType = '${object}'`;

const BREAKAGES: readonly Breakage[] = [
  {
    check: 'object_write',
    what: 'contacts may be read only',
    options,
    breakIt: (org) =>
      org.change('ObjectPermissions', ofSet('Contact'), { PermissionsCreate: false, PermissionsEdit: false }),
    status: 'fail',
    remedy: /Create and Edit on Contact/,
    mend: 'apply',
  },
  {
    check: 'field_edit',
    what: 'a mapped field may be read only',
    options,
    breakIt: (org) =>
      org.change('FieldPermissions', `Parent.Name = 'Sync' AND Field = 'Account.Industry'`, {
        PermissionsEdit: false,
      }),
    status: 'fail',
    remedy: /Edit Access on Account\.Industry/,
    mend: 'apply',
  },
  {
    check: 'required_fields',
    what: 'a new field must be given and is not mapped',
    options,
    breakIt: async (org) => {
      await org.control.send('POST', '/objects/Lead/fields', {
        name: 'Reason__c',
        type: 'text',
        length: 40,
        required: true,
      });
    },
    status: 'warn',
    remedy: /Map these fields/,
    mend: async (org) => {
      await org.control.send('DELETE', '/objects/Lead/fields/Reason__c');
    },
  },
  {
    check: 'dry_run_write',
    what: 'a validation rule refuses plain leads',
    options,
    breakIt: (org) =>
      org.control.send('POST', '/validation-rules', {
        object: 'Lead',
        name: 'Needs_Phone',
        errorConditionFormula: 'ISBLANK(Phone)',
        errorMessage: 'Give a phone number.',
        errorDisplayField: 'Phone',
      }),
    status: 'warn',
    remedy: /exempt sync@acme\.example/,
    mend: (org) =>
      org.control.send('POST', '/validation-rules', { object: 'Lead', name: 'Needs_Phone', active: false }),
  },
  {
    check: 'duplicate_rules',
    what: 'a duplicate rule blocks contacts',
    options,
    breakIt: (org) =>
      org.control.send('POST', '/seed', {
        seed: {
          duplicateRules: [
            {
              name: 'Contact_Email',
              object: 'Contact',
              onCreate: 'block',
              fields: [{ field: 'Email', method: 'email' }],
            },
          ],
        },
      }),
    status: 'warn',
    remedy: /Duplicate Rules/,
    mend: (org) =>
      org.control.send('POST', '/seed', {
        seed: {
          duplicateRules: [
            {
              name: 'Contact_Email',
              object: 'Contact',
              active: false,
              onCreate: 'block',
              fields: [{ field: 'Email', method: 'email' }],
            },
          ],
        },
      }),
  },
  {
    check: 'record_type_default',
    what: 'opportunities have record types, of which the user has none',
    options,
    breakIt: (org) =>
      org.control.send('POST', '/seed', {
        seed: {
          recordTypes: [
            { object: 'Opportunity', developerName: 'Renewal' },
            { object: 'Opportunity', developerName: 'New_Business' },
          ],
          recordTypeAssignments: [{ profile: 'Nothing', object: 'Opportunity', available: [] }],
        },
      }),
    status: 'warn',
    remedy: /choose a default/,
    mend: (org) =>
      org.control.send('POST', '/seed', {
        seed: {
          recordTypeAssignments: [
            {
              profile: 'Nothing',
              object: 'Opportunity',
              available: ['New_Business'],
              default: 'New_Business',
            },
          ],
        },
      }),
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

test('the trial records leave nothing behind', async () => {
  await org.reset();
  const { access } = await org.connect(ADMIN);
  const count = async (object: string) => {
    const answer = await access.query(`SELECT COUNT() FROM ${object}`, CHECK);
    assert.equal(answer.kind, 'answered');
    return answer.value.totalSize;
  };
  const all = () => Promise.all(WRITING.objects.map(({ name }) => count(name)));
  const before = await all();
  const report = await org.check({ ...options, username: SYNC });
  assert.equal(report.checks.find(({ id }) => id === 'dry_run_write')?.status, 'pass');
  assert.deepEqual(await all(), before);
});

test('the words of the rule are Salesforce’s own', async () => {
  await org.reset();
  await org.control.send('POST', '/validation-rules', {
    object: 'Account',
    name: 'Never',
    errorConditionFormula: 'TRUE',
    errorMessage: 'Nobody makes accounts here.',
  });
  const report = await org.check(options);
  const check = report.checks.find(({ id }) => id === 'dry_run_write');
  assert.match(check?.summary ?? '', /Nobody makes accounts here\./);
  assert.match(
    check?.evidence.map(({ answered }) => answered).join(' ') ?? '',
    /FIELD_CUSTOM_VALIDATION_EXCEPTION/,
  );
});

test('a record that needs another one is not known rather than refused', async () => {
  await org.reset();
  await org.control.send('POST', '/objects/Lead/fields', {
    name: 'Partner__c',
    type: 'lookup',
    referenceTo: 'Account',
    childRelationshipName: 'Partners__r',
    required: true,
  });
  const report = await org.check(options);
  const check = report.checks.find(({ id }) => id === 'dry_run_write');
  assert.equal(check?.status, 'unknown', check?.summary);
  assert.match(check.summary, /does not fit this org/);
});
