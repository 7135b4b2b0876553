/** `/sobjects/Attachment/00P…/Body`: the bytes of a file. Source: REST API Developer Guide, "sObject Blob Get". */
import { Readable } from 'node:stream';
import { SalesforceError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import { notFound, orgOf } from './rest-request.ts';
import type { RestRequest } from './rest-request.ts';

/** Undefined when the name is not one of the object's base64 fields. */
export function answerBlob(
  request: RestRequest,
  object: ObjectDefinition,
  id: string,
  name: string,
): Answer | undefined {
  const field = object.fields.find(
    (one) => one.type === 'base64' && one.name.toLowerCase() === name.toLowerCase(),
  );
  if (field === undefined) return undefined;
  if (request.nested) {
    throw new SalesforceError(400, 'INVALID_INPUT', 'Binary data is not supported in a composite request');
  }
  const row = orgOf(request).retrieve(request.caller, object.name, id);
  const stored = row?.[field.name];
  if (typeof stored !== 'string') throw notFound();
  const bytes = Buffer.from(stored, 'base64');
  const type = row?.['ContentType'];
  return {
    status: 200,
    headers: {},
    body: {
      kind: 'stream',
      bytes: bytes.length,
      open: () => Readable.from([bytes], { objectMode: false }),
      contentType: typeof type === 'string' && type !== '' ? type : 'application/octet-stream',
    },
  };
}
