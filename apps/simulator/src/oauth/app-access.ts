import { makeId } from '../org/ids.ts';
import { SeedError } from '../seed/problems.ts';
import { querySystem, soqlText } from '../users.ts';
import type { World } from '../world.ts';
import type { App } from './apps.ts';

/** The app's row: in ExternalClientApplication, or in ConnectedApplication. */
export function applicationId(world: World, app: App): string {
  return makeId(app.external === true ? '0xI' : '0H4', world.apps.numberOf(app.consumerKey));
}

/**
 * "Admin approved users are pre-authorized": a SetupEntityAccess row joins the app to a profile's or another permission
 * set the user has. Source: facts 7.3.
 */
export function isAdminApproved(world: World, userId: string, app: App): boolean {
  const sets = permissionSetsOf(world, userId);
  if (sets.length === 0) return false;
  const list = sets.map((id) => `'${id}'`).join(', ');
  const id = applicationId(world, app);
  return (
    querySystem(
      world.org,
      `SELECT Id FROM SetupEntityAccess WHERE SetupEntityId = '${id}' AND ParentId IN (${list}) LIMIT 1`,
    ).length > 0
  );
}

/** Source: facts 10, "Sept 2025". */
export function approvesUninstalledApps(world: World, userId: string): boolean {
  return (
    world.org.hasPermission(userId, 'ApproveUninstalledConnectedApps') ||
    world.org.hasPermission(userId, 'UseAnyApiClient')
  );
}

/** Assigned sets, the profile's, and the members of assigned groups. */
function permissionSetsOf(world: World, userId: string): string[] {
  const assigned = querySystem(
    world.org,
    `SELECT PermissionSetId, PermissionSetGroupId FROM PermissionSetAssignment WHERE AssigneeId = '${userId}'`,
  );
  const groups = assigned.flatMap((row) =>
    typeof row['PermissionSetGroupId'] === 'string' ? [`'${row['PermissionSetGroupId']}'`] : [],
  );
  const members =
    groups.length === 0
      ? []
      : querySystem(
          world.org,
          `SELECT PermissionSetId FROM PermissionSetGroupComponent WHERE PermissionSetGroupId IN (${groups.join(', ')})`,
        );
  return [...assigned, ...members].flatMap((row) =>
    typeof row['PermissionSetId'] === 'string' ? [row['PermissionSetId']] : [],
  );
}

/** Attaches an app to profiles and permission sets, as "Manage Profiles" of the app's page does. @throws SeedError */
export function attachApp(
  world: World,
  app: App,
  to: { readonly profiles: readonly string[]; readonly permissionSets: readonly string[] },
): void {
  const find = (kind: string, name: string, condition: string): string => {
    const [row] = querySystem(world.org, `SELECT Id FROM PermissionSet WHERE ${condition} LIMIT 1`);
    if (row !== undefined) return String(row['Id']);
    throw new SeedError([{ path: `apps.${app.name}`, message: `there is no ${kind} "${name}"` }], 'the seed');
  };
  const parents = [
    ...to.profiles.map((name) => find('profile', name, `Profile.Name = '${soqlText(name)}'`)),
    ...to.permissionSets.map((name) =>
      find('permission set', name, `Name = '${soqlText(name)}' AND IsOwnedByProfile = false`),
    ),
  ];
  const id = applicationId(world, app);
  world.org.load(
    'SetupEntityAccess',
    parents.map((ParentId) => ({
      ParentId,
      SetupEntityId: id,
      SetupEntityType: app.external === true ? 'ExternalClientApplication' : 'ConnectedApplication',
    })),
  );
}
