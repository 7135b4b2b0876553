/** Where a text stops being JSON. `JSON.parse` does not always say. */

const WHITE = /[\s]*/y;
const TEXT = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

class Broken extends Error {
  readonly at: number;

  constructor(at: number) {
    super(`Broken at ${at}`);
    this.at = at;
  }
}

/** Index of the first character that cannot stand there; the length when the text ends too early. */
export function brokenJsonAt(text: string): number {
  try {
    const end = skip(text, value(text, skip(text, 0)));
    return end;
  } catch (error) {
    if (error instanceof Broken) return error.at;
    throw error;
  }
}

function skip(text: string, at: number): number {
  return match(WHITE, text, at) ?? at;
}

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function value(text: string, at: number): number {
  const character = text.charAt(at);
  if (character === '{') return list(text, at, '}', member);
  if (character === '[') return list(text, at, ']', value);
  const end = match(TEXT, text, at) ?? match(NUMBER, text, at) ?? match(WORD, text, at);
  if (end === undefined) throw new Broken(character === '"' ? text.length : at);
  return end;
}

function member(text: string, at: number): number {
  const colon = skip(text, match(TEXT, text, at) ?? broken(at));
  if (text.charAt(colon) !== ':') throw new Broken(colon);
  return value(text, skip(text, colon + 1));
}

function list(text: string, open: number, close: string, item: (text: string, at: number) => number): number {
  let at = skip(text, open + 1);
  if (text.charAt(at) === close) return at + 1;
  for (;;) {
    at = skip(text, item(text, at));
    if (text.charAt(at) === close) return at + 1;
    if (text.charAt(at) !== ',') throw new Broken(at);
    at = skip(text, at + 1);
  }
}

function broken(at: number): never {
  throw new Broken(at);
}
