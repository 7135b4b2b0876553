/** One row for each change of a tracked field, of objects other than Opportunity. They have no SystemModstamp. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import { created, id, isDeleted, lookup, readOnly, restrictedPicklist, text } from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

const value = { ...readOnly, filterable: false, sortable: false, groupable: false } as const;
const DATA_TYPES = 'Currency|DateOnly|DateTime|DynamicEnum|EntityId|Percent|Text|Boolean|Double';

/**
 * `AccountHistory` and the like; for a custom object `Visit__History`, whose parent is `ParentId`.
 * Source: Object Reference, "AccountHistory"; recorded child relationships.
 */
export function historyObject(
  parent: string,
  label: string,
  names: { readonly object: string; readonly parentField: string },
): ObjectDeclaration {
  const ownLabel = `${label} History`;
  return setupObject(names.object, '017', {
    label: ownLabel,
    labelPlural: ownLabel,
    kind: 'standard',
    replicateable: true,
    associateParentEntity: parent,
    associateEntityType: 'History',
    fields: [
      id(ownLabel),
      isDeleted(),
      lookup(names.parentField, parent, {
        ...readOnly,
        nillable: false,
        childRelationshipName: 'Histories',
        cascadeDelete: true,
      }),
      ...created(),
      restrictedPicklist('Field', '', {
        ...readOnly,
        nillable: false,
        length: 255,
        label: 'Changed Field',
      }),
      restrictedPicklist('DataType', DATA_TYPES, { ...readOnly, label: 'Datatype' }),
      text('OldValue', 255, value),
      text('NewValue', 255, value),
    ],
  });
}

export const HISTORY_OBJECTS: readonly ObjectDeclaration[] = ['Account', 'Contact', 'Lead', 'Case'].map(
  (name) => historyObject(name, name, { object: `${name}History`, parentField: `${name}Id` }),
);
