import type { Readable } from 'node:stream';

export type AnswerBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string }
  /** `bytes` is what `open` will yield, for Content-Length. */
  | {
      readonly kind: 'stream';
      readonly open: () => Readable;
      /** The same, for whoever is done with a piece before asking for the next: they share one buffer. */
      readonly pieces?: () => AsyncIterable<Uint8Array>;
      readonly bytes: number;
      readonly contentType: string;
    };

/** One answer, before compression. Routes return it; `sendAnswer` puts it on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { kind: 'json', value } };
}

/** 204, 304 and the like. */
export function noContent(status = 204, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { kind: 'none' } };
}

export function html(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { kind: 'text', text, contentType: 'text/html;charset=UTF-8' } };
}

export function plainText(status: number, text: string, contentType = 'text/plain;charset=UTF-8'): Answer {
  return { status, headers: {}, body: { kind: 'text', text, contentType } };
}

export function redirect(location: string, headers: Record<string, string> = {}): Answer {
  return { status: 302, headers: { Location: location, ...headers }, body: { kind: 'none' } };
}

export function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
