/** Salesforce's query errors point at the place: a piece of the statement, a caret, row and column. */
import { SalesforceError } from '../errors.ts';

/** How much of the statement is shown around the place: as much as whole words allow in this many characters. */
const SHOWN_BEFORE = 32;
const SHOWN_AFTER = 34;

const NAME_HINT =
  "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.";

/** The statement with the contents of its string literals blanked out, as long as before. */
export function blankStrings(soql: string): string {
  return soql.replace(/'(?:\\.|[^'\\])*'/gs, (literal) => ' '.repeat(literal.length));
}

/** Where the word stands in the statement (outside string literals), from `from` on; -1 when it does not. */
export function findWord(soql: string, word: string, from = 0): number {
  const blanked = blankStrings(soql);
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\w.])${escaped}(?!\\w)`, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(blanked)?.index ?? -1;
}

/** Where the word stands after the first of these keywords (`where`, `order`); anywhere when it is not there. */
export function findAfter(soql: string, keyword: string, word: string): number {
  const after = findWord(soql, word, Math.max(findWord(soql, keyword), 0));
  return after < 0 ? findWord(soql, word) : after;
}

function isBoundary(text: string, index: number): boolean {
  return index <= 0 || index >= text.length || /[\s,]/.test(text.charAt(index - 1));
}

/** The statement is shown on one line, as Salesforce does; rows and columns count from 1. */
function markerLines(soql: string, position: number): string {
  let start = Math.max(0, position - SHOWN_BEFORE);
  while (start < position && !isBoundary(soql, start)) start += 1;
  let end = Math.min(soql.length, position + SHOWN_AFTER);
  while (end > position + 1 && !isBoundary(soql, end)) end -= 1;
  const snippet = soql.slice(start, end).replace(/\s/g, ' ').trimEnd().replace(/,$/, '');
  const row = soql.slice(0, position).split('\n').length;
  const column = position - soql.lastIndexOf('\n', position - 1);
  return `\n${snippet}\n${' '.repeat(position - start)}^\nERROR at Row:${row}:Column:${column}\n`;
}

/** A refusal that points at a word of the statement. */
export function queryError(
  soql: string,
  position: number,
  errorCode: string,
  message: string,
): SalesforceError {
  const text = position < 0 ? message : markerLines(soql, position) + message;
  return new SalesforceError(400, errorCode, text);
}

export function noSuchColumn(
  soql: string,
  word: string,
  column: string,
  objectName: string,
): SalesforceError {
  const message = `No such column '${column}' on entity '${objectName}'. ${NAME_HINT}`;
  return queryError(soql, findWord(soql, word), 'INVALID_FIELD', message);
}

export function noSuchRelationship(soql: string, word: string, relationship: string): SalesforceError {
  const message =
    `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, ` +
    "be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.";
  return queryError(soql, findWord(soql, word), 'INVALID_FIELD', message);
}

/** Source: recorded answers, REST API v60.0. */
export function noSuchObject(soql: string, objectName: string): SalesforceError {
  const from = findWord(soql, 'from');
  const message =
    `sObject type '${objectName}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' ` +
    'after the entity name. Please reference your WSDL or the describe call for the appropriate names.';
  return queryError(soql, findWord(soql, objectName, Math.max(from, 0)), 'INVALID_TYPE', message);
}

export function noSuchChildRelationship(soql: string, relationship: string): SalesforceError {
  const message =
    `Didn't understand relationship '${relationship}' in FROM part of query call. If you are attempting to use a custom relationship, ` +
    "be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.";
  return queryError(soql, findWord(soql, relationship), 'INVALID_TYPE', message);
}

export function malformed(message: string): SalesforceError {
  return new SalesforceError(400, 'MALFORMED_QUERY', message);
}

/** An object that is there and that no query reads. Source: facts 4.1; the text as tap-salesforce's documentation quotes it. */
export function notQueryable(objectName: string): SalesforceError {
  return new SalesforceError(
    400,
    'INVALID_TYPE_FOR_OPERATION',
    `entity type ${objectName} does not support query`,
  );
}
