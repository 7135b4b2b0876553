/** Which record types an object has for a user. Source: facts 8.1. */
import type { Schema } from '../schema/schema.ts';
import type { RowStore } from '../storage/row-store.ts';
import type { OrgSetup } from './org-setup.ts';

export const MASTER_RECORD_TYPE_ID = '012000000000000AAA';

export interface RecordTypeInfo {
  readonly id: string;
  readonly name: string;
  readonly developerName: string;
  readonly isActive: boolean;
  readonly isAvailable: boolean;
  readonly isDefault: boolean;
  readonly isMaster: boolean;
}

export interface RecordTypeContext {
  readonly rows: RowStore;
  readonly schema: Schema;
  readonly setup: OrgSetup;
}

/**
 * The object's record types by name, the master type last. A profile that nobody assigned types to has all active ones, and
 * the first of them by default; where there are none, the master type is the default.
 */
export function recordTypesOf(
  context: RecordTypeContext,
  userId: string,
  objectName: string,
): RecordTypeInfo[] {
  const { rows, schema } = context;
  const model = schema.get('RecordType');
  const ids = model === undefined ? [] : rows.findIds(model, 'SobjectType', objectName);
  const found = ids.flatMap((id) => {
    const row = model === undefined ? undefined : rows.read(model, id);
    return row === undefined
      ? []
      : [
          {
            id,
            name: String(row['Name']),
            developerName: String(row['DeveloperName']),
            isActive: row['IsActive'] === 1,
            isPersonType: row['IsPersonType'] === 1,
          },
        ];
  });
  found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const assigned = ids.length === 0 ? undefined : assignmentOf(context, userId, objectName);
  const available = (type: { readonly id: string; readonly isActive: boolean }): boolean =>
    type.isActive && (assigned === undefined || assigned.availableIds.includes(type.id));
  const usable = found.filter(available);
  const defaultId =
    assigned === undefined
      ? (usable.find((type) => !type.isPersonType) ?? usable[0])?.id
      : usable.find((type) => type.id === assigned.defaultId)?.id;
  return [
    ...found.map(({ isPersonType: _isPersonType, ...type }) => ({
      ...type,
      isAvailable: available(type),
      isDefault: type.id === defaultId,
      isMaster: false,
    })),
    {
      id: MASTER_RECORD_TYPE_ID,
      name: 'Master',
      developerName: 'Master',
      isActive: true,
      isAvailable: true,
      isDefault: defaultId === undefined,
      isMaster: true,
    },
  ];
}

function assignmentOf(
  { rows, schema, setup }: RecordTypeContext,
  userId: string,
  objectName: string,
): OrgSetup['recordTypeAssignments'][string][string] | undefined {
  const users = schema.get('User');
  const profileId = users === undefined ? undefined : rows.read(users, userId)?.['ProfileId'];
  return typeof profileId === 'string'
    ? setup.recordTypeAssignments[profileId]?.[objectName.toLowerCase()]
    : undefined;
}
