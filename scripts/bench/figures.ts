/** What a part of the bench is asked for, and how near a figure came. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** What it stands beside in the same run: a peer, a floor, another design. */
  readonly beside?: string;
}

/** One part's answer, as its process sends it. */
export interface PartReport {
  readonly figures: readonly Figure[];
  /** How it was measured, where the table does not say it. */
  readonly notes: readonly string[];
}

const HEAD = ['figure', 'asked', 'measured', '', 'beside it, in the same run'] as const;

/** Undefined when nothing is asked of it. */
export function isKept({ value, atLeast, atMost }: Figure): boolean | undefined {
  if (atLeast === undefined && atMost === undefined) return undefined;
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

/** For a terminal: columns by spaces. */
export function toText(figures: readonly Figure[]): string {
  const rows = figures.map(toCells);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(HEAD), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

/** For a page of the documentation. */
export function toMarkdown(figures: readonly Figure[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(HEAD), '|---|---|---|---|---|', ...figures.map((figure) => line(toCells(figure)))].join('\n');
}

function toCells(figure: Figure): string[] {
  const { what, value, unit, atLeast, atMost, beside } = figure;
  const asked =
    atLeast === undefined
      ? atMost === undefined
        ? '–'
        : `≤ ${toNumber(atMost)} ${unit}`
      : `≥ ${toNumber(atLeast)} ${unit}`;
  const kept = isKept(figure);
  return [
    what,
    asked.trim(),
    `${toNumber(value)} ${unit}`.trim(),
    kept === undefined ? '' : kept ? 'kept' : 'missed',
    beside ?? '',
  ];
}

/** Three digits are enough for a measurement. */
export function toNumber(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function toPercent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** `share`: 0.5 for the median, 0.99 for what all but one in a hundred stay below. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
