export interface DocumentedColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | undefined;
  readonly comment: string;
}

export interface DocumentedTable {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly DocumentedColumn[];
  /** Keys, references and checks, as SQL. */
  readonly constraints: readonly string[];
  readonly indexes: readonly string[];
}

export interface DocumentedSchema {
  readonly name: string;
  readonly tables: readonly DocumentedTable[];
}

const CONSTRAINT = /^(PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK|EXCLUDE)\b/;

/**
 * Reads `packages/store/schema.sql`. Its form is fixed by the program that writes it: one column or constraint a line,
 * comments and indexes after their table.
 *
 * @throws Error when a line is not of that form: a silent gap would be worse
 */
export function parseSchemaSql(text: string): DocumentedSchema[] {
  return text
    .split(/^-- schema /m)
    .slice(1)
    .map((part) => {
      const [name = '', ...rest] = part.split('\n');
      return { name: name.trim(), tables: parseTables(rest.join('\n')) };
    });
}

function parseTables(text: string): DocumentedTable[] {
  return [...text.matchAll(/^create table (\S+) \(\n([\s\S]*?)\n\);/gm)].map(([, table = '', body = '']) => {
    const name = unquote(table);
    const lines = body.split('\n').map((line) => line.trim().replace(/,$/, ''));
    const comments = columnComments(text, table);
    return {
      name,
      comment: commentOn(text, `table ${table}`),
      columns: lines
        .filter((line) => !CONSTRAINT.test(line))
        .map((line) => parseColumn(line, comments, name)),
      constraints: lines.filter((line) => CONSTRAINT.test(line)),
      indexes: [...text.matchAll(/^CREATE (?:UNIQUE )?INDEX .*;$/gm)]
        .map(([statement]) => statement.replace(/;$/, ''))
        .filter((statement) => new RegExp(` ON (?:\\w+\\.)?${table} USING`).test(statement)),
    };
  });
}

function parseColumn(line: string, comments: ReadonlyMap<string, string>, table: string): DocumentedColumn {
  const [, quoted = '', rest = ''] = /^("[^"]+"|\w+) (.+)$/.exec(line) ?? [];
  const [, type, notNull, fallback] =
    /^(.+?)( not null)?(?: default (.+?)| generated (?:always|by default) as identity)?$/.exec(rest) ?? [];
  if (type === undefined) throw new Error(`${table}: this is not a column: ${line}`);
  const name = unquote(quoted);
  return {
    name,
    type,
    nullable: notNull === undefined,
    default: fallback,
    comment: comments.get(name) ?? '',
  };
}

function columnComments(text: string, table: string): ReadonlyMap<string, string> {
  const pattern = /^comment on column (\S+)\.("[^"]+"|\w+) is '((?:[^']|'')*)';$/gm;
  return new Map(
    [...text.matchAll(pattern)]
      .filter(([, on]) => on === table)
      .map(([, , column = '', comment = '']) => [unquote(column), comment.replaceAll("''", "'")]),
  );
}

function commentOn(text: string, what: string): string {
  const start = `comment on ${what} is '`;
  const line = text.split('\n').find((one) => one.startsWith(start));
  return line === undefined ? '' : line.slice(start.length, -2).replaceAll("''", "'");
}

function unquote(name: string): string {
  return name.replaceAll('"', '');
}
