import { hasChanged, type RowChange, type SaveContext } from '../save-context.ts';

/** A user is always assigned the permission set that its profile owns. Source: Object Reference, PermissionSet. */
export function assignProfileSet(context: SaveContext, change: RowChange): void {
  if (change.before !== undefined && !hasChanged(change, 'ProfileId')) return;
  const sets = context.schema.get('PermissionSet');
  const assignments = context.schema.get('PermissionSetAssignment');
  const { ProfileId: profile, Id: user } = change.row;
  if (
    sets === undefined ||
    assignments === undefined ||
    typeof profile !== 'string' ||
    typeof user !== 'string'
  )
    return;
  const setOf = (profileId: string): string | undefined =>
    context.rows
      .findIds(sets, 'ProfileId', profileId)
      .find((id) => context.rows.read(sets, id)?.['IsOwnedByProfile'] === 1);
  const before = change.before?.['ProfileId'];
  const oldSet = typeof before === 'string' ? setOf(before) : undefined;
  for (const id of context.rows.findIds(assignments, 'AssigneeId', user)) {
    if (oldSet !== undefined && context.rows.read(assignments, id)?.['PermissionSetId'] === oldSet) {
      context.rows.remove(assignments, id);
    }
  }
  const newSet = setOf(profile);
  if (newSet === undefined) return;
  context.rows.insert(assignments, {
    Id: context.newId(assignments),
    AssigneeId: user,
    PermissionSetId: newSet,
    IsActive: 1,
    SystemModstamp: context.stamp,
  });
  context.touched.add('permissionsetassignment');
}
