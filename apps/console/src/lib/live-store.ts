import type { Change, StreamEvent } from '@sync-user/contract';
import type { Client } from '@sync-user/sdk';

export interface LiveState {
  readonly status: 'connecting' | 'open' | 'interrupted';
  /** Newest first, each once. */
  readonly changes: readonly Change[];
  /** Changes with a higher seq arrived while this page was open. */
  readonly openedAtSeq: number;
}

export interface LiveSource {
  readonly client: Pick<Client, 'stream'>;
  readonly workspace: string;
  /** Newest first; the stream continues after `lastSeq`. */
  readonly latest: { readonly changes: readonly Change[]; readonly lastSeq: number };
  readonly onObjects: (objects: (StreamEvent & { event: 'objects' })['data']['objects']) => void;
  readonly onChange: (change: Change) => void;
  readonly onStatus: (status: LiveState['status']) => void;
  readonly onRefused: (error: unknown) => void;
}

/** More than a screen shows; older ones are on the Activity page. */
const KEPT = 200;

/** The live feed of one workspace, as an external store for React: `subscribe` and `read`. */
export class LiveStore {
  readonly #listeners = new Set<() => void>();
  #state: LiveState;

  constructor(latest: LiveSource['latest']) {
    this.#state = { status: 'connecting', changes: latest.changes, openedAtSeq: latest.lastSeq };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): LiveState => this.#state;

  /** Follows the stream until `signal` aborts. */
  async follow(source: LiveSource, signal: AbortSignal): Promise<void> {
    const setStatus = (status: LiveState['status']): void => {
      this.#set({ ...this.#state, status });
      source.onStatus(status);
    };
    try {
      await source.client.stream(source.workspace, {
        signal,
        lastEventId: String(source.latest.lastSeq),
        onOpen: () => setStatus('open'),
        onInterrupted: () => setStatus('interrupted'),
        onEvent: (event) => {
          if (event.event === 'objects') return source.onObjects(event.data.objects);
          if (this.#add(event.data)) source.onChange(event.data);
        },
      });
    } catch (error) {
      setStatus('interrupted');
      source.onRefused(error);
    }
  }

  #add(change: Change): boolean {
    const { changes } = this.#state;
    if (changes.some(({ seq }) => seq === change.seq)) return false;
    const next = [change, ...changes].toSorted((a, b) => b.seq - a.seq).slice(0, KEPT);
    this.#set({ ...this.#state, changes: next });
    return true;
  }

  #set(state: LiveState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
