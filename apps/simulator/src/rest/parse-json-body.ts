import { SalesforceError } from '../errors.ts';
import type { Incoming } from '../http/incoming.ts';

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
  try {
    return JSON.parse(incoming.body.toString());
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', detail);
  }
}
