import type { LoginPolicy } from '../oauth/login-policies.ts';
import type { SignInSettings } from '../oauth/sign-in-settings.ts';
import type { Caller, Org, Row } from '../org/types.ts';
import { applyCurrencies } from './apply-currencies.ts';
import { applyChangeDataCapture } from './apply-change-data-capture.ts';
import { applyPersonAccounts, completeRecordTypes } from './apply-person-accounts.ts';
import { applyRecords } from './apply-records.ts';
import { applyDataRules } from './apply-data-rules.ts';
import { applyValidationRules } from './apply-validation-rules.ts';
import { applySharedActivities, relateActivities } from './apply-shared-activities.ts';
import { applySharing, countLicences } from './apply-sharing.ts';
import { applyUsers } from './apply-users.ts';
import { writeBaseOrg, writeProfiles } from './base-org.ts';
import { checkAgainstOrg } from './check-against-org.ts';
import { type DemoOptions, demoSeed, writeDemoRows } from './demo/demo-seed.ts';
import { Directory } from './directory.ts';
import { EMPTY_SEED } from './empty-seed.ts';
import { generateRows } from './generate.ts';
import { fieldPermissionRows, objectPermissionRow, systemPermissionValues } from './grant-rows.ts';
import { SeedError } from './problems.ts';
import { addRollUps, isRollUp, withoutRollUps } from './roll-up-fields.ts';
import { AUTOMATED_PROCESS_ID, automatedProcess, RowWriter } from './row-writer.ts';
import type { Seed, SeedApp, SeedGrants } from './seed.ts';
import { parseSeed, readSeedFile } from './seed-file.ts';
import { OPEN_PROFILES } from './standard-profiles.ts';

/** Where things go that are not rows of the org. */
export interface SeedSink {
  defineApp(app: SeedApp): void;
  setPassword(userId: string, password: string): void;
  /** Of a user or a profile. */
  setLoginPolicy?(ownerId: string, policy: LoginPolicy): void;
  changeSignIn?(settings: Partial<SignInSettings>): void;
}

/** `demo`, `empty`, the path of a seed file, or the content of one. */
export type SeedSource = string | object;

/**
 * Makes the org what the seed says: a new org gets what every org has first; an org with content gets what the seed adds.
 *
 * @throws SeedError before anything of the seed is written, when the seed is wrong or does not fit the org;
 *   also when Salesforce's own rules refuse one of its records: then no record is kept, but what the seed declares is.
 */
export function applySeed(org: Org, source: SeedSource, sink: SeedSink, options: DemoOptions = {}): void {
  const demo = source === 'demo';
  const seed = demo ? parseSeed(demoSeed(options), 'the demo seed') : readSource(source);
  const isNew = org.countRows('Organization') === 0;
  if (isNew && seed.organization?.id !== undefined) org.changeOrganizationId(seed.organization.id);
  if (isNew) writeBaseOrg(org, seed.organization?.values ?? {});
  checkAgainstOrg(org, seed);
  if (!isNew) applyOrganization(org, seed);
  applyParsedSeed(org, seed, sink);
  if (demo) writeDemoRows(org);
}

function readSource(source: SeedSource): Seed {
  if (typeof source === 'object') return parseSeed(source);
  return source === 'empty' ? parseSeed(EMPTY_SEED, 'the empty seed') : readSeedFile(source);
}

function applyParsedSeed(org: Org, seed: Seed, sink: SeedSink): void {
  const directory = new Directory(org);
  const writer = new RowWriter(org);
  const newObjects = seed.objects.map(({ declaration }) => org.defineObject(withoutRollUps(declaration)));
  applyCurrencies(org, writer, seed);
  applyCorporateCurrency(org, seed);
  for (const { object, fields } of seed.fields)
    for (const field of fields) if (!isRollUp(field)) org.addField(object, field);
  addRollUps(org, seed);
  const personFields = applyPersonAccounts(org, seed);
  applySharedActivities(org, seed);
  applyRecordTypes(org, writer, seed);
  completeRecordTypes(org, writer, seed);
  openToPeople(
    writer,
    directory,
    newObjects
      .filter(({ kind }, index) => kind === 'custom' && seed.objects[index]?.openToStandardUsers === true)
      .map(({ name }) => name),
    [
      ...personFields,
      ...seed.fields.flatMap(({ object, fields }) => fields.map(({ name }) => `${object}.${name}`)),
    ],
  );
  applyRoles(writer, directory, seed);
  writeProfiles(writer, seed.profiles, ({ licence }) => directory.userLicence(licence) ?? null);
  applyPermissionSets(writer, directory, seed);
  applyUsers(writer, directory, seed, sink);
  applyQueues(writer, directory, seed);
  applySharing(writer, directory, seed);
  countLicences(org);
  applyDataRules(org, writer, directory, seed);
  applyValidationRules(org, seed.validationRules);
  for (const app of seed.apps) sink.defineApp(app);
  applySignIn(directory, seed, sink);
  org.atomically(
    () => applyRecords(org, administrator(seed, directory), directory, seed.records),
    () => true,
  );
  for (const generation of seed.generate) generateRows(org, generation);
  relateActivities(org, writer);
  applyChangeDataCapture(org, seed);
  org.recalculateRollUps();
}

function applySignIn(directory: Directory, seed: Seed, sink: SeedSink): void {
  const myDomain = seed.organization?.myDomain;
  sink.changeSignIn?.({ ...(myDomain === undefined ? {} : { myDomain }), ...seed.signIn });
  for (const { profile, policy } of seed.loginPolicies) {
    const id = directory.profile(profile);
    if (id === undefined) {
      throw new SeedError(
        [{ path: 'loginPolicies', message: `there is no profile "${profile}"` }],
        'the seed',
      );
    }
    sink.setLoginPolicy?.(id, policy);
  }
}

/** Records are created by the seed's first administrator, else the org's, else Salesforce itself. */
function administrator(seed: Seed, directory: Directory): Caller {
  const own = seed.users.find(
    ({ profile, values }) => profile === 'System Administrator' && values['IsActive'] === true,
  );
  const userId =
    own === undefined
      ? directory.find('User', 'Profile.Name', 'System Administrator', 'IsActive = true')
      : directory.user(own.username);
  return { ...automatedProcess, userId: userId ?? AUTOMATED_PROCESS_ID };
}

function applyOrganization(org: Org, { organization }: Seed): void {
  if (organization !== undefined) updateRow(org, 'Organization', org.organizationId, organization.values);
}

function updateRow(org: Org, object: string, id: string, values: Row): void {
  if (Object.keys(values).length === 0) return;
  const [result] = org.save(automatedProcess, [{ kind: 'update', object, id, values }], { allOrNone: true });
  if (result?.success !== false) return;
  throw new SeedError(
    result.errors.map(({ statusCode, message }) => ({ path: object, message: `${statusCode}: ${message}` })),
  );
}

/** Where there are several currencies, the organization and the platform's own user have the corporate one. */
function applyCorporateCurrency(org: Org, { currencies }: Seed): void {
  const isoCode = currencies.find((currency) => currency.corporate)?.isoCode;
  if (isoCode === undefined) return;
  updateRow(org, 'Organization', org.organizationId, { DefaultCurrencyIsoCode: isoCode });
  updateRow(org, 'User', AUTOMATED_PROCESS_ID, { CurrencyIsoCode: isoCode, DefaultCurrencyIsoCode: isoCode });
}

/** The field RecordTypeId exists only on objects that have record types. */
function applyRecordTypes(org: Org, writer: RowWriter, { recordTypes }: Seed): void {
  for (const name of new Set(recordTypes.map(({ object }) => org.object(object)?.name ?? object))) {
    org.addField(name, {
      name: 'RecordTypeId',
      type: 'reference',
      label: 'Record Type ID',
      referenceTo: ['RecordType'],
      relationshipName: 'RecordType',
      nillable: true,
      permissionable: false,
    });
  }
  writer.write(
    'RecordType',
    recordTypes.map(({ object, developerName, label, description, isActive, setup }) => ({
      ...(setup.isPersonType ? { IsPersonType: true } : {}),
      SobjectType: org.object(object)?.name ?? object,
      DeveloperName: developerName,
      Name: label,
      Description: description ?? null,
      IsActive: isActive,
    })),
  );
}

/** Gives the profiles of people access to objects and fields that the seed has just declared. */
function openToPeople(
  writer: RowWriter,
  directory: Directory,
  objects: readonly string[],
  fields: readonly string[],
): void {
  const full = { read: true, create: true, edit: true, delete: true, viewAll: false, modifyAll: false };
  const everyField = new Map(
    [...objects.map((name) => `${name}.*`), ...fields].map((name) => [name, 'edit'] as const),
  );
  for (const profile of OPEN_PROFILES) {
    const setId = directory.profileSet(directory.profile(profile) ?? '');
    if (setId === undefined) continue;
    writer.write(
      'ObjectPermissions',
      objects.map((name) => objectPermissionRow(setId, name, full)),
    );
    writer.write('FieldPermissions', fieldPermissionRows(writer.org, setId, everyField));
  }
}

function applyRoles(writer: RowWriter, directory: Directory, { roles }: Seed): void {
  const ids = new Map(writer.takeIds('UserRole', roles.length).map((id, index) => [roles[index]?.name, id]));
  writer.write(
    'UserRole',
    roles.map(({ name, developerName, parent }) => ({
      Id: ids.get(name) ?? null,
      Name: name,
      DeveloperName: developerName,
      RollupDescription: name,
      ParentRoleId: parent === undefined ? null : (ids.get(parent) ?? directory.role(parent) ?? null),
      OpportunityAccessForAccountOwner: 'Edit',
      CaseAccessForAccountOwner: 'Edit',
      ContactAccessForAccountOwner: 'Edit',
    })),
  );
}

function applyPermissionSets(writer: RowWriter, directory: Directory, { permissionSets }: Seed): void {
  const ids = writer.write(
    'PermissionSet',
    permissionSets.map(({ name, label, description, licence, system }) => ({
      Name: name,
      Label: label,
      Description: description ?? null,
      LicenseId:
        licence === undefined
          ? null
          : (directory.permissionSetLicence(licence) ?? directory.userLicence(licence) ?? null),
      IsCustom: true,
      IsOwnedByProfile: false,
      Type: 'Regular',
      ...systemPermissionValues(system),
    })),
  );
  for (const [index, grants] of permissionSets.entries()) writeGrants(writer, ids[index] ?? '', grants);
}

function writeGrants(writer: RowWriter, parentId: string, { objects, fields }: SeedGrants): void {
  writer.write(
    'ObjectPermissions',
    [...objects].map(([name, grant]) => objectPermissionRow(parentId, writer.definition(name).name, grant)),
  );
  writer.write('FieldPermissions', fieldPermissionRows(writer.org, parentId, fields));
}

function applyQueues(writer: RowWriter, directory: Directory, { queues }: Seed): void {
  const ids = writer.write(
    'Group',
    queues.map(({ name, developerName }) => ({
      Name: name,
      DeveloperName: developerName,
      Type: 'Queue',
      OwnerId: writer.org.organizationId,
    })),
  );
  for (const [index, { objects, members }] of queues.entries()) {
    const queueId = ids[index] ?? null;
    writer.write(
      'QueueSobject',
      objects.map((object) => ({ QueueId: queueId, SobjectType: writer.definition(object).name })),
    );
    writer.write(
      'GroupMember',
      members.map((username) => ({ GroupId: queueId, UserOrGroupId: directory.user(username) ?? null })),
    );
  }
}
