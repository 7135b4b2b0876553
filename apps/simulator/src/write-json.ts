/** Answers as JSON text: doubles with their decimal point, and indented for `X-PrettyPrint`. */

/** Which members of an object are doubles, currencies or percentages. */
const DOUBLES = new WeakMap<object, Set<string>>();

/** Says that a whole number is of a decimal type: Salesforce prints it `50000.0`. Source: facts 2.4 and 5.4. */
export function markDouble(owner: object, key: string): void {
  const known = DOUBLES.get(owner);
  if (known === undefined) DOUBLES.set(owner, new Set([key]));
  else known.add(key);
}

/** Node has it; TypeScript's library does not say so yet. */
const rawJson = JSON as unknown as { rawJSON(text: string): unknown };

function writeMember(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'number' || typeof this !== 'object' || this === null) return value;
  return Number.isInteger(value) && DOUBLES.get(this)?.has(key) === true
    ? rawJson.rawJSON(decimal(value))
    : value;
}

/** Digits without an exponent as far as JavaScript writes them so. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? text : `${text}.0`;
}

export function writeJson(value: unknown, pretty: boolean): string {
  return JSON.stringify(value, writeMember, pretty ? 2 : undefined) ?? 'null';
}
