/**
 * Fields of a change event as bits: bit n stands for field n of the schema; fields inside a compound have a bitmap of
 * their own, `6-0x0180` for fields 7 and 8 of field 6. Source: recorded updates (`0x100000000000800000`), facts 6.6.
 */
export interface FieldBits {
  readonly top: ReadonlySet<number>;
  readonly nested: ReadonlyMap<number, ReadonlySet<number>>;
}

export function writeBitmaps({ top, nested }: FieldBits): string[] {
  const parts = [...nested].toSorted(([a], [b]) => a - b);
  return [
    ...(top.size === 0 ? [] : [hex(top)]),
    ...parts.flatMap(([parent, bits]) => (bits.size === 0 ? [] : [`${parent}-${hex(bits)}`])),
  ];
}

/** Whole bytes, highest bit first. */
function hex(bits: Iterable<number>): string {
  let value = 0n;
  for (const bit of bits) value |= 1n << BigInt(bit);
  const digits = value.toString(16).toUpperCase();
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}

export function readBitmaps(entries: readonly string[]): FieldBits {
  const top = new Set<number>();
  const nested = new Map<number, Set<number>>();
  for (const entry of entries) {
    const [, parent, digits = ''] = /^(?:(\d+)-)?0x([\da-f]+)$/i.exec(entry) ?? [];
    const bits = bitsOf(digits);
    if (parent === undefined) for (const bit of bits) top.add(bit);
    else nested.set(Number(parent), new Set(bits));
  }
  return { top, nested };
}

function bitsOf(digits: string): number[] {
  const binary = BigInt(`0x${digits === '' ? '0' : digits}`).toString(2);
  const bits: number[] = [];
  for (let index = 0; index < binary.length; index += 1) {
    if (binary[binary.length - 1 - index] === '1') bits.push(index);
  }
  return bits;
}

/** The bitmaps without these top-level fields, and without what is inside them. */
export function withoutFields(entries: readonly string[], hidden: ReadonlySet<number>): string[] {
  if (entries.length === 0) return [];
  const { top, nested } = readBitmaps(entries);
  return writeBitmaps({
    top: new Set([...top].filter((bit) => !hidden.has(bit))),
    nested: new Map([...nested].filter(([parent]) => !hidden.has(parent))),
  });
}
