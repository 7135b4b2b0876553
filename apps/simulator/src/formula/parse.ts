/** A formula's text as a tree, before anybody looks at what its names mean. */
import { FormulaError } from './formula-error.ts';
import { tokenize, type Token } from './tokens.ts';

export type Node = { readonly offset: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'name'; readonly names: readonly string[] }
  /** Operators are calls too, of a function named like them; `-` with one argument negates. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
);

/** Loosest first; each level binds to the left. Source: Salesforce Help, "Formula Operators and Functions". */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '==', '<>', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-', '&'],
  ['*', '/'],
  ['^'],
];
const CANONICAL: Readonly<Record<string, string>> = { '==': '=', '!=': '<>' };

/** @throws FormulaError */
export function parseFormula(text: string): Node {
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): Node {
    const node = this.#level(0);
    if (this.#next().kind !== 'end') throw this.#unexpected();
    return node;
  }

  #next(): Token {
    return (
      this.#tokens[this.#position] ?? { kind: 'end', value: 'end of formula', offset: this.#text.length }
    );
  }

  #take(): Token {
    const token = this.#next();
    this.#position += 1;
    return token;
  }

  #isSymbol(...symbols: string[]): boolean {
    const token = this.#next();
    return token.kind === 'symbol' && symbols.includes(token.value);
  }

  #unexpected(): FormulaError {
    const token = this.#next();
    const message =
      token.kind === 'end' ? 'Syntax error. Found end of formula' : `Syntax error. Found '${token.value}'`;
    return new FormulaError(message, this.#text, token.offset);
  }

  #expect(symbol: string): void {
    if (!this.#isSymbol(symbol)) {
      throw new FormulaError(`Syntax error. Missing '${symbol}'`, this.#text, this.#next().offset);
    }
    this.#take();
  }

  #level(depth: number): Node {
    const operators = LEVELS[depth];
    if (operators === undefined) return this.#unary();
    let left = this.#level(depth + 1);
    while (this.#isSymbol(...operators)) {
      const { value, offset } = this.#take();
      const right = this.#level(depth + 1);
      left = { kind: 'call', name: CANONICAL[value] ?? value, args: [left, right], offset };
    }
    return left;
  }

  #unary(): Node {
    if (!this.#isSymbol('-', '+', '!')) return this.#primary();
    const { value, offset } = this.#take();
    const operand = this.#unary();
    if (value === '+') return operand;
    return { kind: 'call', name: value === '!' ? 'NOT' : 'NEGATE', args: [operand], offset };
  }

  #primary(): Node {
    const token = this.#next();
    const { value, offset } = token;
    if (token.kind === 'number') {
      this.#take();
      return { kind: 'number', value: Number(value), offset };
    }
    if (token.kind === 'text') {
      this.#take();
      return { kind: 'text', value, offset };
    }
    if (this.#isSymbol('(')) {
      this.#take();
      const inner = this.#level(0);
      this.#expect(')');
      return inner;
    }
    if (token.kind !== 'name') throw this.#unexpected();
    this.#take();
    if (this.#isSymbol('('))
      return { kind: 'call', name: value.toUpperCase(), args: this.#arguments(), offset };
    const word = value.toUpperCase();
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'boolean', value: word === 'TRUE', offset };
    if (word === 'NULL') return { kind: 'null', offset };
    return { kind: 'name', names: value.split('.'), offset };
  }

  #arguments(): Node[] {
    this.#expect('(');
    const args: Node[] = [];
    if (!this.#isSymbol(')')) {
      do args.push(this.#level(0));
      while (this.#isSymbol(',') && this.#take());
    }
    this.#expect(')');
    return args;
  }
}
