import type { PermissionPolicy } from '@sync-user/contract';
import { SYSTEM_PERMISSION_LABELS } from '../../../repair/system-permissions.ts';
import type { Check, CheckFinding, CheckRun, Need } from '../../check.ts';
import { apiRefusedToAll, asksFor, systemPermission } from '../../facts.ts';
import { onPage } from '../../remedy.ts';

interface SystemPermissionCheck {
  readonly id: string;
  /** As in `Permissions<Name>` of PermissionSet. */
  readonly name: string;
  readonly without: string;
  readonly features: readonly string[];
  /** Mapped objects that it is about. */
  readonly objects?: readonly string[];
  /** Policies that ask for it but go on without it. */
  readonly recommendedBy?: readonly PermissionPolicy[];
}

const CHECKED: readonly SystemPermissionCheck[] = [
  {
    id: 'api_enabled',
    name: 'ApiEnabled',
    without: 'Salesforce refuses every call: nothing is read and nothing is written.',
    features: ['everything'],
  },
  {
    id: 'view_all_data',
    name: 'ViewAllData',
    without: 'Records that are not shared with this user stay out, and changes to them go unseen.',
    features: ['complete mirror'],
    recommendedBy: ['integration_user'],
  },
  {
    id: 'modify_all_data',
    name: 'ModifyAllData',
    without: 'Records that belong to others cannot be written: pushes to them fail one by one.',
    features: ['writing to all records'],
  },
  {
    id: 'view_setup',
    name: 'ViewSetup',
    without:
      'The org’s allowances, permission sets and field permissions are not visible, so these checks cannot say through what something is granted.',
    features: ['permission checks', 'allowances'],
  },
  {
    id: 'view_all_users',
    name: 'ViewAllUsers',
    without: 'Users that are not visible to this user stay out, so owners of records cannot be matched.',
    features: ['owner matching'],
    objects: ['User'],
  },
  {
    id: 'view_roles',
    name: 'ViewRoles',
    without:
      'Roles cannot be read, and events about records of other branches of the hierarchy are not delivered.',
    features: ['roles'],
    objects: ['UserRole'],
  },
  {
    id: 'customize_application',
    name: 'CustomizeApplication',
    without: 'Fields and settings cannot be made or changed from here; reading and writing records goes on.',
    features: ['making fields'],
  },
  {
    id: 'access_activities',
    name: 'ActivitiesAccess',
    without: 'Tasks and events cannot be read.',
    features: ['activities'],
    objects: ['Task', 'Event'],
  },
  {
    id: 'edit_tasks',
    name: 'EditTask',
    without: 'Tasks cannot be written: logged emails and calls do not arrive in Salesforce.',
    features: ['logging activities'],
    objects: ['Task'],
  },
  {
    id: 'edit_events',
    name: 'EditEvent',
    without: 'Events cannot be written: logged meetings do not arrive in Salesforce.',
    features: ['logging meetings'],
    objects: ['Event'],
  },
  {
    id: 'author_apex',
    name: 'AuthorApex',
    without: 'Apex cannot be deployed; nothing here deploys any.',
    features: ['deployment'],
  },
];

/** One check for each system permission that a policy or a mapping may ask for. */
export const SYSTEM_PERMISSION_CHECKS: readonly Check[] = CHECKED.map((one) => {
  const label = labelOf(one);
  return {
    id: one.id,
    group: 'permissions',
    title: label,
    asks: `Whether profile, permission sets or permission set groups (muting taken off) grant “${label}”; where they are not visible, UserPermissionAccess.`,
    without: one.without,
    needs: ({ policy, mapping }): Need => {
      if (!asksFor({ policy, mapping }, one.name)) return 'not_needed';
      return one.recommendedBy?.includes(policy) === true ? 'recommended' : 'required';
    },
    run: (run) => runOne(run, one),
  };
});

function labelOf({ name }: SystemPermissionCheck): string {
  return SYSTEM_PERMISSION_LABELS[name] ?? name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

async function runOne(run: CheckRun, one: SystemPermissionCheck): Promise<CheckFinding> {
  const label = labelOf(one);
  const { has, evidence } = await systemPermission(run, one.name);
  if (has === true) return { status: 'pass', summary: `The user has “${label}”.`, evidence };
  if (has === undefined && (one.id !== 'api_enabled' || !isApiRefused(evidence))) {
    return {
      status: 'unknown',
      summary: `Nobody connected may see whether the user has “${label}”.`,
      evidence,
    };
  }
  if (has === undefined && (await apiRefusedToAll(run)).refused) {
    const summary =
      'The API is refused to other users too, so it is not a matter of this user’s permissions.';
    return { status: 'unknown', summary, evidence };
  }
  const mapped = run.mapping.objects.map(({ name }) => name);
  return {
    status: 'fail',
    summary: `The user does not have “${label}”.`,
    evidence,
    consequence: one.without,
    affected: {
      features: [...one.features],
      objects: (one.objects ?? []).filter((name) => mapped.includes(name)),
    },
    remedy: {
      ...onPage(
        run,
        'permissionSets',
        '(a set of the user) > System Permissions',
        `Grant “${label}” in a permission set assigned to ${run.subject.username}, or in the user’s profile, or let “Apply permissions” do it.`,
      ),
      canApply: true,
    },
  };
}

/** Without it the user cannot be asked about itself: the refusal is the answer. */
function isApiRefused(evidence: CheckFinding['evidence']): boolean {
  return evidence.some(({ answered }) =>
    /API_DISABLED|API_CURRENTLY_DISABLED|not valid for use with the REST API/.test(answered),
  );
}
