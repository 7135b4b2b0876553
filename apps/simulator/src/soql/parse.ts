import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type {
  FieldFunctionExpression,
  FieldType,
  FunctionExp,
  GroupByClause,
  HavingClause,
  LiteralType,
  OrderByClause,
  Query,
  Subquery,
  WhereClause,
} from '@jetstreamapp/soql-parser-js';
import type {
  Condition,
  FunctionCall,
  Literal,
  Operator,
  OrderItem,
  Path,
  SelectItem,
  Statement,
  Target,
} from './ast.ts';
import { nestConditions, type ConditionToken } from './nest-conditions.ts';
import { takeFromAliases } from './from-aliases.ts';
import { blankStrings, findWord, malformed, queryError } from './marker.ts';

type ParserNode = WhereClause | HavingClause;

/** Words that only Apex may say. Source: Summer '24 release notes, "SOQL: Changed Error Messages". */
const APEX_ONLY = /\b(ALL\s+ROWS|WITH\s+(?:SECURITY_ENFORCED|USER_MODE|SYSTEM_MODE))\b/i;

/** @throws SalesforceError `MALFORMED_QUERY` */
export function parseSoql(soql: string): Statement {
  const apexOnly = APEX_ONLY.exec(blankStrings(soql))?.[1];
  if (apexOnly !== undefined) {
    const words = apexOnly.replace(/^WITH\s+/i, '').replaceAll(/\s+/g, ' ');
    throw malformed(`${words.toUpperCase()} not allowed in this context`);
  }
  const from = takeFromAliases(soql);
  let query: Query;
  try {
    query = parseQuery(from.soql);
  } catch (error) {
    throw syntaxError(soql, error instanceof Error ? error.message : String(error));
  }
  return toStatement(query, query.sObject ?? '', soql, {
    aliases: from.aliases,
    negations: readNegations(soql),
  });
}

/** The parser names the token it did not expect; Salesforce names it too, and points at it. */
function syntaxError(soql: string, message: string): Error {
  const found =
    /(?:found --> '|but found: ?')(.*?)(?:' <--|'$|$)/s.exec(message)?.[1] ??
    /but found: (\S+)/.exec(message)?.[1];
  const offset = /at offset: (\d+)/.exec(message)?.[1];
  if (offset !== undefined) {
    const character = soql.charAt(Number(offset));
    return malformed(
      `line 1:${Number(offset) + 1} no viable alternative at character '${character === "'" ? '<EOF>' : character}'`,
    );
  }
  const emptyList = /\bin\s*\(\s*\)/i.exec(blankStrings(soql));
  if (emptyList !== null) {
    const close = emptyList.index + emptyList[0].length - 1;
    return queryError(soql, close, 'MALFORMED_QUERY', "unexpected token: ')'");
  }
  if (found === undefined || found === '') return malformed("unexpected token: '<EOF>'");
  return queryError(soql, findWord(soql, found), 'MALFORMED_QUERY', `unexpected token: '${found}'`);
}

/** What the statement's text says besides what the parser tells. */
interface Reading {
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  /** See `readNegations`; taken from the front as conditions come. */
  readonly negations: ConditionToken[][];
}

function toStatement(query: Query | Subquery, from: string, soql: string, reading: Reading): Statement {
  const names = [from, query.sObjectAlias ?? ''].filter((name) => name !== '');
  const strip = (raw: string): Path => toPath(raw, names, reading);
  return {
    from,
    alias: query.sObjectAlias,
    scope: query.usingScope,
    select: (query.fields ?? []).map((field) => toSelectItem(field, strip, soql, reading)),
    where: query.where === undefined ? undefined : toCondition(query.where, strip, soql, reading),
    groupBy: asList<GroupByClause>(query.groupBy).map((item) =>
      'field' in item ? strip(item.field) : toCall(item.fn, strip),
    ),
    having: query.having === undefined ? undefined : toCondition(query.having, strip, soql, reading),
    orderBy: asList<OrderByClause>(query.orderBy).map((item): OrderItem => {
      const target = 'field' in item ? strip(item.field) : toCall(item.fn, strip);
      // Nulls come first in both directions unless told. Source: SOQL and SOSL Reference, "ORDER BY".
      return { target, descending: item.order === 'DESC', nullsLast: item.nulls === 'LAST' };
    }),
    limit: query.limit,
    offset: query.offset,
  };
}

function asList<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** `Contact.Name` in a query from Contact is `Name`; so is `c.Name` where `c` is the alias. */
function toPath(raw: string, ownNames: readonly string[], reading: Reading): Path {
  const names = raw.split('.').map((name) => name.trim());
  const first = names[0]?.toLowerCase();
  const parent = names.length > 1 ? reading.aliases.get(first ?? '') : undefined;
  if (parent !== undefined) return { kind: 'path', names: [...parent, ...names.slice(1)], raw };
  const own = names.length > 1 && ownNames.some((name) => name.toLowerCase() === first);
  return { kind: 'path', names: own ? names.slice(1) : names, raw };
}

function toCall(fn: FunctionExp | FieldFunctionExpression, strip: (raw: string) => Path): FunctionCall {
  const args = (fn.parameters ?? []).map(
    (parameter): Target => (typeof parameter === 'string' ? strip(parameter) : toCall(parameter, strip)),
  );
  const name = fn.functionName ?? '';
  return { kind: 'function', name: name.toUpperCase(), args, raw: fn.rawValue ?? `${name}()` };
}

function toSelectItem(
  field: FieldType,
  strip: (raw: string) => Path,
  soql: string,
  reading: Reading,
): SelectItem {
  switch (field.type) {
    case 'Field': {
      const prefix = 'objectPrefix' in field ? `${field.objectPrefix}.` : '';
      return { kind: 'path', path: strip(prefix + field.field), alias: field.alias };
    }
    case 'FieldRelationship': {
      const prefix = 'objectPrefix' in field ? [field.objectPrefix] : [];
      const raw = [...prefix, ...field.relationships, field.field].join('.');
      return { kind: 'path', path: strip(raw), alias: 'alias' in field ? field.alias : undefined };
    }
    case 'FieldFunctionExpression':
      return { kind: 'function', call: toCall(field, strip), alias: field.alias };
    case 'FieldSubquery': {
      const { relationshipName } = field.subquery;
      return {
        kind: 'children',
        relationshipName,
        query: toStatement(field.subquery, relationshipName, soql, reading),
      };
    }
    default:
      return {
        kind: 'typeof',
        relationship: strip(field.field),
        branches: field.conditions.map((condition) => ({
          objectName: condition.objectType,
          fields: condition.fieldList.map(
            (name): Path => ({ kind: 'path', names: name.split('.'), raw: name }),
          ),
        })),
      };
  }
}

/** The parser gives a chain with counted parentheses; conditions nest. */
function toCondition(
  clause: ParserNode,
  strip: (raw: string) => Path,
  soql: string,
  reading: Reading,
): Condition {
  const tokens: ConditionToken[] = [];
  let node: ParserNode | undefined = clause;
  while (node !== undefined) {
    const { left } = node;
    if (left !== null) {
      for (let open = left.openParen ?? 0; open > 0; open -= 1) tokens.push('(');
      if ('operator' in left) {
        restoreNegations(tokens, reading);
        tokens.push(toComparison(left, strip, soql, reading));
        for (let close = left.closeParen ?? 0; close > 0; close -= 1) tokens.push(')');
      }
    }
    if ('operator' in node) {
      tokens.push(node.operator);
      node = node.right;
    } else {
      node = undefined;
    }
  }
  return nestConditions(tokens);
}

/**
 * The parentheses and NOTs before each comparison that has a NOT, in the order of the text: of three NOTs in one another,
 * `(NOT (NOT (NOT A = 1)))`, the parser gives two.
 */
function readNegations(soql: string): ConditionToken[][] {
  const prefixes = blankStrings(soql).matchAll(/\b(?:WHERE|HAVING|AND|OR)\b\s*((?:\(\s*|NOT\b\s*)+)/gi);
  return [...prefixes]
    .map(([, prefix = '']) =>
      [...prefix.matchAll(/\(|NOT/gi)].map(([token]): ConditionToken => (token === '(' ? '(' : 'NOT')),
    )
    .filter((tokens) => tokens.includes('NOT'));
}

/** Puts what really stands before the next comparison in the place of what the parser gave. */
function restoreNegations(tokens: ConditionToken[], { negations }: Reading): void {
  let start = tokens.length;
  while (tokens[start - 1] === '(' || tokens[start - 1] === 'NOT') start -= 1;
  if (tokens.slice(start).includes('NOT')) tokens.splice(start, tokens.length, ...(negations.shift() ?? []));
}

type ParserComparison = Exclude<
  NonNullable<ParserNode['left']>,
  { readonly openParen: number; readonly operator?: never }
>;

function toComparison(
  left: ParserComparison,
  strip: (raw: string) => Path,
  soql: string,
  reading: Reading,
): Condition {
  if (!('operator' in left)) throw malformed('unexpected token: NOT');
  const target: Target = 'fn' in left ? toCall(left.fn, strip) : strip(left.field);
  if ('valueQuery' in left) {
    const query = toStatement(left.valueQuery, left.valueQuery.sObject ?? '', soql, reading);
    return { kind: 'in-query', target, negated: left.operator === 'NOT IN', query };
  }
  const types = left.literalType;
  const texts = Array.isArray(left.value) ? left.value : [left.value];
  const values = texts.map((text, index) => toLiteral(text, Array.isArray(types) ? types[index] : types));
  return { kind: 'compare', target, operator: toOperator(left.operator), values };
}

function toLiteral(text: string, type: LiteralType | undefined): Literal {
  if (type === undefined) return { type: 'STRING', text };
  return { type, text: type === 'STRING' ? text.slice(1, -1) : text };
}

/** `<>` is accepted for `!=`, though no page lists it. */
function toOperator(written: Operator | '<>'): Operator {
  return written === '<>' ? '!=' : written;
}
