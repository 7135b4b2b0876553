import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertOnlyThisCheckSees, type Breakage, type CheckOptions, PreflightOrg } from './preflight-org.ts';
import { INTEGRATION, SYNC, WRITING } from './preflight-seed.ts';

const standard: CheckOptions = { policy: 'standard_user', mapping: WRITING };
const integration: CheckOptions = { username: INTEGRATION, policy: 'integration_user' };

async function marketing(org: PreflightOrg, on: boolean): Promise<void> {
  await org.change('User', `Username = '${SYNC}'`, { UserPermissionsMarketingUser: on });
}

async function profile(org: PreflightOrg, username: string, name: string): Promise<void> {
  const ProfileId = await org.idOf(`SELECT Id FROM Profile WHERE Name = '${name}'`);
  await org.change('User', `Username = '${username}'`, { ProfileId });
}

async function userState(org: PreflightOrg, change: Readonly<Record<string, boolean>>): Promise<void> {
  await org.control.send('PATCH', `/users/${SYNC}`, change);
}

const BREAKAGES: readonly Breakage[] = [
  {
    check: 'user_active',
    what: 'the user is deactivated',
    breakIt: (org) => userState(org, { isActive: false }),
    status: 'fail',
    refusesLogin: true,
    remedy: /Active/,
    mend: (org) => userState(org, { isActive: true }),
  },
  {
    check: 'user_active',
    what: 'the user is frozen',
    breakIt: (org) => userState(org, { isFrozen: true }),
    status: 'fail',
    refusesLogin: true,
    remedy: /Unfreeze/,
    mend: (org) => userState(org, { isFrozen: false }),
  },
  {
    check: 'user_active',
    what: 'the user is locked out',
    breakIt: (org) => userState(org, { isLocked: true }),
    status: 'fail',
    remedy: /Unlock/,
    mend: (org) => userState(org, { isLocked: false }),
  },
  {
    check: 'licence',
    what: 'the policy asks for a standard licence, the user has a Platform one',
    options: { ...standard, mapping: { objects: WRITING.objects.slice(0, 2) } },
    breakIt: (org) => profile(org, SYNC, 'Standard Platform User'),
    status: 'fail',
    remedy: /User License/,
    mend: (org) => profile(org, SYNC, 'Nothing'),
  },
  {
    check: 'licence',
    what: 'the policy asks for an Integration licence, the user has a full one',
    options: integration,
    breakIt: (org) => profile(org, INTEGRATION, 'Nothing'),
    status: 'fail',
    also: { permission_set_licence: 'not_needed' },
    remedy: /Minimum Access - API Only Integrations/,
    mend: (org) => profile(org, INTEGRATION, 'Minimum Access - API Only Integrations'),
  },
  {
    check: 'licence',
    what: 'the licence leaves mapped objects out',
    breakIt: (org) => profile(org, SYNC, 'Standard Platform User'),
    status: 'fail',
    remedy: /take these objects out of the mapping/,
    mend: (org) => profile(org, SYNC, 'Nothing'),
  },
  {
    check: 'permission_set_licence',
    what: 'the permission set licence is taken',
    options: integration,
    breakIt: async (org) => {
      const id = await org.idOf(
        `SELECT Id FROM PermissionSetLicenseAssign WHERE Assignee.Username = '${INTEGRATION}'`,
      );
      await org.control.save([{ kind: 'delete', object: 'PermissionSetLicenseAssign', id }]);
    },
    status: 'fail',
    remedy: /Salesforce API Integration/,
    mend: 'apply',
  },
  {
    check: 'marketing_user',
    what: 'the user is no Marketing User',
    options: standard,
    breakIt: (org) => marketing(org, false),
    status: 'fail',
    remedy: /Marketing User/,
    mend: (org) => marketing(org, true),
  },
];

describe('what is wrong with the user is seen by the check it is about, and by no other', () => {
  let org: PreflightOrg;
  before(async () => {
    org = await PreflightOrg.start();
  });
  after(() => org[Symbol.asyncDispose]());

  for (const breakage of BREAKAGES) {
    test(`${breakage.check}: ${breakage.what}`, () => assertOnlyThisCheckSees(org, breakage));
  }

  test('the policy of standard licences refuses an Integration licence, and says what it can do', async () => {
    await org.reset();
    const report = await org.check({ ...standard, username: INTEGRATION });
    const licence = report.checks.find(({ id }) => id === 'licence');
    assert.equal(licence?.status, 'fail');
    assert.match(licence.summary, /standard Salesforce licence.*“Salesforce Integration”/);
    assert.equal(report.licence?.name, 'Salesforce Integration');
    assert.ok(report.licence.cannot.some((words) => /browser/.test(words)));
  });

  test('a refused login is a report, with the notice to reconnect, for a lonely user too', async () => {
    await org.reset();
    await org.check({ alone: true });
    await userState(org, { isActive: false });
    for (const alone of [true, false]) {
      const report = await org.check({ alone });
      assert.equal(report.verdict, 'fail');
      assert.deepEqual(
        report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id),
        ['user_active'],
      );
      assert.ok(report.notices.some(({ title }) => title === 'The sync user needs to reconnect'));
    }
  });
});
