import { SalesforceError } from '../errors.ts';
import { readMultipart } from '../http/multipart.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import { readJsonObject } from './rest-request.ts';
import type { RestRequest } from './rest-request.ts';

/**
 * The values of a row: JSON, or a multipart message whose first part is that JSON and whose other parts are contents of files,
 * each named after its field. Source: REST API Developer Guide, "Insert or Update Blob Data".
 */
export function readRowBody(request: RestRequest, object: ObjectDefinition): Record<string, unknown> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\//i.test(contentType)) return readJsonObject(request);
  const parts = readMultipart(contentType, request.rawBody) ?? [];
  const [definition, ...blobs] = parts;
  if (definition === undefined) {
    throw new SalesforceError(400, 'INVALID_MULTIPART_REQUEST', 'The multipart message could not be read');
  }
  const values = readPart(definition.content);
  for (const { name, content } of blobs) {
    const field = object.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (field?.type !== 'base64') {
      throw new SalesforceError(
        400,
        'INVALID_MULTIPART_REQUEST',
        `Multipart message parts may only contain binary data for fields of type base64: ${name}`,
      );
    }
    values[field.name] = content.toString('base64');
  }
  return values;
}

function readPart(content: Buffer): Record<string, unknown> {
  try {
    const values: unknown = JSON.parse(content.toString());
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return { ...values };
  } catch {
    // Said below.
  }
  throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'The first part of the message is not a JSON object');
}
