/** What Salesforce demands of rows that say who may do what. */
import { accessRule } from '../../access/access-rules.ts';
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row } from '../../types.ts';
import type { RowChange, SaveContext } from '../save-context.ts';
import { recalculateAllGroups, recalculateGroup, recalculateGroupsOf } from './setup/aggregate-groups.ts';
import {
  checkAssignment,
  checkAssignmentDelete,
  checkLicenceAssignment,
  checkLicenceAssignmentDelete,
} from './setup/assignments.ts';
import { checkGroup, checkGroupMember, checkQueueSobject } from './setup/groups.ts';
import {
  checkFieldPermissions,
  checkObjectPermissions,
  checkSetupEntityAccess,
  followFieldPermissions,
  removeEmptyObjectPermissions,
  removeTwin,
} from './setup/permission-rows.ts';
import {
  checkGroupComponent,
  checkMutingPermissionSet,
  checkPermissionSet,
  checkPermissionSetGroup,
} from './setup/permission-sets.ts';
import { requireParentSet, text } from './setup/setup-checks.ts';
import { checkShare, checkShareDelete, dropManualShares } from './setup/shares.ts';
import {
  addRoleGroups,
  addUserLogin,
  checkProfileDelete,
  checkUser,
  recountLicences,
  writeProfileSet,
} from './setup/users.ts';

type Check = (context: SaveContext, change: RowChange) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  PermissionSet: checkPermissionSet,
  MutingPermissionSet: checkMutingPermissionSet,
  PermissionSetGroup: checkPermissionSetGroup,
  PermissionSetGroupComponent: checkGroupComponent,
  ObjectPermissions: checkObjectPermissions,
  FieldPermissions: checkFieldPermissions,
  SetupEntityAccess: checkSetupEntityAccess,
  PermissionSetAssignment: checkAssignment,
  PermissionSetLicenseAssign: checkLicenceAssignment,
  User: checkUser,
  Group: checkGroup,
  GroupMember: checkGroupMember,
  QueueSobject: checkQueueSobject,
};

/** @throws RowFailure */
export function checkSetupRow(context: SaveContext, change: RowChange): void {
  const rule = accessRule(change.model);
  if (rule.kind !== 'share') {
    CHECKS[change.model.name]?.(context, change);
    return;
  }
  const shared = context.schema.get(rule.parent);
  if (shared !== undefined) checkShare(context, change, shared);
}

/** Follow-ups in other setup rows, once the row is written. */
export function afterSetupRow(context: SaveContext, change: RowChange): void {
  const { row } = change;
  switch (change.model.name) {
    case 'PermissionSet':
    case 'MutingPermissionSet':
      recalculateGroupsOf(context, String(row['Id']));
      break;
    case 'PermissionSetGroup':
      recalculateGroup(context, String(row['Id']));
      break;
    case 'PermissionSetGroupComponent':
      recalculateGroup(context, text(row['PermissionSetGroupId']));
      break;
    case 'ObjectPermissions':
      removeEmptyObjectPermissions(context, change);
      recalculateGroupsOf(context, text(row['ParentId']));
      break;
    case 'FieldPermissions':
      followFieldPermissions(context, change);
      recalculateGroupsOf(context, text(row['ParentId']));
      break;
    case 'PermissionSetLicenseAssign':
      recountLicences(context);
      break;
    case 'User':
      addUserLogin(context, String(row['Id']));
      recountLicences(context);
      break;
    case 'Profile':
      writeProfileSet(context, change);
      break;
    case 'UserRole':
      addRoleGroups(context, change);
      break;
    default:
      dropManualShares(context, change);
  }
}

/** Before a setup row goes. @throws RowFailure */
export function checkSetupRowDelete(context: SaveContext, model: ObjectModel, row: Readonly<Row>): void {
  const rule = accessRule(model);
  if (rule.kind === 'share') {
    const shared = context.schema.get(rule.parent);
    if (shared !== undefined) checkShareDelete(context, model, shared, row);
    return;
  }
  switch (model.name) {
    case 'PermissionSetAssignment':
      checkAssignmentDelete(context, row);
      break;
    case 'PermissionSetLicenseAssign':
      checkLicenceAssignmentDelete(context, row);
      break;
    case 'PermissionSet':
      requireParentSet(context, String(row['Id']));
      break;
    case 'Profile':
      checkProfileDelete(context, row);
      break;
    case 'ObjectPermissions':
      requireParentSet(context, text(row['ParentId']));
      break;
    case 'FieldPermissions':
      requireParentSet(context, text(row['ParentId']));
      removeTwin(context, model, row);
      break;
    default:
  }
}

/** Once a setup row is gone, with what hung on it. */
export function afterSetupRowDelete(context: SaveContext, model: ObjectModel): void {
  switch (model.name) {
    case 'PermissionSet':
    case 'MutingPermissionSet':
    case 'PermissionSetGroupComponent':
    case 'ObjectPermissions':
    case 'FieldPermissions':
      recalculateAllGroups(context);
      break;
    case 'PermissionSetLicenseAssign':
      recountLicences(context);
      break;
    default:
  }
}
