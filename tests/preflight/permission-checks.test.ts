import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertOnlyThisCheckSees, type Breakage, type CheckOptions, PreflightOrg } from './preflight-org.ts';
import { BOSS, INTEGRATION, MAPPING, SYNC } from './preflight-seed.ts';

const boss: CheckOptions = { username: BOSS, policy: 'administrator' };
const integration: CheckOptions = { username: INTEGRATION, policy: 'integration_user' };
/** Tasks and events are written, so that their own permissions are asked for. */
const logging: CheckOptions = {
  mapping: {
    objects: [
      { name: 'Task', label: 'Task', fields: ['Id', 'Subject'], writes: true },
      {
        name: 'Event',
        label: 'Event',
        fields: ['Id', 'Subject', 'ActivityDateTime', 'DurationInMinutes'],
        writes: true,
      },
    ],
  },
};

const takes =
  (set: string, name: string) =>
  (org: PreflightOrg): Promise<void> =>
    org.system(set, name, false);

const BREAKAGES: readonly Breakage[] = [
  {
    check: 'api_enabled',
    what: 'API Enabled is taken',
    breakIt: takes('Sync', 'ApiEnabled'),
    status: 'fail',
    // Nothing else can be asked as this user any more.
    refusesLogin: true,
    remedy: /API Enabled/,
    mend: 'apply',
  },
  {
    check: 'view_all_users',
    what: 'View All Users is taken',
    breakIt: takes('Sync', 'ViewAllUsers'),
    status: 'fail',
    remedy: /View All Users/,
    mend: 'apply',
  },
  {
    check: 'view_roles',
    what: 'View Roles is taken',
    breakIt: takes('Sync', 'ViewRoles'),
    status: 'fail',
    remedy: /View Roles and Role Hierarchy/,
    mend: 'apply',
  },
  {
    check: 'access_activities',
    what: 'Access Activities is taken',
    breakIt: takes('Sync', 'ActivitiesAccess'),
    status: 'fail',
    remedy: /Access Activities/,
    mend: 'apply',
  },
  {
    check: 'edit_tasks',
    what: 'Edit Tasks is taken',
    options: logging,
    breakIt: takes('Sync', 'EditTask'),
    status: 'fail',
    remedy: /Edit Tasks/,
    mend: 'apply',
  },
  {
    check: 'edit_events',
    what: 'Edit Events is taken',
    options: logging,
    breakIt: takes('Sync', 'EditEvent'),
    status: 'fail',
    remedy: /Edit Events/,
    mend: 'apply',
  },
  {
    check: 'modify_all_data',
    what: 'Modify All Data is taken',
    options: boss,
    breakIt: takes('Boss', 'ModifyAllData'),
    status: 'fail',
    remedy: /Modify All Data/,
    mend: 'apply',
  },
  {
    check: 'view_setup',
    what: 'View Setup is taken',
    options: boss,
    // Salesforce grants Customize Application only beside it, so that goes first.
    breakIt: async (org) => {
      await org.system('Boss', 'CustomizeApplication', false);
      await org.system('Boss', 'ViewSetup', false);
    },
    also: { customize_application: 'fail' },
    status: 'fail',
    remedy: /View Setup and Configuration/,
    mend: 'apply',
  },
  {
    check: 'customize_application',
    what: 'Customize Application is taken',
    options: boss,
    breakIt: takes('Boss', 'CustomizeApplication'),
    status: 'fail',
    remedy: /Customize Application/,
    mend: 'apply',
  },
  {
    check: 'view_all_data',
    what: 'View All Data is taken from an integration user',
    options: integration,
    breakIt: takes('Integration', 'ViewAllData'),
    status: 'warn',
    remedy: /View All Data/,
    mend: 'apply',
  },
];

describe('a permission that is taken is missed by the check it is about, and by no other', () => {
  let org: PreflightOrg;
  before(async () => {
    org = await PreflightOrg.start();
  });
  after(() => org[Symbol.asyncDispose]());

  for (const breakage of BREAKAGES) {
    test(`${breakage.check}: ${breakage.what}`, () => assertOnlyThisCheckSees(org, breakage));
  }

  test('view_all_data: of the administrator policy’s five it is taken with what hangs on it', async () => {
    await org.reset();
    await org.system('Boss', 'ModifyAllData', false);
    await org.system('Boss', 'ViewAllData', false);
    const report = await org.check(boss);
    const failed = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
    assert.deepEqual(failed, ['view_all_data', 'modify_all_data']);
  });

  test('each of the five of the administrator policy is named in the notice, with where to grant it', async () => {
    await org.reset();
    for (const name of [
      'ModifyAllData',
      'ViewAllData',
      'CustomizeApplication',
      'ViewSetup',
      'ViewAllUsers',
    ]) {
      await org.system('Boss', name, false);
    }
    const report = await org.check(boss);
    assert.equal(report.verdict, 'fail');
    const notice = report.notices.find(
      ({ title }) => title === 'This user does not have the necessary Salesforce permissions',
    );
    assert.ok(notice, JSON.stringify(report.notices));
    for (const label of [
      'Modify All Data',
      'View Setup and Configuration',
      'View All Users',
      'Customize Application',
    ]) {
      assert.match(notice.text, new RegExp(label));
    }
    assert.match(notice.text, /Setup > Users > Permission Sets/);
    await org.apply(boss);
    assert.deepEqual((await org.check(boss)).notices, []);
  });

  test('an integration user without View All Data goes on degraded, with the notice that says so', async () => {
    await org.reset();
    await org.system('Integration', 'ViewAllData', false);
    const report = await org.check(integration);
    assert.equal(report.verdict, 'warn');
    assert.deepEqual(
      report.notices.map(({ title }) => title),
      ['Missing Salesforce Permissions'],
    );
  });

  test('least privilege asks for none of what sees or changes everything', async () => {
    await org.reset();
    const report = await org.check();
    for (const id of [
      'view_all_data',
      'modify_all_data',
      'view_setup',
      'customize_application',
      'author_apex',
    ]) {
      assert.equal(report.checks.find((check) => check.id === id)?.status, 'not_needed', id);
    }
  });

  test('what gives a permission is named: profile, set, group; and why something does not', async () => {
    await org.reset();
    const evidence = async (): Promise<string> => {
      const report = await org.check();
      const check = report.checks.find(({ id }) => id === 'view_roles');
      return `${check?.status}: ${check?.evidence[0]?.answered}`;
    };
    assert.equal(await evidence(), 'pass: yes, through permission set “Sync”');

    await org.change(
      'PermissionSetAssignment',
      `Assignee.Username = '${SYNC}' AND PermissionSet.Name = 'Sync'`,
      {
        ExpirationDate: '2020-01-01T00:00:00.000Z',
      },
    );
    await org.control.send('POST', '/seed', {
      seed: {
        permissionSets: [{ name: 'Api', label: 'Api', system: ['ApiEnabled', 'ViewRoles'] }],
        permissionSetGroups: [
          {
            name: 'Team',
            label: 'Team',
            permissionSets: ['Api'],
            members: [SYNC],
            muted: { system: ['ViewRoles'] },
          },
        ],
      },
    });
    const muted = await evidence();
    assert.match(muted, /^fail: no: /);
    assert.match(muted, /permission set “Sync” grants it, but that assignment has expired/);
    assert.match(
      muted,
      /permission set “Api” in permission set group “Team” grants it, but a muting permission set/,
    );
  });

  test('alone, a user without View Setup knows yes and no, and says that it cannot tell through what', async () => {
    await org.reset();
    const has = (await org.check({ alone: true })).checks.find(({ id }) => id === 'view_roles');
    assert.equal(has?.status, 'pass');
    assert.match(has.evidence.map(({ answered }) => answered).join(' '), /refused.*not visible to this user/);
    await org.system('Sync', 'ViewRoles', false);
    const lacks = (await org.check({ alone: true })).checks.find(({ id }) => id === 'view_roles');
    assert.equal(lacks?.status, 'fail');
    await org.system('Sync', 'ApiEnabled', false);
    const refused = await org.check({ alone: true });
    const failed = refused.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
    assert.deepEqual(failed, ['api_enabled']);
    assert.equal(MAPPING.objects.length, 6);
  });
});
