/** One table per sobject, one column per stored field. */
import type { DatabaseSync } from 'node:sqlite';
import { isStored, type ObjectModel } from '../schema/schema.ts';
import type { FieldDefinition } from '../schema/types.ts';
import { quote, tableName } from './names.ts';
import { createView } from './views.ts';

export { quote, tableName };

/**
 * Text compares without case in SOQL, so its columns have that collation; ids and case-sensitive fields do not.
 * SQLite's NOCASE knows ASCII only: see `soql/` for what is done about other letters.
 */
function columnType(field: FieldDefinition): string {
  switch (field.type) {
    case 'boolean':
    case 'int':
    case 'long':
      return 'integer';
    case 'double':
    case 'currency':
    case 'percent':
      return 'real';
    case 'id':
      return 'text primary key not null';
    case 'reference':
    case 'date':
    case 'datetime':
    case 'time':
    case 'base64':
      return 'text';
    case 'anyType':
      return '';
    default:
      return field.caseSensitive ? 'text' : 'text collate nocase';
  }
}

function isIndexed(field: FieldDefinition): boolean {
  if (field.externalId || field.unique) return true;
  // Everybody's lookups to users are wide and rarely asked for; an index on each would double the cost of loading.
  return field.type === 'reference' && !field.referenceTo.includes('User') && field.name !== 'RecordTypeId';
}

function createIndexes(database: DatabaseSync, model: ObjectModel, fields: readonly FieldDefinition[]): void {
  const table = tableName(model.name);
  for (const field of fields) {
    if (isIndexed(field)) {
      const index = quote(`${model.name}.${field.name}`);
      database.exec(`create index if not exists ${index} on ${table}(${quote(field.name)})`);
    }
  }
  if (model.has('SystemModstamp') && fields.some((field) => field.name === 'SystemModstamp')) {
    // Serves polls (`SystemModstamp >= …`) and, being narrow, counts.
    const columns = model.hasIsDeleted ? '"SystemModstamp", "IsDeleted"' : '"SystemModstamp"';
    database.exec(
      `create index if not exists ${quote(`${model.name}.SystemModstamp`)} on ${table}(${columns})`,
    );
  }
}

/** Makes the table, or adds the columns it lacks and drops those that are no longer in the model. */
export function migrateTable(database: DatabaseSync, model: ObjectModel): void {
  if (model.definition.view === true) {
    createView(database, model);
    return;
  }
  const table = tableName(model.name);
  const columns = database.prepare(`select name from pragma_table_info(?)`).all(`o_${model.name}`);
  const known = new Set(columns.map((column) => String(column['name']).toLowerCase()));
  const stored = model.definition.fields.filter((field) => isStored(field));
  if (known.size === 0) {
    const list = stored.map((field) => `${quote(field.name)} ${columnType(field)}`);
    database.exec(`create table ${table} (${list.join(', ')})`);
    createIndexes(database, model, stored);
    return;
  }
  const missing = stored.filter((field) => !known.has(field.name.toLowerCase()));
  for (const field of missing) {
    const initial =
      field.type === 'boolean' ? ` not null default ${field.defaultValue === true ? 1 : 0}` : '';
    database.exec(`alter table ${table} add column ${quote(field.name)} ${columnType(field)}${initial}`);
  }
  createIndexes(database, model, missing);
  const wanted = new Set(stored.map((field) => field.name.toLowerCase()));
  for (const name of known) {
    if (wanted.has(name)) continue;
    const canonical = columns.find((column) => String(column['name']).toLowerCase() === name)?.['name'];
    database.exec(`drop index if exists ${quote(`${model.name}.${String(canonical)}`)}`);
    database.exec(`alter table ${table} drop column ${quote(String(canonical))}`);
  }
}
