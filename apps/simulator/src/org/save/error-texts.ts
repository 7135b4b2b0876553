/** Source: recorded answers, REST API v60.0. */
export function noSuchColumnText(column: string, objectName: string): string {
  return `No such column '${column}' on sobject of type ${objectName}`;
}

/** Source: recorded answers of Bulk and REST inserts. */
export function requiredText(fieldNames: readonly string[]): string {
  return `Required fields are missing: [${fieldNames.join(', ')}]`;
}
