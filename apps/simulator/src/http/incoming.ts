import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** One request as the rest of the simulator sees it: read, decompressed, its path made regular. */
export interface Incoming {
  readonly method: string;
  /** Still percent-encoded; double slashes collapsed, no slash at the end. The Salesforce CLI sends `//services/…`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What the caller used to reach us, e.g. `http://127.0.0.1:4010`: instance URLs are made from it. */
  readonly baseUrl: string;
  /** Where the connection comes from: login IP ranges and LoginHistory go by it. */
  readonly sourceIp: string;
  /** Which of the org's addresses the caller used. */
  readonly instance: number;
}

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);

/** Reads the whole body, decompressed. Source: REST API Developer Guide, "Compression Headers". */
export async function readIncoming(
  request: IncomingMessage,
  publicUrl: string | undefined,
  instance: number,
): Promise<Incoming> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const raw = request.url ?? '/';
  const questionMark = raw.indexOf('?');
  const rawPath = questionMark === -1 ? raw : raw.slice(0, questionMark);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  const body = await decompress(sent, headers['content-encoding']);
  return {
    method: (request.method ?? 'GET').toUpperCase(),
    path: regularPath(rawPath),
    query: new URLSearchParams(questionMark === -1 ? '' : raw.slice(questionMark + 1)),
    headers,
    body,
    baseUrl: publicUrl ?? `${schemeOf(request)}://${headers['host'] ?? '127.0.0.1'}`,
    sourceIp: (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    instance,
  };
}

/** A body that says gzip and is not stays as it came: the route refuses it as broken. */
async function decompress(sent: Buffer, encoding = ''): Promise<Buffer> {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
      return gunzipAsync(sent).catch(() => sent);
    case 'deflate':
      return inflateAsync(sent).catch(() => sent);
    default:
      return sent;
  }
}

function schemeOf(request: IncomingMessage): 'http' | 'https' {
  return 'encrypted' in request.socket ? 'https' : 'http';
}

/** `//services/data/` → `/services/data`. Clients disagree about slashes; Salesforce accepts them all. */
export function regularPath(path: string): string {
  const collapsed = path.replaceAll(/\/{2,}/g, '/');
  return collapsed.length > 1 && collapsed.endsWith('/') ? collapsed.slice(0, -1) : collapsed;
}

/** A percent-encoded path segment as text; left as it is when the encoding is broken. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray `%`: no record can have such a name, so the route answers "not found" on the raw text.
    return segment;
  }
}
