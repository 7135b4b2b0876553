const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = '▁▂▃▄▅▆▇█';

/** A bar of `part` (0 to 1) of `width`, exact to an eighth of a character. */
export function bar(part: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** The same with its empty rest shown. */
export function progressBar(part: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, part)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

/** One character per value, as high as its share of the greatest; a space for nothing. */
export function sparkline(values: readonly number[]): string {
  const top = Math.max(1, ...values);
  return values
    .map((value) => (value <= 0 ? ' ' : (LEVELS[Math.ceil((value / top) * LEVELS.length) - 1] ?? '█')))
    .join('');
}
