/** The words of a formula. Source: Salesforce Help, "Formula Operators and Functions". */
import { FormulaError } from './formula-error.ts';

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'symbol' | 'end';
  /** Texts without their quotes, escapes resolved. */
  readonly value: string;
  readonly offset: number;
}

const SPACE = /(?:\s|\/\*[\s\S]*?\*\/)+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** `Account.Owner.Name`, `Owner:User.Name`, `$User.Id`. */
const NAME = /\$?[A-Za-z]\w*(?::[A-Za-z]\w*)?(?:\s*\.\s*[A-Za-z]\w*(?::[A-Za-z]\w*)?)*/y;
const SYMBOL = /&&|\|\||<>|!=|==|<=|>=|[-+*/^&=<>!(),]/y;
const TEXT = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y;

/** @throws FormulaError */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  for (;;) {
    offset += take(SPACE)?.length ?? 0;
    if (offset >= text.length) break;
    const kinds = [
      ['number', NUMBER],
      ['name', NAME],
      ['text', TEXT],
      ['symbol', SYMBOL],
    ] as const;
    let found: Token | undefined;
    for (const [kind, pattern] of kinds) {
      const raw = take(pattern);
      if (raw === undefined) continue;
      found = { kind, value: kind === 'text' ? unescape(raw) : raw.replaceAll(/\s+/g, ''), offset };
      offset += raw.length;
      break;
    }
    if (found === undefined) {
      const quote = text[offset] === '"' || text[offset] === "'";
      throw new FormulaError(
        quote ? 'Syntax error. Missing closing quote' : `Syntax error. Found '${text[offset]}'`,
        text,
        offset,
      );
    }
    tokens.push(found);
  }
  tokens.push({ kind: 'end', value: 'end of formula', offset: text.length });
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescape(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
