/** Fields of a change event's bitmap: of the event, and of its compound fields by their index. */
export interface FieldBits {
  readonly top: readonly number[];
  readonly nested: ReadonlyMap<number, readonly number[]>;
}

/**
 * Reads `["0x410000", "6-0x0180"]`: bit i of the first stands for field i of the schema, `6-` for fields inside field 6.
 * Source: Change Data Capture Developer Guide, "Deserialize the changedFields, nulledFields, and diffFields".
 *
 * @throws Error for anything else
 */
export function readBitmap(entries: readonly string[]): FieldBits {
  const top: number[] = [];
  const nested = new Map<number, readonly number[]>();
  for (const entry of entries) {
    const match = /^(?:(\d{1,4})-)?0x([\da-f]*)$/i.exec(entry);
    if (match === null) throw new Error('a bitmap of fields that is none');
    const bits = bitsOf(match[2] ?? '');
    if (match[1] === undefined) top.push(...bits);
    else nested.set(Number(match[1]), bits);
  }
  return { top, nested };
}

/** Four bits a digit, the last digit the lowest. */
function bitsOf(digits: string): number[] {
  const bits: number[] = [];
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number.parseInt(digits[digits.length - 1 - place] ?? '0', 16);
    for (let bit = 0; bit < 4; bit += 1) if ((digit >> bit) % 2 === 1) bits.push(place * 4 + bit);
  }
  return bits;
}
