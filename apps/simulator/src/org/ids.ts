/** Record ids: 15 case-sensitive base62 characters, and three more that make them safe where case is lost. */

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const ID_PATTERN = /^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/;
const COUNTER_DIGITS = 5;

/** The counter's digits in base62, most significant first, so that ids sort in the order they were made. */
function toBase62(value: number): string {
  let rest = value;
  let text = '';
  for (let digit = 0; digit < COUNTER_DIGITS; digit += 1) {
    text = BASE62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function checksumCharacter(id: string, start: number): string {
  let bits = 0;
  for (let position = 0; position < 5; position += 1) {
    const code = id.charCodeAt(start + position);
    if (code >= 65 && code <= 90) bits |= 1 << position;
  }
  return CHECKSUM.charAt(bits);
}

/** The 18-character form of a 15-character id. */
export function withChecksum(id15: string): string {
  return id15 + checksumCharacter(id15, 0) + checksumCharacter(id15, 5) + checksumCharacter(id15, 10);
}

/** The id with 18 characters; undefined when the text cannot be an id (wrong length, characters or checksum). */
export function toId18(text: string): string | undefined {
  if (!ID_PATTERN.test(text)) return undefined;
  const id = withChecksum(text.slice(0, 15));
  if (text.length === 15) return id;
  return id.slice(15) === text.slice(15).toUpperCase() ? id : undefined;
}

/**
 * The id with this number under a key prefix: prefix, pod `5f`, and the number in base62. Numbers up to 916 million
 * per prefix.
 */
export function makeId(keyPrefix: string, number: number): string {
  return withChecksum(`${keyPrefix}5f00000${toBase62(number)}`);
}

/** The number inside an id that `makeId` made; undefined for other ids. */
export function numberOfId(id: string): number | undefined {
  if (id.slice(3, 10) !== '5f00000') return undefined;
  let number = 0;
  for (const digit of id.slice(10, 15)) number = number * 62 + BASE62.indexOf(digit);
  return number;
}
