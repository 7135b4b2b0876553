/** One part of a `multipart/form-data` body. */
export interface Part {
  readonly name: string;
  readonly contentType: string | undefined;
  readonly content: Buffer;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The parts of a multipart body, in order; undefined when the content type is not multipart or the body is broken.
 * Bare line feeds are accepted: the sample request of the Bulk API 2.0 Developer Guide, sent from a file as it says,
 * has no others.
 */
export function readMultipart(contentType: string, body: Buffer): Part[] | undefined {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = findDelimiter(body, delimiter, 0);
  while (at !== -1) {
    const after = at + delimiter.length;
    if (body.subarray(after, after + 2).toString('latin1') === '--') return parts;
    const start = body.indexOf(LINE_FEED, after) + 1;
    const end = findDelimiter(body, delimiter, after);
    if (start === 0 || end === -1) return undefined;
    const part = readPart(body.subarray(start, lineEndBefore(body, end)));
    if (part === undefined) return undefined;
    parts.push(part);
    at = end;
  }
  return undefined;
}

/** A delimiter stands at the beginning of a line. */
function findDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  let at = body.indexOf(delimiter, from);
  while (at > 0 && body[at - 1] !== LINE_FEED) at = body.indexOf(delimiter, at + 1);
  return at;
}

/** The line ending in front of a delimiter belongs to the delimiter. */
function lineEndBefore(body: Buffer, delimiter: number): number {
  return body[delimiter - 2] === CARRIAGE_RETURN ? delimiter - 2 : delimiter - 1;
}

function readPart(bytes: Buffer): Part | undefined {
  const [separator] = /\r?\n\r?\n/.exec(bytes.subarray(0, 8192).toString('latin1')) ?? [];
  if (separator === undefined) return undefined;
  const headEnd = bytes.indexOf(separator);
  const headers = bytes.subarray(0, headEnd).toString();
  const name = /^content-disposition:.*?;\s*name="?([^";\r\n]+)"?/im.exec(headers)?.[1];
  if (name === undefined) return undefined;
  return {
    name,
    contentType: /^content-type:\s*([^\r\n]+)/im.exec(headers)?.[1]?.trim(),
    content: bytes.subarray(headEnd + separator.length),
  };
}
