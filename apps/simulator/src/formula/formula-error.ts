/** A formula that Salesforce's editor would not save; the message says where. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';

  constructor(message: string, text: string, offset: number) {
    super(`${message} ${position(text, offset)}`);
  }
}

function position(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `(line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}
