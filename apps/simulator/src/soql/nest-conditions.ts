import type { Condition } from './ast.ts';
import { malformed } from './marker.ts';

export type ConditionToken = Condition | '(' | ')' | 'AND' | 'OR' | 'NOT';

/**
 * NOT binds closest. AND and OR may not be mixed without parentheses: Salesforce refuses that.
 * Source: SOQL and SOSL Reference, "Logical Operators".
 */
export function nestConditions(tokens: readonly ConditionToken[]): Condition {
  let position = 0;

  function list(): Condition {
    const items = [single()];
    let joiner: 'AND' | 'OR' | undefined;
    for (;;) {
      const token = tokens[position];
      if (token !== 'AND' && token !== 'OR') break;
      if (joiner !== undefined && joiner !== token) throw malformed(`unexpected token: ${token}`);
      joiner = token;
      position += 1;
      items.push(single());
    }
    const [first] = items;
    if (joiner === undefined && first !== undefined) return first;
    return { kind: joiner === 'OR' ? 'or' : 'and', items };
  }

  function single(): Condition {
    const token = tokens[position];
    position += 1;
    if (token === undefined) throw malformed("unexpected token: '<EOF>'");
    if (token === 'NOT') return { kind: 'not', item: single() };
    if (token === '(') {
      const inner = list();
      if (tokens[position] !== ')') throw malformed("expecting a right parentheses, found '<EOF>'");
      position += 1;
      return inner;
    }
    if (typeof token === 'string') throw malformed(`unexpected token: ${token}`);
    return token;
  }

  const condition = list();
  const rest = tokens[position];
  if (rest !== undefined) throw malformed(`unexpected token: ${typeof rest === 'string' ? rest : 'WHERE'}`);
  return condition;
}
