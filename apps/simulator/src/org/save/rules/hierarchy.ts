import type { FieldDefinition } from '../../schema/types.ts';
import { refuse } from '../row-failure.ts';
import type { RowChange, SaveContext } from '../save-context.ts';

/** Hierarchies that Salesforce keeps free of circles. */
const HIERARCHIES: Readonly<Record<string, string>> = {
  Account: 'ParentId',
  Campaign: 'ParentId',
  Case: 'ParentId',
  Contact: 'ReportsToId',
  User: 'ManagerId',
  UserRole: 'ParentRoleId',
};

/**
 * A row cannot be its own ancestor. Source: Object Reference, Account ("ParentId") and StatusCode `CIRCULAR_DEPENDENCY`.
 *
 * @throws RowFailure
 */
export function checkHierarchy(context: SaveContext, change: RowChange): void {
  const name = HIERARCHIES[change.model.name];
  const field: FieldDefinition | undefined = name === undefined ? undefined : change.model.field(name);
  if (field === undefined || change.before === undefined || !change.changed.has(field.name)) return;
  const own = change.row['Id'];
  const seen = new Set<unknown>();
  let above = change.row[field.name];
  while (typeof above === 'string' && !seen.has(above)) {
    if (above === own) {
      throw refuse('CIRCULAR_DEPENDENCY', 'attempt to violate hierarchy constraints', [field.name]);
    }
    seen.add(above);
    above = context.rows.read(change.model, above)?.[field.name];
  }
}
