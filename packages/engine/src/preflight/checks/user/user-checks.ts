import type { Check, CheckFinding, CheckRun } from '../../check.ts';
import { evidenceOf, unknownBecause } from '../../check.ts';
import { soqlText } from '../../effective/soql-values.ts';
import { userLogin, userRow } from '../../facts.ts';
import { beyondLicence, type Licence, licenceOf } from '../../licence.ts';
import { onUser } from '../../remedy.ts';

export const INTEGRATION_LICENCE = 'SalesforceAPIIntegrationPsl';

const userActive: Check = {
  id: 'user_active',
  group: 'user',
  title: 'User active and not frozen',
  asks: 'User.IsActive, and UserLogin.IsFrozen and IsPasswordLocked.',
  without: 'Salesforce ends the user’s sessions and refuses every login: syncing pauses.',
  needs: () => 'required',
  async run(run) {
    const [{ as, answer }, login] = await Promise.all([userRow(run), userLogin(run)]);
    if (answer.kind === 'refused') return unknownBecause(as, answer);
    const user = answer.value.records[0];
    const state = login.answer.kind === 'answered' ? login.answer.value.records[0] : undefined;
    const evidence = [
      evidenceOf(as, answer, user === undefined ? 'no such user' : `IsActive ${String(user['IsActive'])}`),
      evidenceOf(
        login.as,
        login.answer,
        state === undefined
          ? 'not visible'
          : `IsFrozen ${String(state['IsFrozen'])}, IsPasswordLocked ${String(state['IsPasswordLocked'])}`,
      ),
    ];
    const wrong =
      user === undefined || user['IsActive'] === false
        ? 'inactive'
        : state?.['IsFrozen'] === true
          ? 'frozen'
          : state?.['IsPasswordLocked'] === true
            ? 'locked out after wrong passwords'
            : undefined;
    if (wrong === undefined)
      return { status: 'pass', summary: 'The user is active and can log in.', evidence };
    const verb = wrong === 'inactive' ? 'Edit > Active' : wrong === 'frozen' ? 'Unfreeze' : 'Unlock';
    return {
      status: 'fail',
      summary: `The user is ${wrong}.`,
      evidence,
      affected: { features: ['everything'] },
      remedy: onUser(
        run,
        verb,
        `Press ${verb} on the user’s page, then reconnect, or choose another sync user.`,
      ),
    };
  },
};

const licence: Check = {
  id: 'licence',
  group: 'user',
  title: 'User licence',
  asks: 'User → Profile → UserLicense.',
  without: 'What a licence does not cover cannot be granted by any permission.',
  needs: () => 'required',
  async run(run) {
    const { as, answer } = await userRow(run);
    if (answer.kind === 'refused') return unknownBecause(as, answer);
    const found = licenceOf(answer.value.records[0] ?? {});
    if (found === undefined) {
      return {
        status: 'unknown',
        summary: 'The licence is not visible.',
        evidence: [evidenceOf(as, answer, 'no licence in the answer')],
      };
    }
    const evidence = [evidenceOf(as, answer, found.name)];
    return { ...judgeLicence(run, found), evidence };
  },
};

/** The rule of the policy first, then what the licence leaves out of what is mapped. */
function judgeLicence(run: CheckRun, { name, kind }: Licence): Omit<CheckFinding, 'evidence'> {
  if (run.policy === 'standard_user' && kind !== 'standard') {
    return {
      status: 'fail',
      summary: `The policy of this workspace asks for a standard Salesforce licence; this user has “${name}”.`,
      consequence: 'The workspace refuses this user as its sync user.',
      remedy: onUser(
        run,
        'Edit > User License',
        'Give the user a standard “Salesforce” licence, choose another user, or change the workspace’s policy.',
      ),
    };
  }
  if (run.policy === 'integration_user' && kind !== 'integration') {
    return {
      status: 'fail',
      summary: `The policy of this workspace asks for a “Salesforce Integration” licence; this user has “${name}”.`,
      consequence:
        'The workspace refuses this user as its sync user: it would take a full seat, and could be used to log in.',
      remedy: onUser(
        run,
        'Edit > User License',
        'Make a user with the licence “Salesforce Integration” and the profile “Minimum Access - API Only Integrations”, and connect it by client credentials or JWT.',
      ),
    };
  }
  const out = beyondLicence(
    kind,
    run.mapping.objects.map((object) => object.name),
  );
  if (out.length === 0) return { status: 'pass', summary: `The licence “${name}” covers what is mapped.` };
  return {
    status: 'fail',
    summary: `The licence “${name}” does not open ${out.join(', ')}.`,
    consequence: 'These objects stay empty, whatever is granted.',
    affected: { objects: [...out] },
    remedy: onUser(
      run,
      'Edit > User License',
      'Give the user a “Salesforce” or “Salesforce Integration” licence, or take these objects out of the mapping.',
    ),
  };
}

const permissionSetLicence: Check = {
  id: 'permission_set_licence',
  group: 'user',
  title: 'Permission set licence “Salesforce API Integration”',
  asks: 'PermissionSetLicenseAssign rows of a user with a Salesforce Integration licence.',
  without: 'No permission set with object permissions can be assigned to the user: nothing is readable.',
  needs: () => 'required',
  async run(run) {
    const [user, { as, answer }] = await Promise.all([
      userRow(run),
      run.look(
        'SELECT PermissionSetLicense.DeveloperName, PermissionSetLicense.MasterLabel FROM PermissionSetLicenseAssign ' +
          `WHERE AssigneeId = ${soqlText(run.subject.userId)}`,
      ),
    ]);
    const found = user.answer.kind === 'answered' ? licenceOf(user.answer.value.records[0] ?? {}) : undefined;
    if (found !== undefined && found.kind !== 'integration') {
      return {
        status: 'not_needed',
        summary: `Only users with a Salesforce Integration licence need it; this one has “${found.name}”.`,
        evidence: [evidenceOf(user.as, user.answer, found.name)],
      };
    }
    if (answer.kind === 'refused' || found === undefined) {
      return {
        status: 'unknown',
        summary:
          'Nobody connected may see permission set licences. Where objects can be read, it is assigned.',
        evidence: [evidenceOf(as, answer, 'the licence is not visible')],
      };
    }
    const names = answer.value.records.map(
      (row) => (row['PermissionSetLicense'] as Readonly<Record<string, unknown>> | null) ?? {},
    );
    const evidence = [
      evidenceOf(as, answer, names.map((one) => String(one['MasterLabel'])).join(', ') || 'none'),
    ];
    if (names.some((one) => one['DeveloperName'] === INTEGRATION_LICENCE)) {
      return { status: 'pass', summary: 'It is assigned.', evidence };
    }
    return {
      status: 'fail',
      summary: 'It is not assigned.',
      evidence,
      affected: { objects: run.mapping.objects.map((object) => object.name) },
      remedy: onUser(
        run,
        'Permission Set License Assignments > Edit Assignments',
        'Tick “Salesforce API Integration” and save, or let “Apply permissions” do it.',
        true,
      ),
    };
  },
};

const marketingUser: Check = {
  id: 'marketing_user',
  group: 'user',
  title: 'Marketing User',
  asks: 'User.UserPermissionsMarketingUser.',
  without: 'Campaigns cannot be made or changed in orgs that still ask for it.',
  needs: ({ policy, mapping }) =>
    policy === 'standard_user' || mapping.objects.some(({ name, writes }) => writes && name === 'Campaign')
      ? 'required'
      : 'not_needed',
  async run(run) {
    const { as, answer } = await userRow(run);
    if (answer.kind === 'refused') return unknownBecause(as, answer);
    const on = answer.value.records[0]?.['UserPermissionsMarketingUser'] === true;
    const evidence = [evidenceOf(as, answer, `UserPermissionsMarketingUser ${on}`)];
    if (on) return { status: 'pass', summary: 'The user is a Marketing User.', evidence };
    return {
      status: 'fail',
      summary: 'The user is not a Marketing User.',
      evidence,
      affected: { objects: ['Campaign'], features: ['list building'] },
      remedy: onUser(run, 'Edit > Marketing User', 'Tick “Marketing User” and save.'),
    };
  },
};

export const USER_CHECKS: readonly Check[] = [userActive, licence, permissionSetLicence, marketingUser];
