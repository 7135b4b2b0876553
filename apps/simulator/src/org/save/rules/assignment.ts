import type { AssignmentRuleSetup, Criterion } from '../../setup/org-setup.ts';
import type { Scalar } from '../../types.ts';
import { refuse } from '../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../save-context.ts';

/**
 * Gives a lead or case the owner that the assignment rule names. REST runs the active rule on new rows unless told otherwise,
 * and on changed ones when told to; other doors run one only when they name it. The rule outdoes an OwnerId of the caller.
 * Source: REST API Developer Guide, "Assignment Rule Header"; Data Loader Guide, "Assignment rule".
 *
 * @throws RowFailure when the caller names a rule that is not there
 */
export function applyAssignmentRule(context: SaveContext, change: RowChange): void {
  const { name } = change.model;
  if (name !== 'Lead' && name !== 'Case') return;
  const rule = ruleToRun(context, change);
  const entry = rule?.entries.find(({ criteria }) => criteria.every((criterion) => holds(change, criterion)));
  if (entry !== undefined) setField(change, 'OwnerId', entry.ownerId);
}

function ruleToRun(context: SaveContext, change: RowChange): AssignmentRuleSetup | undefined {
  const { autoAssign } = context.options;
  const rules = context.setup.assignmentRules.filter((rule) => rule.object === change.model.name);
  if (typeof autoAssign === 'string') {
    const named = rules.find((rule) => rule.id.slice(0, 15) === autoAssign.slice(0, 15));
    if (named === undefined)
      throw refuse('INVALID_CROSS_REFERENCE_KEY', `invalid assignment rule id: ${autoAssign}`);
    return named;
  }
  const byDefault = change.before === undefined && context.caller.origin === 'rest';
  return (autoAssign ?? byDefault) ? rules.find((rule) => rule.isActive) : undefined;
}

function holds(change: RowChange, { field, operator, value }: Criterion): boolean {
  const known = change.model.field(field);
  if (known === undefined) return false;
  const stored = change.row[known.name] ?? null;
  const wanted: Scalar = typeof value === 'boolean' ? Number(value) : value;
  switch (operator) {
    case 'equals':
      return same(stored, wanted);
    case 'notEqual':
      return !same(stored, wanted);
    case 'contains':
      return text(stored).includes(text(wanted));
    case 'startsWith':
      return text(stored).startsWith(text(wanted));
    case 'lessThan':
      return stored !== null && wanted !== null && stored < wanted;
    default:
      return stored !== null && wanted !== null && stored > wanted;
  }
}

function text(value: Scalar): string {
  return value === null ? '' : String(value).toLowerCase();
}

/** Commas part the values that will do. Source: Salesforce Help, "Filter Operators". */
function same(stored: Scalar, wanted: Scalar): boolean {
  if (typeof wanted !== 'string')
    return stored === wanted || (wanted !== null && text(stored) === text(wanted));
  return wanted.split(',').some((part) => text(stored) === part.trim().toLowerCase());
}
