/** What SOQL cannot ask of the objects that show the schema as rows. */
import { SalesforceError } from '../errors.ts';
import { isAggregate } from './functions.ts';
import type { Condition, Statement } from './ast.ts';

const OBJECTS = new Set(['entitydefinition', 'fielddefinition', 'userentityaccess', 'userfieldaccess']);

/**
 * Source: Tooling API Guide, "SOQL Operation Limitations" (the texts); the error code as clients quote it of COUNT().
 * LIMIT and OFFSET, which the guide says are ignored, are honoured here, as clients find that they are.
 */
export function refuseForSchemaObjects(statement: Statement): void {
  if (!OBJECTS.has(statement.from.toLowerCase())) return;
  const aggregates = statement.select.some((item) => item.kind === 'function' && isAggregate(item.call));
  if (aggregates || statement.groupBy.length > 0) {
    throw unsupported(
      'The requested operation is not yet supported by this SObject storage type, contact salesforce.com support for more information.',
    );
  }
  if (statement.where !== undefined) refuseCondition(statement.where);
}

function refuseCondition(condition: Condition): void {
  switch (condition.kind) {
    case 'or':
      throw unsupported('Disjunctions not supported');
    case 'and':
      condition.items.forEach(refuseCondition);
      break;
    case 'not':
      throw unsupported('Only equals comparisons permitted');
    case 'in-query':
      if (condition.negated) throw unsupported('Only equals comparisons permitted');
      break;
    default:
      if (condition.operator === '!=' || condition.operator === 'NOT IN') {
        throw unsupported('Only equals comparisons permitted');
      }
      if (condition.operator === 'INCLUDES' || condition.operator === 'EXCLUDES') {
        throw unsupported('Unsupported filter type');
      }
  }
}

function unsupported(message: string): SalesforceError {
  return new SalesforceError(400, 'EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION', message);
}
