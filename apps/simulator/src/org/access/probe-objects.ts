/**
 * Objects that tell what somebody may do. Their rows are computed for each query that asks.
 * Source: Object Reference, UserRecordAccess, UserPermissionAccess; Tooling API Guide, UserEntityAccess, UserFieldAccess; facts 2.11.
 */
import { SYSTEM_PERMISSIONS } from '../../standard/system-permissions.ts';
import type { FieldDeclaration, ObjectDeclaration } from '../schema/types.ts';

const READ_ONLY = { createable: false, updateable: false, permissionable: false } as const;
const FIXED = {
  kind: 'setup',
  createable: false,
  updateable: false,
  deletable: false,
  undeletable: false,
  replicateable: false,
  retrieveable: false,
  searchable: false,
  layoutable: false,
  triggerable: false,
  recycleBin: false,
} as const;

const flag = (name: string): FieldDeclaration => ({ name, type: 'boolean', ...READ_ONLY });
const text = (name: string): FieldDeclaration => ({ name, type: 'string', length: 255, ...READ_ONLY });
const lookup = (name: string, referenceTo: string): FieldDeclaration => ({
  name,
  type: 'reference',
  referenceTo: [referenceTo],
  ...READ_ONLY,
});

export const RECORD_FLAGS = [
  'HasReadAccess',
  'HasEditAccess',
  'HasDeleteAccess',
  'HasTransferAccess',
  'HasAllAccess',
] as const;

export type RecordFlag = (typeof RECORD_FLAGS)[number];

export const PROBE_OBJECTS: readonly ObjectDeclaration[] = [
  {
    name: 'UserRecordAccess',
    label: 'User Record Access',
    labelPlural: 'User Record Access',
    keyPrefix: null,
    ...FIXED,
    fields: [
      lookup('UserId', 'User'),
      { name: 'RecordId', type: 'picklist', length: 40, ...READ_ONLY },
      ...RECORD_FLAGS.map(flag),
      {
        name: 'MaxAccessLevel',
        type: 'picklist',
        length: 40,
        filterable: false,
        sortable: true,
        ...READ_ONLY,
      },
    ],
  },
  {
    name: 'UserPermissionAccess',
    label: 'User Permission Access',
    labelPlural: 'User Permission Access',
    keyPrefix: '0up',
    ...FIXED,
    fields: [
      { name: 'LastCacheUpdate', type: 'datetime', ...READ_ONLY },
      ...SYSTEM_PERMISSIONS.map((name) => flag(`Permissions${name}`)),
    ],
  },
  {
    name: 'UserEntityAccess',
    label: 'User Entity Access',
    labelPlural: 'User Entity Access',
    keyPrefix: '07u',
    ...FIXED,
    fields: [
      text('DurableId'),
      lookup('UserId', 'User'),
      {
        ...lookup('EntityDefinitionId', 'EntityDefinition'),
        relationshipName: 'EntityDefinition',
        childRelationshipName: null,
      },
      ...[
        'IsReadable',
        'IsCreatable',
        'IsEditable',
        'IsUpdatable',
        'IsDeletable',
        'IsUndeletable',
        'IsMergeable',
        'IsActivateable',
        'IsFlsUpdatable',
      ].map(flag),
    ],
  },
  {
    name: 'UserFieldAccess',
    label: 'User Field Access',
    labelPlural: 'User Field Access',
    keyPrefix: '4fp',
    ...FIXED,
    fields: [
      text('DurableId'),
      lookup('UserId', 'User'),
      lookup('EntityDefinitionId', 'EntityDefinition'),
      lookup('FieldDefinitionId', 'FieldDefinition'),
      ...['IsAccessible', 'IsCreatable', 'IsUpdatable'].map(flag),
    ],
  },
];
