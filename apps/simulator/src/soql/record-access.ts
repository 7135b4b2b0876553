/** `UserRecordAccess` as a parent of every row: what the caller may do with it. */
import type { ObjectModel } from '../org/schema/schema.ts';
import type { Path } from './ast.ts';
import type { QueryRun } from './context.ts';
import { noSuchColumn } from './marker.ts';
import type { ResolvedField, ResolvedParent } from './scope.ts';

const NAME = 'UserRecordAccess';

/** Setup objects have no row access of their own to tell. Assumed. */
export function leadsToRecordAccess(model: ObjectModel, step: string): boolean {
  return step.toLowerCase() === NAME.toLowerCase() && model.definition.kind !== 'setup';
}

/**
 * The caller is who asks and the row is the one at hand, so UserId and RecordId are no fields here.
 * Source: Object Reference, UserRecordAccess (usage); facts 2.11.
 */
export function recordAccessField(
  run: QueryRun,
  path: Path,
  { model, alias }: { readonly model: ObjectModel; readonly alias: string },
  parents: readonly ResolvedParent[],
): ResolvedField {
  const last = path.names.at(-1) ?? '';
  const probe = run.context.schema.get(NAME);
  const field = probe?.field(last);
  const rights: Readonly<Record<string, string>> = run.context.rowRights(run.caller.userId, model, alias);
  const sql = field === undefined ? undefined : rights[field.name];
  if (probe === undefined || field === undefined || sql === undefined) {
    throw noSuchColumn(run.soql, path.raw, last, NAME);
  }
  const idSql = `${alias}."Id"`;
  const own: ResolvedParent = { relationship: NAME, idSql, target: { kind: 'one', model: probe, alias } };
  return { sql: `(${sql})`, field, model: undefined, alias: undefined, parents: [...parents, own] };
}
