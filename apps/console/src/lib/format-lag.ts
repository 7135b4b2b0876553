/** From the commit in Salesforce until the row is here: `120 ms`, `2.4 s`, `3 min`. */
export function formatLag(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  return `${Math.floor(ms / 60_000)} min`;
}
