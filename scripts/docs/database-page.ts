import { GENERATED, plain, toPage, toTable } from './markdown.ts';
import { feedBlock, objectTablesBlock, queriesBlock } from './mirror-guide.ts';
import { type DocumentedTable, parseSchemaSql } from './parse-schema-sql.ts';

const INTRODUCTION = `# Database

Everything is in one PostgreSQL database, in three kinds of schema:

| Schema | Holds | Who writes |
| --- | --- | --- |
| \`crm_<slug>\` | the mirror of one workspace: its objects, change feed and tombstones. **This is what you query.** | the worker |
| \`sync_user\` (setting \`CONTROL_SCHEMA\`) | the control plane: workspaces, connections, selected objects, accounts, audit | api and worker |
| \`sync_user_jobs\` (\`CONTROL_SCHEMA\` and \`_jobs\`) | the job queue, pg-boss's own; losing it loses nothing | the worker |

The mirror is an interface: its tables and columns change only as your selection does. The control plane is not: it may change
with every version, so read it for diagnosis and do not write to it.`;

/** docs/reference/database.md, from `packages/store/schema.sql`. */
export function databasePage(schemaSql: string): string {
  const schemas = parseSchemaSql(schemaSql);
  const control = schemas.find(({ name }) => !name.startsWith('crm_'));
  const mirror = schemas.find(({ name }) => name.startsWith('crm_'));
  if (control === undefined || mirror === undefined)
    throw new Error('schema.sql has no control plane or no mirror: was its form changed?');
  return toPage([
    GENERATED,
    INTRODUCTION,
    '## The mirror of a workspace',
    objectTablesBlock(),
    feedBlock(),
    ...mirror.tables.map(tableBlock),
    queriesBlock(),
    '## The control plane',
    ...control.tables.map(tableBlock),
  ]);
}

function tableBlock(table: DocumentedTable): string {
  return toPage([
    `### \`${table.name}\``,
    table.comment === '' ? '' : `${upperFirst(plain(table.comment))}.`,
    toTable(
      ['Column', 'Type', 'Null', 'Notes'],
      table.columns.map((column) => [
        `\`${column.name}\``,
        column.type,
        column.nullable ? 'yes' : '',
        plain(column.comment),
      ]),
    ),
    [...table.constraints, ...table.indexes.map(shortIndex)].map((line) => `- \`${line}\``).join('\n'),
  ]).trimEnd();
}

/** Name, method and table say nothing the reader does not see already. */
function shortIndex(statement: string): string {
  return statement.replace(/^CREATE (UNIQUE )?INDEX \S+ ON \S+ USING btree /, (_all, unique?: string) =>
    unique === undefined ? 'INDEX ' : 'UNIQUE INDEX ',
  );
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
