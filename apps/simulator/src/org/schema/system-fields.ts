import type { FieldDeclaration, ObjectKind } from './types.ts';

const READ_ONLY = { createable: false, updateable: false } as const;
const STAMPED = { ...READ_ONLY, nillable: false, defaultedOnCreate: true } as const;

const CREATED: readonly FieldDeclaration[] = [
  { name: 'CreatedDate', type: 'datetime', ...STAMPED },
  {
    name: 'CreatedById',
    type: 'reference',
    label: 'Created By ID',
    referenceTo: ['User'],
    relationshipName: 'CreatedBy',
    ...STAMPED,
  },
];
const MODIFIED: readonly FieldDeclaration[] = [
  { name: 'LastModifiedDate', type: 'datetime', ...STAMPED },
  {
    name: 'LastModifiedById',
    type: 'reference',
    label: 'Last Modified By ID',
    referenceTo: ['User'],
    relationshipName: 'LastModifiedBy',
    ...STAMPED,
  },
  { name: 'SystemModstamp', type: 'datetime', ...STAMPED },
];

/**
 * The fields that every object of this kind has. A custom object that is the detail of a master has no owner of its own.
 * Source: Object Reference, "System Fields" and "Custom Objects".
 */
export function systemFieldDeclarations(
  kind: ObjectKind,
  declared: readonly FieldDeclaration[],
): readonly FieldDeclaration[] {
  const id: FieldDeclaration = {
    name: 'Id',
    type: 'id',
    label: 'Record ID',
    nillable: false,
    defaultedOnCreate: true,
  };
  if (kind === 'platformEvent') {
    return [
      { name: 'ReplayId', type: 'string', label: 'Replay ID', ...READ_ONLY },
      ...CREATED,
      { name: 'EventUuid', type: 'string', label: 'Event UUID', length: 36, ...READ_ONLY },
    ];
  }
  if (kind !== 'custom') return [id];
  const owner: readonly FieldDeclaration[] = declared.some((field) => field.masterDetail === true)
    ? []
    : [
        {
          name: 'OwnerId',
          type: 'reference',
          label: 'Owner ID',
          referenceTo: ['Group', 'User'],
          relationshipName: 'Owner',
          nillable: false,
          defaultedOnCreate: true,
        },
      ];
  return [
    id,
    ...owner,
    { name: 'IsDeleted', type: 'boolean', label: 'Deleted', ...STAMPED },
    {
      name: 'Name',
      type: 'string',
      label: 'Name',
      length: 80,
      nameField: true,
      defaultedOnCreate: true,
      nillable: true,
    },
    ...CREATED,
    ...MODIFIED,
    { name: 'LastViewedDate', type: 'datetime', ...READ_ONLY },
    { name: 'LastReferencedDate', type: 'datetime', ...READ_ONLY },
  ];
}
