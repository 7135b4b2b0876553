import type { PermissionPolicy } from '@sync-user/contract';
import type { AccessMapping, ObjectAccess } from '../ports/org-access.ts';
import { type PermissionParent, permissionOwner, STANDARD_PARENTS } from './permission-owner.ts';
import { grantableSystem, type NeededSystem, neededSystem } from './system-permissions.ts';

export const OBJECT_RIGHTS = ['read', 'create', 'edit', 'viewAll'] as const;
export type ObjectRight = (typeof OBJECT_RIGHTS)[number];

export interface NeededObject {
  readonly name: string;
  readonly label: string;
  /** Always with `read`; in the order of `OBJECT_RIGHTS`. */
  readonly rights: readonly ObjectRight[];
  readonly why: string;
}

export interface NeededField {
  readonly object: string;
  /** What has the permission: `BillingAddress` for `BillingCity`. */
  readonly field: string;
  readonly edit: boolean;
  /** Mapped fields that hang on it. */
  readonly mapped: readonly string[];
}

export interface NeededPermissions {
  readonly system: readonly NeededSystem[];
  /** Parents before children: Salesforce grants a child only where its parent is granted. */
  readonly objects: readonly NeededObject[];
  readonly fields: readonly NeededField[];
}

/**
 * The least that lets the mapping be read (and written, where it is): nothing in it can be left out. `shapes` are describe
 * answers of whoever sees most, by object name; what they leave out is taken for hidden, and asked for.
 * `known` are the org's system permissions, where somebody can tell.
 */
export function neededPermissions(
  mapping: AccessMapping,
  policy: PermissionPolicy,
  shapes: ReadonlyMap<string, ObjectAccess>,
  known?: ReadonlySet<string>,
): NeededPermissions {
  const system = grantableSystem(neededSystem(mapping, policy), known);
  const held = new Set(system.map(({ name }) => name));
  return {
    system,
    objects: held.has('ModifyAllData') ? [] : neededObjects(mapping, shapes, held.has('ViewAllData')),
    fields: mapping.objects.flatMap((object) => neededFields(object, shapes.get(object.name))),
  };
}

interface Wish {
  readonly rights: Set<ObjectRight>;
  readonly why: string;
}

function neededObjects(
  mapping: AccessMapping,
  shapes: ReadonlyMap<string, ObjectAccess>,
  seesAllData: boolean,
): NeededObject[] {
  const wishes = new Map<string, Wish>();
  const add = (name: string, rights: readonly ObjectRight[], why: string, below: readonly string[]): void => {
    // What must stand beside it comes before it.
    for (const parent of parentsOf(name, shapes.get(name))) {
      if (parent.name === name || below.includes(parent.name)) continue;
      const needs: ObjectRight[] =
        parent.viewAll && rights.includes('viewAll') ? ['read', 'viewAll'] : ['read'];
      add(parent.name, needs, `Salesforce grants ${name} only beside ${parent.name}.`, [...below, name]);
    }
    const known = wishes.get(name);
    if (known === undefined) wishes.set(name, { rights: new Set(rights), why });
    else for (const right of rights) known.rights.add(right);
  };

  const owners = mapping.objects.map((object) => ({ object, owner: permissionOwner(object.name) }));
  for (const { object, owner } of owners) {
    if (owner.kind !== 'own') continue;
    const rights = rightsOf(object.writes, seesAllData);
    if (rights.length > 0) add(object.name, rights, READ, []);
  }
  for (const { object, owner } of owners) {
    if (owner.kind !== 'follows') continue;
    const rights = rightsOf(object.writes, seesAllData).filter((right) => right !== 'create');
    if (rights.length > 0) add(owner.parent, rights, `${object.name} is as readable as it is.`, []);
  }
  const mapped = new Map(mapping.objects.map((object) => [object.name, object]));
  return Array.from(wishes, ([name, { rights, why }]) => ({
    name,
    label: shapes.get(name)?.label ?? mapped.get(name)?.label ?? name,
    rights: OBJECT_RIGHTS.filter((right) => rights.has(right)),
    why: mapped.get(name)?.writes === true ? WRITTEN : mapped.has(name) ? READ : why,
  }));
}

const READ = 'Read by the sync.';
const WRITTEN = 'Read and written by the sync.';

function rightsOf(writes: boolean, seesAllData: boolean): ObjectRight[] {
  if (seesAllData) return writes ? ['read', 'create', 'edit'] : [];
  return writes ? ['read', 'create', 'edit', 'viewAll'] : ['read', 'viewAll'];
}

function parentsOf(name: string, shape: ObjectAccess | undefined): readonly PermissionParent[] {
  const masters = (shape?.fields ?? []).flatMap(({ master }) =>
    master === null ? [] : [{ name: master, viewAll: true }],
  );
  return [...(STANDARD_PARENTS[name] ?? []), ...masters];
}

function neededFields(
  object: AccessMapping['objects'][number],
  shape: ObjectAccess | undefined,
): NeededField[] {
  const byName = new Map(shape?.fields.map((field) => [field.name.toLowerCase(), field]));
  const needed = new Map<string, { edit: boolean; mapped: string[] }>();
  for (const mapped of object.fields) {
    const field = byName.get(mapped.toLowerCase());
    if (field !== undefined && !field.permissionable) continue;
    if (field === undefined && ALWAYS_READABLE.has(mapped)) continue;
    const name = field?.name ?? mapped;
    const compound = compoundOf(name, field?.compoundFieldName ?? null, byName);
    const edit =
      object.writes && field !== undefined && !field.calculated && (field.createable || field.updateable);
    const known = needed.get(compound ?? name) ?? { edit: false, mapped: [] };
    known.edit ||= edit;
    known.mapped.push(name);
    needed.set(compound ?? name, known);
  }
  return Array.from(needed, ([field, rest]) => ({ object: object.name, field, ...rest }));
}

/** Fields without a permission of their own. Source: Object Reference, "FieldPermissions". */
const ALWAYS_READABLE: ReadonlySet<string> = new Set([
  'Id',
  'Name',
  'OwnerId',
  'IsDeleted',
  'CreatedById',
  'CreatedDate',
  'LastModifiedById',
  'LastModifiedDate',
  'SystemModstamp',
  'CurrencyIsoCode',
]);

/** Parts of addresses and places are granted with the whole; names are not permissionable at all. */
const ADDRESS_PART =
  /^(Billing|Shipping|Mailing|Other|)(?:Street|City|State|StateCode|PostalCode|Country|CountryCode|Latitude|Longitude|GeocodeAccuracy)$/;
const CUSTOM_PART =
  /^(\w+__)(?:Street|City|StateCode|PostalCode|CountryCode|Latitude|Longitude|GeocodeAccuracy)__s$/i;

function compoundOf(
  name: string,
  told: string | null,
  known: ReadonlyMap<string, { readonly type: string }>,
): string | undefined {
  if (told !== null) {
    const type = known.get(told.toLowerCase())?.type;
    return type === undefined || type === 'address' || type === 'location' ? told : undefined;
  }
  // A hidden field tells nothing of itself but its name.
  if (known.has(name.toLowerCase())) return undefined;
  const custom = CUSTOM_PART.exec(name)?.[1];
  if (custom !== undefined) return `${custom}c`;
  const prefix = ADDRESS_PART.exec(name)?.[1];
  return prefix === undefined ? undefined : `${prefix}Address`;
}
