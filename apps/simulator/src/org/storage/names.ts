/** What tables and columns are called in SQL. */

/** Sobject tables have a prefix, so that no object can be named like a table of ours or of SQLite. */
export function tableName(objectName: string): string {
  return quote(`o_${objectName}`);
}

/** An SQL identifier. API names have no quotes; doubling them costs nothing. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
