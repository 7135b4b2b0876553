/** The simple form of SOSL: `FIND {term} IN NAME FIELDS RETURNING Account(Id, Name WHERE … LIMIT 5), Contact LIMIT 20`. */
import { SalesforceError } from '../errors.ts';
import type { FieldGroup } from './search-index.ts';

export interface SearchTarget {
  readonly object: string;
  readonly fields: readonly string[];
  /** `WHERE … ORDER BY …`, as written. */
  readonly rest: string;
  readonly limit: number | undefined;
}

export interface SoslStatement {
  readonly term: string;
  readonly group: FieldGroup;
  readonly targets: readonly SearchTarget[];
  readonly limit: number | undefined;
}

/** @throws SalesforceError `MALFORMED_SEARCH` */
export function parseSosl(sosl: string): SoslStatement {
  const find = /^\s*FIND\s*\{((?:\\.|[^}])*)\}\s*(.*)$/is.exec(sosl);
  if (find === null) throw malformed(`unexpected token: '${sosl.trim().split(/\s+/)[0] ?? '<EOF>'}'`);
  const term = (find[1] ?? '').replaceAll(/\\(.)/gs, '$1').trim();
  if (term.length < 2) throw malformed('search term must be longer than one character');
  let rest = find[2] ?? '';
  const group = /^IN\s+(ALL|NAME|EMAIL|PHONE|SIDEBAR)\s+FIELDS\b\s*/i.exec(rest);
  if (group !== null) rest = rest.slice(group[0].length);
  const returning = /^RETURNING\b\s*/i.exec(rest);
  const parts = returning === null ? [] : splitTopLevel(rest.slice(returning[0].length));
  if (returning === null && !/^(LIMIT\s+\d+)?\s*$/i.test(rest))
    throw malformed(`unexpected token: '${rest.trim()}'`);
  const last = returning === null ? rest : (parts.at(-1) ?? '').replace(/\(.*\)/s, '');
  const limit = /\bLIMIT\s+(\d+)\s*$/i.exec(last)?.[1];
  return {
    term,
    group: (group?.[1]?.toUpperCase() ?? 'ALL') as FieldGroup,
    targets: parts.map(toTarget),
    limit: limit === undefined ? undefined : Number(limit),
  };
}

function toTarget(part: string): SearchTarget {
  const match = /^\s*(\w+)\s*(?:\((.*)\))?\s*(?:LIMIT\s+\d+\s*)?$/is.exec(part);
  if (match === null) throw malformed(`unexpected token: '${part.trim()}'`);
  const inside = match[2] ?? 'Id';
  const clause = /\s+(where|order\s+by|limit)\b/i.exec(inside);
  const fields = clause === null ? inside : inside.slice(0, clause.index);
  const after = clause === null ? '' : inside.slice(clause.index);
  const limit = /\s+LIMIT\s+(\d+)\s*$/i.exec(after);
  return {
    object: match[1] ?? '',
    fields: fields.split(',').map((name) => name.trim()),
    rest: limit === null ? after : after.slice(0, limit.index),
    limit: limit === null ? undefined : Number(limit[1]),
  };
}

/** At commas that stand in no parentheses. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function malformed(message: string): SalesforceError {
  return new SalesforceError(400, 'MALFORMED_SEARCH', message);
}
