const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `12,011` */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** `12,011`, and from a thousand million on `1.2B`: for tiles, where the exact number stands in the tooltip. */
export function formatCompact(value: number): string {
  return value < 1_000_000_000 ? whole.format(value) : compact.format(value);
}

/** `950`, `12K`, `1.5M`: for the marks of an axis. */
export function formatShort(value: number): string {
  return compact.format(value);
}

/** `12,011 rows`, `1 row` */
export function formatCounted(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`;
}

/** A share in whole percent that shows 0 % and 100 % only when they are exact: 99.97 % is not done. */
export function formatShare(part: number, of: number): string {
  if (of <= 0) return part > 0 ? '100%' : '0%';
  const percent = (part / of) * 100;
  if (percent >= 100) return '100%';
  if (percent > 99) return '99%';
  if (percent > 0 && percent < 1) return '<1%';
  return `${Math.round(percent)}%`;
}

/** `9,800 rows/s`, `0.4 rows/s` */
export function formatRate(rowsPerSecond: number): string {
  return `${rowsPerSecond < 10 ? oneDigit.format(rowsPerSecond) : whole.format(rowsPerSecond)} rows/s`;
}
