import type { IsoInstant } from '../ports/clock.ts';

/** The questions that find and rank candidates. Few, whatever the number of users: the org ranks, we read a page. */

/** Permissions that decide a rank, as columns of PermissionSet. */
export const RANKING_PERMISSIONS = [
  'ModifyAllData',
  'ViewAllData',
  'CustomizeApplication',
  'ManageUsers',
] as const;

/** Holders of wide permissions that are read at most; an org with more of them is told to search. */
export const MOST_HOLDERS = 2000;
/** Ids in one filter: about 20 characters each keep the query well inside the length a URL may have. */
export const IDS_PER_QUERY = 100;

/** People and integration users; no portal, guest or automated users, who cannot be a sync user. */
const PEOPLE = `IsActive = true AND UserType = 'Standard'`;
const USER_FIELDS = [
  'Id',
  'Username',
  'Name',
  'Email',
  'UserPermissionsMarketingUser',
  'Profile.Name',
  'Profile.UserLicense.Name',
  'Profile.UserLicense.LicenseDefinitionKey',
];

/** An assignment counts while it is active and has not expired, and its set needs no activation of its own. Source: facts 7.4. */
function counts(now: IsoInstant): string {
  return (
    'IsActive = true AND PermissionSet.HasActivationRequired = false ' +
    `AND (ExpirationDate = null OR ExpirationDate > ${now})`
  );
}

/** Users by username, e-mail or name, alphabetically; wide-ranging ones are left to `holdersQuery`. */
export function othersQuery(search: string, limit: number, now: IsoInstant): string {
  return (
    `SELECT ${USER_FIELDS.join(', ')} FROM User WHERE ${PEOPLE}${matching('', search)} ` +
    `AND Id NOT IN (SELECT AssigneeId FROM PermissionSetAssignment WHERE ${counts(now)} AND ${anyOf('PermissionSet.')}) ` +
    `ORDER BY Name, Username LIMIT ${limit}`
  );
}

/** Every active user that matches, without a look at permissions: for an asker who may not read those. */
export function usersQuery(search: string, limit: number): string {
  return (
    `SELECT ${USER_FIELDS.join(', ')} FROM User WHERE ${PEOPLE}${matching('', search)} ` +
    `ORDER BY Name, Username LIMIT ${limit}`
  );
}

/** Who holds a permission that decides a rank, one row per set that gives one. */
export function holdersQuery(search: string, now: IsoInstant): string {
  const columns = [
    'AssigneeId',
    ...USER_FIELDS.map((field) => `Assignee.${field}`),
    ...RANKING_PERMISSIONS.map((name) => `PermissionSet.Permissions${name}`),
  ];
  return (
    `SELECT ${columns.join(', ')} FROM PermissionSetAssignment ` +
    `WHERE ${counts(now)} AND Assignee.IsActive = true AND Assignee.UserType = 'Standard'` +
    `${matching('Assignee.', search)} AND ${anyOf('PermissionSet.')} ` +
    `ORDER BY AssigneeId LIMIT ${MOST_HOLDERS}`
  );
}

/** All sets of these users, with what the policy asks for. */
export function assignmentsQuery(
  userIds: readonly string[],
  permissions: readonly string[],
  now: IsoInstant,
): string {
  const columns = permissions.map((name) => `PermissionSet.Permissions${name}`);
  return (
    `SELECT AssigneeId, PermissionSetId, ${columns.join(', ')} FROM PermissionSetAssignment ` +
    `WHERE ${counts(now)} AND AssigneeId IN (${list(userIds)})`
  );
}

/** Object rights of these sets on these objects. */
export function objectRightsQuery(setIds: readonly string[], objects: readonly string[]): string {
  return (
    'SELECT ParentId, SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit, PermissionsViewAllRecords ' +
    `FROM ObjectPermissions WHERE SobjectType IN (${list(objects)}) AND ParentId IN (${list(setIds)})`
  );
}

/** Who of these users has the permission set licence that Integration users need. */
export function integrationLicenceQuery(userIds: readonly string[]): string {
  return (
    'SELECT AssigneeId FROM PermissionSetLicenseAssign ' +
    `WHERE PermissionSetLicense.DeveloperName = 'SalesforceAPIIntegrationPsl' AND AssigneeId IN (${list(userIds)})`
  );
}

/** Whether the asker's sight is whole. Always answered: it is about the asker alone. */
export const OWN_SIGHT_QUERY =
  'SELECT PermissionsViewSetup, PermissionsViewAllUsers FROM UserPermissionAccess';

/** Source: SOQL and SOSL Reference, "Quoted String Escape Sequences": % and _ are wildcards of LIKE. */
export function escapeLike(text: string): string {
  return text.replace(/[\\'%_]/g, (character) => `\\${character}`);
}

function matching(path: string, search: string): string {
  const wanted = search.trim();
  if (wanted === '') return '';
  const pattern = `'%${escapeLike(wanted)}%'`;
  const fields = ['Username', 'Email', 'Name'].map((field) => `${path}${field} LIKE ${pattern}`);
  return ` AND (${fields.join(' OR ')})`;
}

function anyOf(path: string): string {
  return `(${RANKING_PERMISSIONS.map((name) => `${path}Permissions${name} = true`).join(' OR ')})`;
}

function list(values: readonly string[]): string {
  return values.map((value) => `'${value.replace(/[\\']/g, '\\$&')}'`).join(', ');
}
