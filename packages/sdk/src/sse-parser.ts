/** One message of a `text/event-stream`. */
export interface SseMessage {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/**
 * Reads a `text/event-stream` piece by piece; a piece may end anywhere, also between CR and LF.
 * Source: WHATWG HTML, 9.2.6 "Interpreting an event stream". `retry:` is left out: our server never sends it.
 */
export function createSseParser(onMessage: (message: SseMessage) => void): (piece: string) => void {
  let rest = '';
  let event = '';
  let data: string[] = [];
  let id: string | undefined;

  const endMessage = (): void => {
    if (data.length > 0) onMessage({ event: event === '' ? 'message' : event, data: data.join('\n'), id });
    event = '';
    data = [];
    id = undefined;
  };

  const readLine = (line: string): void => {
    if (line === '') return endMessage();
    const colon = line.indexOf(':');
    if (colon === 0) return; // a comment, sent to keep proxies from closing the stream
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  };

  return (piece) => {
    const text = rest + piece;
    // A CR at the very end may be half of a CRLF: it waits for the next piece.
    const held = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? '') + held;
    for (const line of lines) readLine(line);
  };
}
