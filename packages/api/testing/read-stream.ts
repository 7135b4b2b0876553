/** A live stream as it comes over the wire. */
export interface RawStream extends AsyncDisposable {
  readonly response: Response;
  /** Reads on until `isEnough` of everything read so far, or the stream ends; returns everything. */
  readUntil(isEnough: (text: string) => boolean): Promise<string>;
  /** True when the server has closed it. */
  hasEnded(): boolean;
}

export async function openStream(url: string, headers: Record<string, string>): Promise<RawStream> {
  const closing = new AbortController();
  const response = await fetch(url, { headers, signal: closing.signal });
  if (response.body === null) throw new Error('no body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let isDone = false;
  return {
    response,
    readUntil: async (isEnough) => {
      while (!isDone && !isEnough(text)) {
        const { done, value } = await reader.read();
        if (done) isDone = true;
        else text += value;
      }
      return text;
    },
    hasEnded: () => isDone,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await reader.cancel().catch(() => undefined); // it is broken off already
    },
  };
}

/** The ids of the `change` events in a stream's text. */
export function idsOf(text: string): number[] {
  return [...text.matchAll(/^id: (\d+)\nevent: change$/gm)].map(([, id]) => Number(id));
}
