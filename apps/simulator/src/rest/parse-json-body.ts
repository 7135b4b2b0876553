import { SalesforceError } from '../errors.ts';
import type { Incoming } from '../http/incoming.ts';
import { brokenJsonAt } from './json-place.ts';

/** The JSON of a request; undefined when there is no body. @throws SalesforceError */
export function parseJsonBody(incoming: Incoming): unknown {
  if (incoming.body.length === 0) return undefined;
  const contentType = incoming.headers['content-type'] ?? '';
  if (!/json/i.test(contentType)) {
    throw new SalesforceError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `Content type '${contentType}' is not supported for this resource.`,
    );
  }
  const text = incoming.body.toString();
  try {
    return JSON.parse(text);
  } catch {
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', parserMessage(text, brokenJsonAt(text)));
  }
}

/** In the words of the Jackson parser that Salesforce uses; what exactly it expected at the place is left out. */
function parserMessage(text: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  const place = `at [line:${line}, column:${column}]`;
  const character = text.charAt(position);
  if (character === '') return `Unexpected end-of-input: expected close marker ${place}`;
  const code = character.codePointAt(0);
  return `Unexpected character ('${character}' (code ${code})): expected a valid value ${place}`;
}
