import type { SampleObject } from './sample-app.ts';

/** A row as one side has it. */
export interface FoundRow {
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface FileComparison {
  readonly rows: number;
  /** Values that were held against the files. */
  readonly values: number;
  readonly differences: readonly string[];
}

/**
 * Holds rows against the records of the files, value by value. `rows` are in order of id: ids rise in the order of
 * creation, so the n-th row is the n-th record.
 *
 * `idsByReference` collects this side's id of every record, and `@reference` values must have become the id of the
 * record they name: objects that are referred to are compared first.
 */
export function compareWithFiles(
  object: SampleObject,
  rows: readonly FoundRow[],
  idsByReference: Map<string, string>,
  isSame: (field: string, expected: unknown, found: unknown) => boolean,
): FileComparison {
  const differences: string[] = [];
  let values = 0;
  if (rows.length !== object.records.length) {
    differences.push(`${object.sobject}: ${rows.length} rows, the files have ${object.records.length}`);
  }
  for (const [index, record] of object.records.entries()) {
    const row = rows[index];
    if (row === undefined) continue;
    idsByReference.set(`@${record.attributes.referenceId}`, row.id);
    for (const field of object.fields) {
      values += 1;
      const where = `${object.sobject} ${record.attributes.referenceId}.${field}`;
      const found = row.values[field];
      if (found === undefined) {
        differences.push(`${where}: is not there`);
        continue;
      }
      const said = record[field] ?? null;
      const isReference = typeof said === 'string' && said.startsWith('@');
      const expected = isReference ? (idsByReference.get(said) ?? `nobody is ${said}`) : trimmed(said);
      if (!isSame(field, expected, found)) {
        differences.push(
          `${where}: the file says ${JSON.stringify(said)}, which is ${JSON.stringify(expected)}; found ${JSON.stringify(found)}`,
        );
      }
    }
  }
  return { rows: rows.length, values, differences };
}

/** Salesforce trims text, and knows no empty text. */
function trimmed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return text === '' ? null : text;
}
