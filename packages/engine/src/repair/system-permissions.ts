import type { PermissionPolicy } from '@sync-user/contract';
import type { AccessMapping } from '../ports/org-access.ts';

/** A system permission that is needed. `name` as in `Permissions<Name>` of PermissionSet. */
export interface NeededSystem {
  readonly name: string;
  readonly label: string;
  readonly why: string;
}

/** As Setup words them. */
export const SYSTEM_PERMISSION_LABELS: Readonly<Record<string, string>> = {
  ApiEnabled: 'API Enabled',
  ActivitiesAccess: 'Access Activities',
  EditTask: 'Edit Tasks',
  EditEvent: 'Edit Events',
  ViewAllUsers: 'View All Users',
  ViewRoles: 'View Roles and Role Hierarchy',
  ViewAllData: 'View All Data',
  ModifyAllData: 'Modify All Data',
  ViewSetup: 'View Setup and Configuration',
  CustomizeApplication: 'Customize Application',
  ManageProfilesPermissionsets: 'Manage Profiles and Permission Sets',
  AssignPermissionSets: 'Assign Permission Sets',
};

/**
 * System permissions that the mapping and the policy ask for, dependencies first. Least privilege asks for no permission
 * over all data and none to see Setup: object permissions with View All Records do what the sync needs.
 */
export function neededSystem(mapping: AccessMapping, policy: PermissionPolicy): readonly NeededSystem[] {
  const mapped = new Map(mapping.objects.map((object) => [object.name, object]));
  const needed = new Map<string, string>([['ApiEnabled', 'Without it Salesforce refuses every call.']]);
  const activities = ['Task', 'Event'].filter((name) => mapped.has(name));
  if (activities.length > 0) {
    needed.set('ActivitiesAccess', `Tasks and events are mapped (${activities.join(', ')}).`);
  }
  if (mapped.get('Task')?.writes === true) needed.set('EditTask', 'Tasks are written.');
  if (mapped.get('Event')?.writes === true) needed.set('EditEvent', 'Events are written.');
  if (mapped.has('User')) {
    needed.set(
      'ViewAllUsers',
      'Owners are matched with users, also where users are not visible to each other.',
    );
  }
  if (mapped.has('UserRole')) needed.set('ViewRoles', 'Roles are mapped.');
  for (const [name, why] of Object.entries(OF_POLICY[policy])) needed.set(name, needed.get(name) ?? why);
  return Array.from(needed, ([name, why]) => ({ name, label: SYSTEM_PERMISSION_LABELS[name] ?? name, why }));
}

/**
 * What Salesforce grants a system permission only beside. Orgs lack some of them, by edition and features. Source: messages
 * of real orgs at deployments ("ViewAllData depends on permission(s): …"); View Roles beside View Setup recalled.
 */
const COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  ViewAllData: [
    'ViewEventLogFiles',
    'ViewPublicDashboards',
    'ViewPublicReports',
    'ViewAllForecasts',
    'ViewPlatformEvents',
    'ViewDataLeakageEvents',
  ],
  ViewSetup: ['ViewRoles'],
};

/**
 * With what must stand beside them, as far as the org has it, and without what it does not know at all. `known` are the
 * system permissions of the org; undefined when nobody can tell.
 */
export function grantableSystem(
  needed: readonly NeededSystem[],
  known: ReadonlySet<string> | undefined,
): readonly NeededSystem[] {
  if (known === undefined) return needed;
  const all = new Map<string, NeededSystem>();
  for (const permission of needed) {
    for (const name of COMPANIONS[permission.name] ?? []) {
      if (needed.some((other) => other.name === name)) continue;
      const why = `Salesforce grants ${permission.label} only beside it.`;
      all.set(name, { name, label: SYSTEM_PERMISSION_LABELS[name] ?? inWords(name), why });
    }
    all.set(permission.name, permission);
  }
  return [...all.values()].filter(({ name }) => known.has(name));
}

/** `View Event Log Files` for `ViewEventLogFiles`. */
function inWords(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
}

const OF_POLICY: Readonly<Record<PermissionPolicy, Readonly<Record<string, string>>>> = {
  least_privilege: {},
  standard_user: {},
  integration_user: {
    ViewAllData: 'The policy of this workspace asks that the sync user sees every record.',
  },
  administrator: {
    ViewAllData: 'Salesforce grants Modify All Data only beside it.',
    ModifyAllData: 'The policy of this workspace asks for it.',
    ViewSetup: 'The policy of this workspace asks for it.',
    ViewAllUsers: 'The policy of this workspace asks for it.',
    CustomizeApplication: 'The policy of this workspace asks for it.',
  },
};
