import type { LineEndingName } from './csv.ts';

/** An upload that cannot be read; the text is the job's `errorMessage`. */
export class UploadError extends Error {
  override readonly name = 'UploadError';
}

/** Source: Bulk API 2.0 limits; facts 4.4. */
const MAX_RECORD_CHARACTERS = 400_000;

type State = 'start' | 'plain' | 'quoted' | 'closed';

/**
 * Strict CSV, chunk by chunk: quotes only around a whole value and doubled inside, nothing trimmed, line endings as
 * the job says. Lines without a value are skipped. The texts of refusals are those of Salesforce's own CSV reader,
 * which is public (Data Loader's CSVReader), and of recorded job failures.
 * Source: Bulk API 2.0 Developer Guide, "Prepare CSV Files"; facts 4.3.
 */
export class CsvReader {
  readonly #delimiter: string;
  readonly #lineEnding: LineEndingName;
  #state: State = 'start';
  #value = '';
  #record: string[] = [];
  #recordCharacters = 0;
  /** A carriage return that stood at the end of a chunk. */
  #held = '';

  constructor(delimiter: string, lineEnding: LineEndingName) {
    this.#delimiter = delimiter;
    this.#lineEnding = lineEnding;
  }

  /** The records that are complete now. @throws UploadError */
  push(chunk: string): string[][] {
    const records: string[][] = [];
    let text = this.#held + chunk;
    this.#held = '';
    if (text.endsWith('\r')) {
      text = text.slice(0, -1);
      this.#held = '\r';
    }
    let at = 0;
    while (at < text.length) at = this.#step(text, at, records);
    return records;
  }

  /** The record that no line ending follows. @throws UploadError */
  end(): string[][] {
    if (this.#state === 'quoted') throw parseError('EOF reached before closing an opened quote');
    if (this.#held !== '' && this.#state !== 'closed') this.#value += this.#held;
    const records: string[][] = [];
    this.#endRecord(records);
    return records;
  }

  /** Reads on from `at`; where to go on. */
  #step(text: string, at: number, records: string[][]): number {
    const character = text.charAt(at);
    if (this.#state === 'quoted') return this.#readQuoted(text, at);
    if (character === '"') {
      if (this.#state === 'closed') {
        this.#value += '"';
        this.#state = 'quoted';
        return at + 1;
      }
      if (this.#state === 'plain') {
        throw parseError('Found unescaped quote. A value with quote should be within a quote');
      }
      this.#state = 'quoted';
      return at + 1;
    }
    if (character === this.#delimiter) {
      this.#endValue();
      return at + 1;
    }
    if (character === '\n' || (character === '\r' && text.charAt(at + 1) === '\n')) {
      const ending = character === '\n' ? 'LF' : 'CRLF';
      if (ending !== this.#lineEnding) throw lineEndingError(this.#lineEnding);
      this.#endRecord(records);
      return at + (ending === 'LF' ? 1 : 2);
    }
    if (this.#state === 'closed') throw parseError('Not expecting more text after end quote');
    return this.#readPlain(text, at);
  }

  #readQuoted(text: string, at: number): number {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    this.#value += text.slice(at, end);
    // Doubled or closing: the next character tells.
    if (quote === -1) return end;
    this.#state = 'closed';
    return end + 1;
  }

  #readPlain(text: string, at: number): number {
    let end = at + 1;
    while (end < text.length) {
      const character = text.charAt(end);
      if (character === this.#delimiter || character === '"' || character === '\n' || character === '\r')
        break;
      end += 1;
    }
    this.#value += text.slice(at, end);
    this.#state = 'plain';
    return end;
  }

  #endValue(): void {
    this.#recordCharacters += this.#value.length;
    this.#record.push(this.#value);
    this.#value = '';
    this.#state = 'start';
  }

  #endRecord(records: string[][]): void {
    const isEmpty = this.#record.length === 0 && this.#value === '';
    this.#endValue();
    if (this.#recordCharacters > MAX_RECORD_CHARACTERS) {
      throw new UploadError(
        `InvalidBatch : A record has more than ${MAX_RECORD_CHARACTERS} characters, the maximum`,
      );
    }
    if (!isEmpty) records.push(this.#record);
    this.#record = [];
    this.#recordCharacters = 0;
  }
}

function parseError(message: string): UploadError {
  return new UploadError(`InvalidBatch : Failed to parse CSV. ${message}`);
}

function lineEndingError(expected: LineEndingName): UploadError {
  return new UploadError(
    `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${expected}`,
  );
}
