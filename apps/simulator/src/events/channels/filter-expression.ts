/**
 * `filterExpression` of a channel member: comparisons of fields with literals, joined by AND, OR, NOT and parentheses.
 * Source: Change Data Capture Developer Guide, "Filter Your Stream of Change Events with Channels".
 */
import type { Row, Scalar } from '../../org/types.ts';

/** Whether an event that tells this of its record passes. */
export type Filter = (told: Readonly<Row>) => boolean;

/** The expression is refused, in Salesforce's words as far as they are known. */
export class FilterError extends Error {}

const TOKEN = /\s*(?:('(?:\\.|[^'\\])*')|(-?\d[\dT:.Z+-]*)|(<=|>=|!=|<>|[=<>(),])|([A-Za-z_]\w*(?:\.\w+)?))/y;

interface Token {
  readonly kind: 'text' | 'number' | 'symbol' | 'word';
  readonly text: string;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  const kinds = ['text', 'number', 'symbol', 'word'] as const;
  TOKEN.lastIndex = 0;
  while (expression.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(expression);
    if (match === null) throw syntaxError(expression.slice(at).trim().split(/\s/)[0] ?? '');
    const kind = kinds[match.slice(1).findIndex((group) => group !== undefined)] ?? 'word';
    tokens.push({ kind, text: match[0].trim() });
  }
  return tokens;
}

function syntaxError(token: string): FilterError {
  return new FilterError(`filter expression has syntax errors: unexpected token: '${token}'`);
}

/** @param column the column behind a field name, or undefined when the events have no such field */
export function compileFilter(expression: string, column: (name: string) => string | undefined): Filter {
  const tokens = tokensOf(expression);
  let at = 0;
  const next = (): Token => tokens[at++] ?? { kind: 'symbol', text: '<EOF>' };
  const isWord = (word: string): boolean =>
    tokens[at]?.kind === 'word' && tokens[at]?.text.toUpperCase() === word;

  const either = (): Filter => {
    let left = both();
    while (isWord('OR')) {
      at += 1;
      const [a, b] = [left, both()];
      left = (told) => a(told) || b(told);
    }
    return left;
  };
  const both = (): Filter => {
    let left = one();
    while (isWord('AND')) {
      at += 1;
      const [a, b] = [left, one()];
      left = (told) => a(told) && b(told);
    }
    return left;
  };
  const one = (): Filter => {
    if (isWord('NOT')) {
      at += 1;
      const inner = one();
      return (told) => !inner(told);
    }
    const token = next();
    if (token.text === '(') {
      const inner = either();
      const closing = next();
      if (closing.text !== ')') throw syntaxError(closing.text);
      return inner;
    }
    if (token.kind !== 'word' || /^(?:where|select|from|and|or|like|in)$/i.test(token.text)) {
      throw syntaxError(token.text);
    }
    const name = column(token.text);
    if (name === undefined) throw new FilterError(`field is invalid: ${token.text}`);
    return comparison(name);
  };
  const comparison = (name: string): Filter => {
    const operator = next();
    const sign = operator.text.toUpperCase();
    if (sign === 'IN') {
      if (next().text !== '(') throw syntaxError('IN');
      const values = [literal(next())];
      while (tokens[at]?.text === ',') {
        at += 1;
        values.push(literal(next()));
      }
      if (next().text !== ')') throw syntaxError('IN');
      return (told) => values.some((value) => equal(told[name], value));
    }
    const value = literal(next());
    switch (sign) {
      case '=':
        return (told) => equal(told[name], value);
      case '!=':
      case '<>':
        return (told) => !equal(told[name], value);
      case 'LIKE': {
        const pattern = likePattern(String(value));
        return (told) => pattern.test(String(told[name] ?? ''));
      }
      case '<':
        return (told) => compare(told[name], value, (order) => order < 0);
      case '<=':
        return (told) => compare(told[name], value, (order) => order <= 0);
      case '>':
        return (told) => compare(told[name], value, (order) => order > 0);
      case '>=':
        return (told) => compare(told[name], value, (order) => order >= 0);
      default:
        throw syntaxError(operator.text);
    }
  };

  const filter = either();
  const rest = tokens[at];
  if (rest !== undefined) throw syntaxError(rest.text);
  return filter;
}

function literal(token: Token): Scalar {
  if (token.kind === 'text') return token.text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  if (token.kind === 'number') return /^-?\d+(?:\.\d+)?$/.test(token.text) ? Number(token.text) : token.text;
  const word = token.text.toLowerCase();
  if (word === 'null') return null;
  if (word === 'true') return 1;
  if (word === 'false') return 0;
  throw syntaxError(token.text);
}

function equal(stored: Scalar | undefined, value: Scalar): boolean {
  const left = stored ?? null;
  if (left === null || value === null) return left === value;
  if (typeof left === 'number' || typeof value === 'number') return Number(left) === Number(value);
  return String(left).toLowerCase() === String(value).toLowerCase();
}

function compare(stored: Scalar | undefined, value: Scalar, accept: (order: number) => boolean): boolean {
  if (stored === null || stored === undefined || value === null) return false;
  if (typeof stored === 'number') return accept(stored - Number(value));
  return accept(String(stored) < String(value) ? -1 : Number(String(stored) > String(value)));
}

function likePattern(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'is');
}
