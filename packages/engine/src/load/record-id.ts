/**
 * Ids as numbers, so that a range of them can be cut. An id is 15 characters of 0-9, A-Z, a-z, in the order of ASCII, and
 * three more that say which of the first are capitals. Source: Salesforce Help, "Record ID 15 to 18 characters".
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const LENGTH = 15;
const BASE = 62n;

/** @throws Error for what is no id */
export function idToNumber(id: string): bigint {
  let number = 0n;
  for (const character of id.slice(0, LENGTH)) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) throw new Error(`not a record id: ${id.slice(0, 18)}`);
    number = number * BASE + BigInt(digit);
  }
  if (id.length < LENGTH) throw new Error(`not a record id: ${id}`);
  return number;
}

/** The id of 18 characters. A border of a range need not be anybody's. */
export function numberToId(number: bigint): string {
  let id = '';
  for (let rest = number; id.length < LENGTH; rest /= BASE) id = (DIGITS[Number(rest % BASE)] ?? '') + id;
  return id + suffixOf(id);
}

function suffixOf(id: string): string {
  let suffix = '';
  for (let start = 0; start < LENGTH; start += 5) {
    let capitals = 0;
    for (let bit = 0; bit < 5; bit += 1) if (/[A-Z]/.test(id[start + bit] ?? '')) capitals |= 1 << bit;
    suffix += SUFFIX[capitals];
  }
  return suffix;
}
