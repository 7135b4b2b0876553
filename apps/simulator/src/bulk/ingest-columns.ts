import type { FieldDefinition, ObjectDefinition } from '../org/schema/types.ts';
import type { Caller, Org } from '../org/types.ts';
import { UploadError } from './csv-reader.ts';

/** What a column of an upload means. */
export type IngestColumn =
  | { readonly kind: 'field'; readonly field: FieldDefinition }
  /** `Account.Ext__c`: the parent by a key of its own. */
  | {
      readonly kind: 'parent';
      readonly relationship: string;
      readonly parentObject: string;
      readonly keyField: string;
    };

/**
 * The columns of a header row. Names ignore case; a field the caller may not read does not exist.
 * Source: Bulk API 2.0 Developer Guide, "Prepare CSV Files", "Relationship Fields in a Header Row"; the text is
 * recorded (fixtures `responses/bulk/info/complete-failure.json`).
 *
 * @throws UploadError for a name that leads nowhere
 */
export function readColumns(
  org: Org,
  caller: Caller,
  object: ObjectDefinition,
  header: readonly string[],
): IngestColumn[] {
  return header.map((name) => {
    const column = name.includes('.')
      ? parentColumn(org, caller, object, name)
      : fieldColumn(org, caller, object, name);
    if (column === undefined) throw new UploadError(`InvalidBatch : Field name not found : ${name}`);
    return column;
  });
}

function fieldColumn(
  org: Org,
  caller: Caller,
  object: ObjectDefinition,
  name: string,
): IngestColumn | undefined {
  const field = readableField(org, caller, object, name);
  // Compound fields cannot be given, only their parts. Source: facts 4.3.
  if (field === undefined || field.type === 'address' || field.type === 'location') return undefined;
  return { kind: 'field', field };
}

/** `Relationship.Key`, and `Type:Relationship.Key` where the parent may be of several types. */
function parentColumn(
  org: Org,
  caller: Caller,
  object: ObjectDefinition,
  name: string,
): IngestColumn | undefined {
  const [, type, relationship, keyField] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? [];
  const lookup = object.fields.find(
    (field) =>
      field.type === 'reference' && field.relationshipName?.toLowerCase() === relationship?.toLowerCase(),
  );
  if (lookup === undefined || readableField(org, caller, object, lookup.name) === undefined) return undefined;
  const parents = type === undefined ? lookup.referenceTo : lookup.referenceTo.filter(sameAs(type));
  for (const parentName of parents) {
    const parent = org.object(parentName);
    const key = parent === undefined ? undefined : readableField(org, caller, parent, keyField ?? '');
    if (parent === undefined || key === undefined || !(key.externalId || key.idLookup)) continue;
    return {
      kind: 'parent',
      relationship: lookup.relationshipName ?? '',
      parentObject: parent.name,
      keyField: key.name,
    };
  }
  return undefined;
}

function readableField(
  org: Org,
  caller: Caller,
  object: ObjectDefinition,
  name: string,
): FieldDefinition | undefined {
  const field = object.fields.find((one) => sameAs(name)(one.name));
  if (field === undefined) return undefined;
  return org.access(caller.userId, object.name).canReadField(field.name) ? field : undefined;
}

function sameAs(name: string): (other: string) => boolean {
  return (other) => other.toLowerCase() === name.toLowerCase();
}
