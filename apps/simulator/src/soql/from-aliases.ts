/** The old form of relationships: `SELECT c.Id, a.Name FROM Contact c, c.Account a`. */
import { blankStrings } from './marker.ts';

export interface PlainFrom {
  /** As long as the statement was: places in error texts stay right. */
  readonly soql: string;
  /** Paths from the object, by lower-case alias: `a` → `['Account']`. */
  readonly aliases: ReadonlyMap<string, readonly string[]>;
}

const FROM_LIST = /\bfrom\s+(\w+)\s+(?:as\s+)?(\w+)((?:\s*,\s*\w+(?:\.\w+)+\s+(?:as\s+)?\w+)+)/gi;
const ONE_MORE = /,\s*(\w+(?:\.\w+)+)\s+(?:as\s+)?(\w+)/gi;

/** Takes the further aliases out of FROM and says what they stand for. Source: SOQL and SOSL Reference, "Alias Notation". */
export function takeFromAliases(soql: string): PlainFrom {
  const aliases = new Map<string, readonly string[]>();
  const blanked = blankStrings(soql);
  let plain = soql;
  for (const match of blanked.matchAll(FROM_LIST)) {
    const [whole, object = '', alias = '', more = ''] = match;
    const own = new Set([object.toLowerCase(), alias.toLowerCase()]);
    for (const [, path = '', name = ''] of more.matchAll(ONE_MORE)) {
      const [first = '', ...rest] = path.split('.');
      const start = own.has(first.toLowerCase()) ? [] : aliases.get(first.toLowerCase());
      if (start !== undefined) aliases.set(name.toLowerCase(), [...start, ...rest]);
    }
    const end = match.index + whole.length;
    plain = plain.slice(0, end - more.length) + ' '.repeat(more.length) + plain.slice(end);
  }
  return { soql: plain, aliases };
}
