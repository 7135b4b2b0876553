/** A field or a function as SQL. */
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Target } from './ast.ts';
import { refuseConvertCurrency } from './currencies.ts';
import { resolveFunction } from './functions.ts';
import type { Scope } from './scope.ts';

export function resolveTarget(scope: Scope, target: Target): { sql: string; field: FieldDefinition } {
  if (target.kind === 'path') return scope.resolve(target);
  refuseConvertCurrency(target);
  return resolveFunction(scope, target);
}
