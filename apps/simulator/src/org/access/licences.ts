/** What a user licence lets its users be given, and what permission set licences add. */
import { SYSTEM_PERMISSIONS } from '../../standard/system-permissions.ts';
import { labelFromName } from '../../standard/field-helpers.ts';
import { GRANT_NAMES, type Grants, type GrantReader } from './object-grants.ts';
import { RIGHT_LABELS } from './permission-dependencies.ts';

interface Bounds {
  /** Lower-cased names; every object when undefined. */
  readonly objects: ReadonlySet<string> | undefined;
  readonly customObjects: boolean;
  readonly system: (name: string) => boolean;
}

const EVERYTHING: Bounds = { objects: undefined, customObjects: true, system: () => true };
const words = (text: string) => new Set(text.trim().split(/\s+/));

const INTEGRATION_SYSTEM = words(
  'ApiEnabled ApiUserOnly PasswordNeverExpires ActivitiesAccess ViewRoles ViewSetup ViewDeveloperName',
);
const CHATTER_SYSTEM = words(
  'ChatterInternalUser ChatterOwnGroups ApiEnabled LightningExperienceUser ViewRoles PasswordNeverExpires',
);
const NOT_FOR_PLATFORM =
  words(`ModifyAllData CustomizeApplication AuthorApex ManageUsers ConvertLeads ImportLeads
  ManageLeads TransferAnyLead ManageCases TransferAnyCase ManageSolutions OverrideForecasts ViewAllForecasts`);

/**
 * By UserLicense.LicenseDefinitionKey. That an integration user may be given nothing without the permission set licence is
 * documented (facts 7.2); how far the other licences reach is assumed from Salesforce Help, "User Licenses".
 */
const USER_LICENCES: Readonly<Record<string, Bounds>> = {
  SFDC: EVERYTHING,
  AUL: {
    objects: words('account contact asset document contract product2 pricebook2 task event'),
    customObjects: true,
    system: (name) => !NOT_FOR_PLATFORM.has(name),
  },
  PID_SALESFORCE_INTEGRATION: {
    objects: new Set(),
    customObjects: false,
    system: (name) => INTEGRATION_SYSTEM.has(name),
  },
  PID_Identity: { objects: new Set(), customObjects: false, system: (name) => CHATTER_SYSTEM.has(name) },
  CSN_User: { objects: new Set(), customObjects: false, system: (name) => CHATTER_SYSTEM.has(name) },
  CSN_External_User: { objects: new Set(), customObjects: false, system: () => false },
};

/** By DeveloperName. The permission set licence for integrations opens every object. Source: facts 7.2. */
const SET_LICENCES: Readonly<Record<string, Bounds>> = {
  SalesforceAPIIntegrationPsl: EVERYTHING,
};

/** Whether a permission set licence, by DeveloperName, lets its users be given this system permission. */
export function setLicenceAllows(name: string, permission: string): boolean {
  return SET_LICENCES[name]?.system(permission) ?? false;
}

/** The bounds of everything these licences allow together. */
function boundsOf(reader: GrantReader, licenceIds: readonly string[]): Bounds[] {
  return licenceIds.flatMap((id) => {
    const [user] = reader.rows('UserLicense', '"Id" = ?', id);
    if (user !== undefined) return USER_LICENCES[String(user['LicenseDefinitionKey'])] ?? [EVERYTHING];
    const [set] = reader.rows('PermissionSetLicense', '"Id" = ?', id);
    return SET_LICENCES[String(set?.['DeveloperName'])] ?? [];
  });
}

const CANONICAL = new Map(SYSTEM_PERMISSIONS.map((name) => [`permissions${name.toLowerCase()}`, name]));

/** The first permission that none of these licences allows, as messages name it: `Read Account`. */
export function beyondLicences(
  reader: GrantReader,
  licenceIds: readonly string[],
  grants: Grants,
  labelOf: (objectName: string) => string | undefined,
): string | undefined {
  const bounds = boundsOf(reader, licenceIds);
  for (const key of grants.system) {
    const name = CANONICAL.get(key);
    if (name !== undefined && !bounds.some(({ system }) => system(name))) return labelFromName(name);
  }
  for (const [object, grant] of grants.objects) {
    const custom = object.endsWith('__c');
    const allowed = bounds.some(
      (bound) => bound.objects === undefined || bound.objects.has(object) || (custom && bound.customObjects),
    );
    const right = GRANT_NAMES.find((name) => grant[name]);
    if (!allowed && right !== undefined) return `${RIGHT_LABELS[right]} ${labelOf(object) ?? object}`;
  }
  return undefined;
}

/** The user's licence by profile, and the permission set licences assigned to them. */
export function licencesOf(reader: GrantReader, userId: string, profileId?: string): string[] {
  const [user] = reader.rows('User', '"Id" = ?', userId);
  const [profile] = reader.rows('Profile', '"Id" = ?', profileId ?? String(user?.['ProfileId']));
  const licence = profile?.['UserLicenseId'];
  const assigned = reader.rows('PermissionSetLicenseAssign', '"AssigneeId" = ?', userId);
  return [
    ...(typeof licence === 'string' ? [licence] : []),
    ...assigned.map((row) => String(row['PermissionSetLicenseId'])),
  ];
}
