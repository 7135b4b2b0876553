import type { PermissionPolicy } from '@sync-user/contract';
import type { AccessMapping } from '../ports/org-access.ts';
import type { LicenceKind } from '../preflight/licence.ts';
import { permissionOwner } from '../repair/permission-owner.ts';
import { neededSystem } from '../repair/system-permissions.ts';

/** What is known of a candidate: system permissions by column name without `Permissions`, rights per object. */
export interface CandidateAccess {
  readonly permissions: ReadonlySet<string>;
  readonly objects: ReadonlyMap<string, ObjectRights>;
  readonly licence: LicenceKind;
  readonly marketingUser: boolean;
  /** Null when it could not be read. */
  readonly hasIntegrationLicence: boolean | null;
}

export interface ObjectRights {
  readonly read: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly viewAll: boolean;
}

/** System permissions to read of candidates, so that needs and the way to log in can be told. */
export function permissionsAskedFor(policy: PermissionPolicy, mapping: AccessMapping): readonly string[] {
  return [
    ...new Set([
      ...neededSystem(mapping, policy).map(({ name }) => name),
      'ApiUserOnly',
      'ViewAllData',
      'ModifyAllData',
    ]),
  ];
}

/** Objects whose rights are to be read of candidates: those that a permission set can grant. */
export function objectsAskedFor(mapping: AccessMapping): readonly string[] {
  const owners = mapping.objects.flatMap(({ name }) => {
    const owner = permissionOwner(name);
    if (owner.kind === 'none') return [];
    return [owner.kind === 'own' ? name : owner.parent];
  });
  return [...new Set(owners)];
}

/** What the policy asks for and the candidate lacks, each in a few words. Fields are left to the permission checks. */
export function missingFor(
  policy: PermissionPolicy,
  mapping: AccessMapping,
  access: CandidateAccess,
): readonly string[] {
  const has = (permission: string) => access.permissions.has(permission);
  const missing = neededSystem(mapping, policy).flatMap(({ name, label }) => (has(name) ? [] : [label]));
  const isIntegration = access.licence === 'integration';
  if (policy === 'integration_user' && !isIntegration) missing.push('Salesforce Integration licence');
  if (isIntegration && access.hasIntegrationLicence === false)
    missing.push('Permission set licence “Salesforce API Integration”');
  if (policy === 'standard_user') {
    if (access.licence !== 'standard') missing.push('Standard Salesforce licence');
    if (!access.marketingUser) missing.push('Marketing User');
  }

  const right = (object: string, name: keyof ObjectRights) => access.objects.get(object)?.[name] === true;
  const readsEverything = has('ViewAllData') || has('ModifyAllData');
  const wanted = readsEverything ? [] : objectsAskedFor(mapping);
  add(
    missing,
    'Read',
    wanted.filter((object) => !right(object, 'read')),
  );
  add(
    missing,
    'View All Records',
    wanted.filter((object) => right(object, 'read') && !right(object, 'viewAll')),
  );
  const written = has('ModifyAllData') ? [] : mapping.objects.filter((object) => object.writes);
  add(
    missing,
    'Create and Edit',
    written.map((object) => object.name).filter((name) => !(right(name, 'create') && right(name, 'edit'))),
  );
  return missing;
}

const SHOWN = 4;

function add(missing: string[], right: string, objects: readonly string[]): void {
  if (objects.length === 0) return;
  const more = objects.length > SHOWN ? ` and ${objects.length - SHOWN} more` : '';
  missing.push(`${right}: ${objects.slice(0, SHOWN).join(', ')}${more}`);
}
