import { accessRule } from '../org/access/access-rules.ts';
import { ADMINISTRATOR_PROFILE } from '../org/access/administrator-grants.ts';
import { setLicenceAllows } from '../org/access/licences.ts';
import { makeId } from '../org/ids.ts';
import type { Org, Row } from '../org/types.ts';
import { SYSTEM_PERMISSIONS } from '../standard/system-permissions.ts';
import { writeBaseRecords } from './base-records.ts';
import { fieldPermissionRows, objectPermissionRow, systemPermissionValues } from './grant-rows.ts';
import { AUTOMATED_PROCESS_ID, RowWriter } from './row-writer.ts';
import type { SeedProfile } from './seed.ts';
import { PERMISSION_SET_LICENCES, STANDARD_PROFILES, USER_LICENCES } from './standard-profiles.ts';

/** Stages of a new org: probability, and how they count in forecasts. */
const STAGES: readonly (readonly [
  stage: string,
  probability: number,
  category: string,
  end?: 'won' | 'lost',
])[] = [
  ['Prospecting', 10, 'Pipeline'],
  ['Qualification', 10, 'Pipeline'],
  ['Needs Analysis', 20, 'Pipeline'],
  ['Value Proposition', 50, 'Pipeline'],
  ['Id. Decision Makers', 60, 'Pipeline'],
  ['Perception Analysis', 70, 'Pipeline'],
  ['Proposal/Price Quote', 75, 'Pipeline'],
  ['Negotiation/Review', 90, 'Pipeline'],
  ['Closed Won', 100, 'Closed', 'won'],
  ['Closed Lost', 0, 'Omitted', 'lost'],
];

/** Gives a new org what Salesforce puts in each: organization, licences, profiles, the automated user, stages. */
export function writeBaseOrg(org: Org, organization: Row): void {
  const writer = new RowWriter(org);
  writer.write('Organization', [{ ...organizationRow(org), ...organization }]);
  const licences = writer.write(
    'UserLicense',
    USER_LICENCES.map(({ name, key, total }) => ({
      Name: name,
      MasterLabel: name,
      LicenseDefinitionKey: key,
      Status: 'Active',
      TotalLicenses: total,
      UsedLicenses: 0,
    })),
  );
  writer.write(
    'PermissionSetLicense',
    PERMISSION_SET_LICENCES.map(({ name, label, total }) => ({
      DeveloperName: name,
      MasterLabel: label,
      PermissionSetLicenseKey: name,
      Language: 'en_US',
      Status: 'Active',
      TotalLicenses: total,
      UsedLicenses: 0,
      ...Object.fromEntries(
        SYSTEM_PERMISSIONS.map((permission) => [
          `MaximumPermissions${permission}`,
          setLicenceAllows(name, permission),
        ]),
      ),
    })),
  );
  const profileIds = writeProfiles(
    writer,
    STANDARD_PROFILES.map((profile) => overEverything(org, profile)),
    (profile) => {
      const position = USER_LICENCES.findIndex(({ name }) => name === profile.licence);
      return licences[position] ?? null;
    },
  );
  writer.write('Group', [
    {
      Name: 'All Internal Users',
      DeveloperName: 'AllInternalUsers',
      Type: 'Organization',
      OwnerId: org.organizationId,
      DoesIncludeBosses: false,
    },
  ]);
  const automated = STANDARD_PROFILES.findIndex(({ name }) => name === 'Automated Process');
  writer.write('User', [automatedProcessRow(org, profileIds[automated]?.profileId ?? null)]);
  writer.write('PermissionSetAssignment', [
    { AssigneeId: AUTOMATED_PROCESS_ID, PermissionSetId: profileIds[automated]?.permissionSetId ?? null },
  ]);
  writer.write(
    'OpportunityStage',
    STAGES.map(([name, probability, category, end], index) => ({
      MasterLabel: name,
      ApiName: name,
      IsActive: true,
      SortOrder: index + 1,
      IsClosed: end !== undefined,
      IsWon: end === 'won',
      ForecastCategory: category,
      ForecastCategoryName: category,
      DefaultProbability: probability,
    })),
  );
  writeBaseRecords(writer);
}

/** Administrators have every object that has permissions of its own, and every field. */
function overEverything(org: Org, profile: SeedProfile): SeedProfile {
  if (profile.name !== ADMINISTRATOR_PROFILE) return profile;
  const all = { read: true, create: true, edit: true, delete: true, viewAll: true, modifyAll: true };
  const objects = org.objects().filter((definition) => accessRule({ definition }).kind === 'own');
  return {
    ...profile,
    objects: new Map(objects.map(({ name }) => [name, all])),
    fields: new Map(org.objects().map(({ name }) => [`${name}.*`, 'edit'])),
  };
}

/** Source: Object Reference, Profile.UserType. */
function userTypeOf({ name, licence }: SeedProfile): string {
  if (name === 'Automated Process') return 'AutomatedProcess';
  return licence === 'Chatter Free' ? 'CsnOnly' : 'Standard';
}

/** Profiles with the permission sets they own, and what those allow. */
export function writeProfiles(
  writer: RowWriter,
  profiles: readonly SeedProfile[],
  licenceId: (profile: SeedProfile) => string | null,
): { readonly profileId: string; readonly permissionSetId: string }[] {
  const profileIds = writer.write(
    'Profile',
    profiles.map((profile) => ({
      Name: profile.name,
      UserLicenseId: licenceId(profile),
      UserType: userTypeOf(profile),
      ...systemPermissionValues(profile.system),
    })),
  );
  const setIds = writer.write(
    'PermissionSet',
    profiles.map((profile, index) => {
      const profileId = profileIds[index] ?? '';
      return {
        // Salesforce calls these X and the profile's id.
        Name: `X${profileId.slice(0, 15)}`,
        Label: profileId.slice(0, 15),
        ProfileId: profileId,
        IsOwnedByProfile: true,
        IsCustom: false,
        Type: 'Profile',
        LicenseId: licenceId(profile),
        ...systemPermissionValues(profile.system),
      };
    }),
  );
  const objectRows: Row[] = [];
  const fieldRows: Row[] = [];
  for (const [index, profile] of profiles.entries()) {
    const parentId = setIds[index] ?? '';
    for (const [object, grant] of profile.objects)
      objectRows.push(objectPermissionRow(parentId, object, grant));
    fieldRows.push(...fieldPermissionRows(writer.org, parentId, profile.fields));
  }
  writer.write('ObjectPermissions', objectRows);
  writer.write('FieldPermissions', fieldRows);
  return profileIds.map((profileId, index) => ({ profileId, permissionSetId: setIds[index] ?? '' }));
}

function organizationRow(org: Org): Row {
  return {
    Id: org.organizationId,
    Name: 'Simulated Org',
    Country: 'US',
    OrganizationType: 'Enterprise Edition',
    InstanceName: 'SIM1',
    IsSandbox: false,
    DefaultLocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    TimeZoneSidKey: 'America/Los_Angeles',
    FiscalYearStartMonth: 1,
    DefaultAccountAccess: 'Edit',
    DefaultContactAccess: 'ControlledByParent',
    DefaultOpportunityAccess: 'Edit',
    DefaultLeadAccess: 'ReadEditTransfer',
    DefaultCaseAccess: 'ReadEditTransfer',
    DefaultCalendarAccess: 'HideDetailsInsert',
    DefaultPricebookAccess: 'ReadSelect',
    DefaultCampaignAccess: 'All',
    UiSkin: 'Theme3',
    SignupCountryIsoCode: 'US',
    NumKnowledgeService: 0,
    WebToCaseDefaultOrigin: 'Web',
    PreferencesLightningLoginEnabled: true,
    PreferencesConsentManagementEnabled: true,
    ReceivesInfoEmails: true,
    ReceivesAdminInfoEmails: true,
    MonthlyPageViewsUsed: 0,
    MonthlyPageViewsEntitlement: 0,
  };
}

function automatedProcessRow(org: Org, profileId: string | null): Row {
  const orgKey = org.organizationId.toLowerCase();
  return {
    Id: makeId('005', 1),
    Username: `autoproc@${orgKey}`,
    LastName: 'Automated Process',
    FirstName: null,
    Name: 'Automated Process',
    Email: `autoproc@${orgKey}`,
    Alias: 'autoproc',
    CommunityNickname: `autoproc.${orgKey}`,
    IsActive: true,
    UserType: 'AutomatedProcess',
    ProfileId: profileId,
    TimeZoneSidKey: 'America/Los_Angeles',
    LocaleSidKey: 'en_US',
    LanguageLocaleKey: 'en_US',
    EmailEncodingKey: 'UTF-8',
  };
}
