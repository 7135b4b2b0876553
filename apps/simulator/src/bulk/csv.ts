/** Delimiters by the names Bulk API 2.0 gives them. */
export const DELIMITERS = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const satisfies Record<string, string>;

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const satisfies Record<string, string>;

export type DelimiterName = keyof typeof DELIMITERS;
export type LineEndingName = keyof typeof LINE_ENDINGS;

/** One line of a query result: every value quoted, a quote doubled, null an empty pair of quotes. Facts 4.3. */
export function toCsvLine(values: readonly string[], delimiter: string, lineEnding: string): string {
  const between = `"${delimiter}"`;
  // Most rows hold no quote at all: joining first and looking once is several times faster than looking per value.
  const joined = values.join('\u0000');
  if (!joined.includes('"')) return `"${joined.replaceAll('\u0000', between)}"${lineEnding}`;
  return `"${values.map((value) => value.replaceAll('"', '""')).join(between)}"${lineEnding}`;
}
