/** Who may be told that a row is gone for good. Source: SOAP API Developer Guide, getDeleted(): it respects the sharing model. */
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectModel, Schema } from '../schema/schema.ts';
import { quote } from '../storage/tables.ts';
import type { RowSharing } from './row-sharing.ts';
import { sharingOf } from './sharing-model.ts';

interface GoneRowParts {
  readonly database: DatabaseSync;
  readonly schema: Schema;
  readonly sharing: RowSharing;
}

/**
 * Those of these rows that the user would reach were they still there: by the owner and the parents they had. A parent that
 * is gone too counts as it was; shares of a row went with it.
 */
export function reachedGoneRows<T extends { readonly id: string }>(
  parts: GoneRowParts,
  userId: string,
  model: ObjectModel,
  rows: readonly T[],
): readonly T[] {
  const reaches = goneRowTest(parts, userId, model);
  return reaches === undefined ? rows : rows.filter(({ id }) => reaches(id));
}

/** Undefined when the user reaches all rows of the object. */
function goneRowTest(
  parts: GoneRowParts,
  userId: string,
  model: ObjectModel,
): ((id: string) => boolean) | undefined {
  const { database, schema, sharing } = parts;
  const condition = sharing.condition(userId, model, 'r', 'read');
  if (condition === undefined) return undefined;
  const columns = model.storedFields
    .filter((field) => isAskedBySharing(field))
    .map(({ name }) => `sharing ->> ${quoteText(name)} as ${quote(name)}`);
  const gone = 'from sim_delete_log where object = ? and id = ?';
  const direct = database.prepare(
    `select 1 from (select id as "Id", ${['0 as "IsDeleted"', ...columns].join(', ')} ${gone}) r where ${condition}`,
  );
  const how = sharingOf(model, sharing.organization());
  const masterField = how.kind === 'parent' ? how.field.name : undefined;
  const master = database.prepare(`select sharing ->> ? as id ${gone}`);
  return (id) => {
    if (direct.get(model.name, id) !== undefined) return true;
    const masterId = masterField === undefined ? null : master.get(masterField, model.name, id)?.['id'];
    const masterModel = typeof masterId === 'string' ? schema.byPrefix(masterId.slice(0, 3)) : undefined;
    if (masterModel === undefined) return false;
    const isGone = database.prepare(`select 1 ${gone}`).get(masterModel.name, String(masterId)) !== undefined;
    return isGone && (goneRowTest(parts, userId, masterModel)?.(String(masterId)) ?? true);
  };
}

/** What sharing looks at, which the delete log keeps of a row: whom and what it points at, and whether it is private. */
export function isAskedBySharing({ name, type }: { readonly name: string; readonly type: string }): boolean {
  return type === 'reference' || name === 'IsPrivate';
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
