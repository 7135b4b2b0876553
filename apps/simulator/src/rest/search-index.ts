/** Which rows a search term finds. */
import type { FieldDefinition, ObjectDefinition } from '../org/schema/types.ts';
import { orgOf } from './rest-request.ts';
import type { RestRequest } from './rest-request.ts';

/** `IN NAME FIELDS` and so on. */
export type FieldGroup = 'ALL' | 'NAME' | 'EMAIL' | 'PHONE' | 'SIDEBAR';

const MOST_CANDIDATES = 2000;
const TEXT = new Set(['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'combobox']);

/**
 * Every word of the term must begin a word of a searched field, without case; `*` and `?` are wildcards, and a quoted
 * term is one phrase. Source: SOSL Reference, "FIND {SearchQuery}".
 */
export function matchingIds(
  request: RestRequest,
  object: ObjectDefinition,
  term: string,
  group: FieldGroup,
): string[] {
  const org = orgOf(request);
  const access = org.access(request.caller.userId, object.name);
  const fields = object.fields.filter(
    (field) => isSearched(field, group) && field.filterable && access.canReadField(field.name),
  );
  const words = wordsOf(term);
  if (fields.length === 0 || words.length === 0) return [];
  const [rarest = ''] = words.toSorted((a, b) => b.length - a.length);
  const like = `%${escapeLike(rarest)}%`;
  const any = fields.map((field) => `${field.name} LIKE '${like}'`).join(' OR ');
  const names = [...new Set(['Id', ...fields.map((field) => field.name)])];
  const soql = `SELECT ${names.join(', ')} FROM ${object.name} WHERE ${any} LIMIT ${MOST_CANDIDATES}`;
  const { records } = org.query(request.caller, soql, { includeDeleted: false, batchSize: MOST_CANDIDATES });
  const patterns = words.map(wordPattern);
  return records
    .filter((record) => {
      const text = fields.map((field) => textOf(record[field.name])).join('\n');
      return patterns.every((pattern) => pattern.test(text));
    })
    .map((record) => String(record['Id']));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isSearched(field: FieldDefinition, group: FieldGroup): boolean {
  switch (group) {
    case 'NAME':
      return field.nameField;
    case 'EMAIL':
      return field.type === 'email';
    case 'PHONE':
      return field.type === 'phone';
    default:
      return TEXT.has(field.type);
  }
}

function wordsOf(term: string): string[] {
  const phrase = /^"(.*)"$/s.exec(term.trim())?.[1];
  const words = phrase === undefined ? term.split(/\s+/) : [phrase];
  return words.filter((word) => word !== '' && !/^(AND|OR)$/.test(word));
}

function escapeLike(word: string): string {
  return word
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll(/[%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}

/** A word stands at the beginning of a word of the field. */
function wordPattern(word: string): RegExp {
  const source = word
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^\\s]*')
    .replaceAll('?', '[^\\s]');
  return new RegExp(`(?<![\\p{L}\\p{N}])${source}`, 'iu');
}
