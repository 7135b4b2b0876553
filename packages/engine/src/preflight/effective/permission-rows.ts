import type { IsoInstant } from '../../ports/clock.ts';

/** Rights of ObjectPermissions, by the name of their column without `Permissions`. */
export const OBJECT_RIGHT_COLUMNS = {
  read: 'PermissionsRead',
  create: 'PermissionsCreate',
  edit: 'PermissionsEdit',
  delete: 'PermissionsDelete',
  viewAll: 'PermissionsViewAllRecords',
  modifyAll: 'PermissionsModifyAllRecords',
  viewAllFields: 'PermissionsViewAllFields',
} as const;
export type Right = keyof typeof OBJECT_RIGHT_COLUMNS;
export const RIGHTS = Object.keys(OBJECT_RIGHT_COLUMNS) as readonly Right[];

/**
 * What the rows of an org say about one user's permissions, as read.
 * Source: Object Reference, PermissionSetAssignment, PermissionSet, PermissionSetGroupComponent, ObjectPermissions,
 * FieldPermissions.
 */
export interface PermissionRows {
  readonly assignments: readonly AssignmentRow[];
  readonly sets: readonly SetRow[];
  readonly groups: readonly GroupRow[];
  /** Sets inside groups; muting sets are not among `sets` and count for nothing here. */
  readonly components: readonly ComponentRow[];
  readonly objects: readonly ObjectGrantRow[];
  readonly fields: readonly FieldGrantRow[];
}

export interface AssignmentRow {
  /** Of a group's assignment: the set that the group owns, with what its sets grant together, muting taken off. */
  readonly setId: string;
  readonly groupId: string | null;
  readonly expiresAt: IsoInstant | null;
  readonly isActive: boolean;
}

export interface SetRow {
  readonly id: string;
  /** `profile “Read Only”`, `permission set “Sync User”`. */
  readonly words: string;
  /** Counts only in sessions that activate it, which calls of an integration never are. */
  readonly activationRequired: boolean;
  /** Names of system permissions it grants, of those that were asked for. */
  readonly system: ReadonlySet<string>;
}

export interface GroupRow {
  readonly id: string;
  readonly label: string;
  /** `Updated`; anything else: its set does not have the latest yet. */
  readonly status: string;
  readonly activationRequired: boolean;
}

export interface ComponentRow {
  readonly groupId: string;
  readonly setId: string;
}

export interface ObjectGrantRow {
  readonly setId: string;
  readonly object: string;
  readonly rights: ReadonlySet<Right>;
}

export interface FieldGrantRow {
  readonly setId: string;
  /** `Account.Industry`. */
  readonly field: string;
  readonly read: boolean;
  readonly edit: boolean;
}
