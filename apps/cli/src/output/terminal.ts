import { stripVTControlCharacters, styleText } from 'node:util';

export type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow';

/** Where a command writes to. */
export interface Terminal {
  readonly isTty: boolean;
  readonly columns: number;
  /** One line, or several. */
  line(text?: string): void;
  /** A remark beside the result: goes to stderr, so that pipes get results only. */
  note(text: string): void;
  json(value: unknown): void;
  /** Writes as it is: cursor movements of a live view. */
  raw(text: string): void;
  /** Colours when stdout is a terminal and NO_COLOR is not set; else the text as it is. */
  style(style: Style, text: string): string;
}

export function createTerminal(): Terminal {
  const { stdout, stderr } = process;
  return {
    isTty: stdout.isTTY,
    // Pseudo-terminals of scripts may say 0.
    columns: stdout.columns > 0 ? stdout.columns : 100,
    line: (text = '') => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    raw: (text) => void stdout.write(text),
    style: (style, text) => styleText(style, text, { stream: stdout }),
  };
}

/**
 * Text from Salesforce or the server as one safe line: a record's name may hold line breaks, and escape sequences that
 * would move the cursor or rename the window.
 */
export function toLine(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, ' ');
}
