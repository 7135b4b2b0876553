/** Gives every name and call of a formula its meaning, or says what is wrong with it in Salesforce's words. */
import type { FieldDefinition } from '../org/schema/types.ts';
import { FormulaError } from './formula-error.ts';
import { TYPE_NAMES, type Expression, type FormulaType, type SpecialForm } from './expression.ts';
import { functionsNamed, type FormulaFunction } from './function-library.ts';
import { parseFormula, type Node } from './parse.ts';
import { resolveName, type FormulaScope } from './names.ts';

/** A checked formula, and the type of its value. @throws FormulaError */
export function checkFormula(text: string, scope: FormulaScope): Expression {
  return new Checker(text, scope).check(parseFormula(text));
}

/** The formula of a formula field of `scope.model`. @throws FormulaError */
export function checkFieldFormula(
  scope: Pick<FormulaScope, 'model' | 'object' | 'within'>,
  field: FieldDefinition,
): Expression {
  return checkFormula(field.calculatedFormula ?? 'NULL', {
    ...scope,
    blankIsZero: field.formulaTreatNullNumberAsZero,
    history: false,
    within: [...scope.within, `${scope.model.name}.${field.name}`.toLowerCase()],
  });
}

const ORDERED = new Set<FormulaType>(['number', 'date', 'datetime', 'time', 'null']);
const HISTORY = new Set(['ISNEW', 'ISCHANGED', 'PRIORVALUE']);
const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>=']);

class Checker {
  readonly #text: string;
  readonly #scope: FormulaScope;

  constructor(text: string, scope: FormulaScope) {
    this.#text = text;
    this.#scope = scope;
  }

  check(node: Node): Expression {
    switch (node.kind) {
      case 'number':
      case 'text':
      case 'boolean':
        return { kind: 'literal', type: node.kind, value: node.value };
      case 'null':
        return { kind: 'literal', type: 'null', value: null };
      case 'name':
        return resolveName(
          this.#scope,
          node.names,
          (message) => this.#error(node, message),
          checkFieldFormula,
        );
      default:
        return this.#call(node);
    }
  }

  #error(node: Node, message: string): FormulaError {
    return new FormulaError(message, this.#text, node.offset);
  }

  #call(node: Node & { kind: 'call' }): Expression {
    const { name } = node;
    if (HISTORY.has(name)) return this.#history(node);
    if (name === 'TODAY' || name === 'NOW' || name === 'TIMENOW') {
      this.#count(node, 0);
      if (name !== 'TIMENOW')
        return { kind: 'special', name, type: name === 'NOW' ? 'datetime' : 'date', args: [] };
      const [timeOf] = functionsNamed('TIMEVALUE').filter((one) => one.parameters[0]?.[0] === 'datetime');
      const now: Expression = { kind: 'special', name: 'NOW', type: 'datetime', args: [] };
      if (timeOf !== undefined) return { kind: 'call', type: 'time', call: timeOf, args: [now] };
    }
    const args = node.args.map((arg) => this.check(arg));
    if (COMPARISONS.has(name)) return this.#comparison(node, args);
    switch (name) {
      case 'IF':
        return this.#if(node, args);
      case 'CASE':
        return this.#case(node, args);
      case 'AND':
      case '&&':
      case 'OR':
      case '||':
        if (args.length === 0)
          throw this.#error(
            node,
            `Incorrect number of parameters for function '${name}()'. Expected at least 1, received 0`,
          );
        this.#allBoolean(node, args);
        return special(name === 'AND' || name === '&&' ? 'AND' : 'OR', 'boolean', args);
      case 'NOT':
        this.#count(node, 1);
        this.#allBoolean(node, args);
        return special('NOT', 'boolean', args);
      case 'ISBLANK':
      case 'ISNULL':
        this.#count(node, 1);
        return special('ISBLANK', 'boolean', args);
      case 'BLANKVALUE':
      case 'NULLVALUE': {
        this.#count(node, 2);
        const type = this.#common(node, args);
        return special(
          'BLANKVALUE',
          type,
          args.map((arg) => coerce(arg, type)),
        );
      }
      case 'ISCLONE':
        this.#count(node, 0);
        return { kind: 'literal', type: 'boolean', value: false };
      default:
        return this.#arithmetic(node, args) ?? this.#library(node, args);
    }
  }

  /** Of numbers here; what + and - do to dates is in the library, and + joins texts. */
  #arithmetic(node: Node & { kind: 'call' }, args: readonly Expression[]): Expression | undefined {
    const { name } = node;
    if (name !== '+' && name !== '-' && name !== '*' && name !== '/') return undefined;
    const [left, right] = args;
    if (left === undefined || right === undefined) return undefined;
    const numeric = (one: Expression): boolean => one.type === 'number' || one.type === 'null';
    if (numeric(left) && numeric(right)) return special(name, 'number', args);
    if (name === '+' && left.type === 'text' && right.type === 'text') {
      return this.#library({ ...node, name: '&' }, args);
    }
    if (name === '+' && left.type === 'number') return this.#library(node, [right, left]);
    if (name === '-' && right.type === 'number') {
      const [negate] = functionsNamed('NEGATE');
      if (negate !== undefined) {
        return this.#library({ ...node, name: '+' }, [
          left,
          { kind: 'call', type: 'number', call: negate, args: [right] },
        ]);
      }
    }
    if (name === '*' || name === '/') throw this.#wrongType(node, 'number', numeric(left) ? right : left);
    return this.#library(node, args);
  }

  #library(node: Node & { kind: 'call' }, args: readonly Expression[]): Expression {
    const { name } = node;
    const candidates = functionsNamed(name);
    const [first] = candidates;
    if (first === undefined) throw this.#error(node, `Unknown function ${name}. Check spelling.`);
    const counted = candidates.filter((one) => takes(one, args.length));
    if (counted.length === 0) throw this.#wrongCount(node, first, args.length);
    const fitting = counted.find((one) => args.every((arg, index) => fits(one, index, arg)));
    if (fitting === undefined) {
      const index = args.findIndex((arg, at) => !counted.some((one) => fits(one, at, arg)));
      const at = Math.max(index, 0);
      const arg = args[at];
      const expected = counted[0] === undefined ? undefined : parameterAt(counted[0], at)[0];
      if (
        arg !== undefined &&
        (arg.type === 'picklist' || arg.type === 'multipicklist') &&
        arg.kind === 'field'
      ) {
        throw this.#error(node, picklistMessage(arg.field.name, arg.type));
      }
      throw this.#wrongType(node, expected ?? 'text', arg ?? { kind: 'literal', type: 'null', value: null });
    }
    const typed = args.map((arg, index) => coerce(arg, parameterAt(fitting, index)[0] ?? arg.type));
    const type =
      typeof fitting.result === 'string' ? fitting.result : fitting.result(typed.map((arg) => arg.type));
    return { kind: 'call', type, call: fitting, args: typed };
  }

  #comparison(node: Node & { kind: 'call' }, args: readonly Expression[]): Expression {
    const [left, right] = args;
    if (left === undefined || right === undefined) throw this.#error(node, 'Syntax error');
    for (const arg of args) {
      if ((arg.type === 'picklist' || arg.type === 'multipicklist') && arg.kind === 'field') {
        throw this.#error(node, picklistMessage(arg.field.name, arg.type));
      }
    }
    const type = this.#common(node, args);
    const typed = args.map((arg) => coerce(arg, type));
    const { name } = node;
    if (name === '=') return special('=', 'boolean', typed);
    if (name === '<>') return special('NOT', 'boolean', [special('=', 'boolean', typed)]);
    if (!ORDERED.has(type)) {
      throw this.#error(
        node,
        `Incorrect parameter type for operator '${name}'. Expected Number, Date, DateTime, received ${TYPE_NAMES[type]}`,
      );
    }
    if (name === '<' || name === '<=') return special(name, 'boolean', typed);
    return special(name === '>' ? '<' : '<=', 'boolean', typed.toReversed());
  }

  #if(node: Node & { kind: 'call' }, args: readonly Expression[]): Expression {
    this.#count(node, 3);
    const [condition, ...branches] = args;
    if (condition === undefined) throw this.#error(node, 'Syntax error');
    this.#allBoolean(node, [condition]);
    const type = this.#common(node, branches);
    return special('IF', type, [condition, ...branches.map((branch) => coerce(branch, type))]);
  }

  /** `CASE(what, value, result, …, else)` */
  #case(node: Node & { kind: 'call' }, args: readonly Expression[]): Expression {
    if (args.length < 4 || args.length % 2 !== 0) {
      throw this.#error(
        node,
        `Incorrect number of parameters for function 'CASE()'. Expected ${args.length + 1}, received ${args.length}`,
      );
    }
    const [what, ...rest] = args;
    if (what === undefined) throw this.#error(node, 'Syntax error');
    const subject: FormulaType = what.type === 'picklist' ? 'text' : what.type;
    const values = rest.filter((_, index) => index % 2 === 0 && index < rest.length - 1);
    const results = rest.filter((_, index) => index % 2 === 1 || index === rest.length - 1);
    for (const value of values) {
      const type = value.type === 'picklist' ? 'text' : value.type;
      if (type !== subject && type !== 'null' && subject !== 'null')
        throw this.#wrongType(node, subject, value);
    }
    const type = this.#common(node, results);
    const typed = rest.map((one, index) =>
      index % 2 === 0 && index < rest.length - 1 ? coerce(one, subject) : coerce(one, type),
    );
    return special('CASE', type, [what, ...typed]);
  }

  #history(node: Node & { kind: 'call' }): Expression {
    const { name } = node;
    if (!this.#scope.history)
      throw this.#error(node, `Function ${name} may not be used in this type of formula`);
    if (name === 'ISNEW') {
      this.#count(node, 0);
      return special('ISNEW', 'boolean', []);
    }
    this.#count(node, 1);
    const arg = node.args[0] === undefined ? undefined : this.check(node.args[0]);
    if (arg?.kind !== 'field' || arg.steps.length > 0) {
      throw this.#error(node, `Incorrect parameter for function '${name}()'. Expected Field Reference`);
    }
    return name === 'ISCHANGED'
      ? special('ISCHANGED', 'boolean', [arg])
      : special('PRIORVALUE', arg.type, [arg]);
  }

  #count(node: Node & { kind: 'call' }, expected: number): void {
    if (node.args.length === expected) return;
    throw this.#error(
      node,
      `Incorrect number of parameters for function '${node.name}()'. Expected ${expected}, received ${node.args.length}`,
    );
  }

  #wrongCount(node: Node & { kind: 'call' }, one: FormulaFunction, received: number): FormulaError {
    const most = one.parameters.length;
    const least = most - (one.optional ?? 0);
    const expected = received < least ? least : most;
    return this.#error(
      node,
      `Incorrect number of parameters for function '${node.name}()'. Expected ${expected}, received ${received}`,
    );
  }

  #wrongType(node: Node & { kind: 'call' }, expected: FormulaType, received: Expression): FormulaError {
    const what = /^\w+$/.test(node.name) ? `function '${node.name}()'` : `operator '${node.name}'`;
    return this.#error(
      node,
      `Incorrect parameter type for ${what}. Expected ${TYPE_NAMES[expected]}, received ${TYPE_NAMES[received.type]}`,
    );
  }

  #allBoolean(node: Node & { kind: 'call' }, args: readonly Expression[]): void {
    const wrong = args.find((arg) => arg.type !== 'boolean');
    if (wrong !== undefined) throw this.#wrongType(node, 'boolean', wrong);
  }

  /** The one type that all have; NULL has any. */
  #common(node: Node & { kind: 'call' }, args: readonly Expression[]): FormulaType {
    let common: FormulaType = 'null';
    for (const arg of args) {
      if (arg.type === 'null') continue;
      // A picklist in a branch is a mistake, but not in BLANKVALUE's first place.
      const type = arg.type === 'picklist' ? 'text' : arg.type;
      if (common !== 'null' && type !== common) throw this.#wrongType(node, common, arg);
      common = type;
    }
    return common;
  }
}

function special(name: SpecialForm, type: FormulaType, args: readonly Expression[]): Expression {
  return { kind: 'special', name, type, args };
}

/** NULL where a text is wanted is the empty text; elsewhere it has the type that is wanted. */
function coerce(expression: Expression, type: FormulaType): Expression {
  if (expression.type !== 'null' || expression.kind !== 'literal') return expression;
  return type === 'text' || type === 'boolean'
    ? { kind: 'literal', type, value: type === 'text' ? '' : false }
    : { kind: 'literal', type, value: null };
}

function parameterAt(one: FormulaFunction, index: number): readonly FormulaType[] {
  return one.parameters[index] ?? (one.variadic === true ? (one.parameters.at(-1) ?? []) : []);
}

function takes(one: FormulaFunction, count: number): boolean {
  const most = one.variadic === true ? Number.MAX_SAFE_INTEGER : one.parameters.length;
  return count <= most && count >= one.parameters.length - (one.optional ?? 0);
}

function fits(one: FormulaFunction, index: number, arg: Expression): boolean {
  return arg.type === 'null' || parameterAt(one, index).includes(arg.type);
}

function picklistMessage(name: string, type: FormulaType): string {
  return type === 'picklist'
    ? `Field ${name} is a picklist field. Picklist fields are only supported in certain functions.`
    : `Field ${name} is a multi-select picklist field. Multi-select picklist fields are only supported in certain functions.`;
}
