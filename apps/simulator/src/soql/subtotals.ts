/** Stands in the statement until it is known which fields are grouped. */
export function groupingSql(sql: string): string {
  return `sf_is_subtotal(${sql})`;
}
