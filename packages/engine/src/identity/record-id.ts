const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The id with 18 characters. 15 characters get their checksum; of 18 the checksum says which letters are capitals, so that
 * ids that went through a spreadsheet or a system without case come back right. Undefined when it is no record id.
 * Source: Salesforce Help 000383751, how the 18-character id is computed.
 */
export function toId18(text: string): string | undefined {
  const id = text.trim();
  if (/^[A-Za-z0-9]{15}$/.test(id)) return id + checksumOf(id);
  if (!/^[A-Za-z0-9]{18}$/.test(id)) return undefined;
  const body = id.slice(0, 15);
  const checksum = id.slice(15).toUpperCase();
  const cased = withCase(body, checksum);
  return cased === undefined ? undefined : cased + checksum;
}

/** Bit k of each group of five says whether its character k is a capital. */
function checksumOf(body: string): string {
  return [0, 5, 10]
    .map((start) => {
      const bits = Array.from(body.slice(start, start + 5)).reduce(
        (sum, character, place) => (/[A-Z]/.test(character) ? sum | (1 << place) : sum),
        0,
      );
      return CHECKSUM.charAt(bits);
    })
    .join('');
}

/** Undefined when the checksum asks for a capital where there is a digit. */
function withCase(body: string, checksum: string): string | undefined {
  let cased = '';
  for (const [place, character] of Array.from(body).entries()) {
    const bits = CHECKSUM.indexOf(checksum.charAt(Math.floor(place / 5)));
    if (bits < 0) return undefined;
    const capital = (bits & (1 << (place % 5))) !== 0;
    if (capital && /[0-9]/.test(character)) return undefined;
    cased += capital ? character.toUpperCase() : character.toLowerCase();
  }
  return cased;
}
