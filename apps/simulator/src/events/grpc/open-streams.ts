/** The streams that are open now: woken by commits, looked after by the clock, ended when the org goes. */
import { status } from '@grpc/grpc-js';
import type { World } from '../../world.ts';
import { RpcError } from './rpc-error.ts';
import { checkStillValid } from './rpc-session.ts';
import type { RpcSession } from './rpc-session.ts';

/** What a stream does when it is its turn; an error it throws ends it. */
export interface OpenStream {
  readonly session: RpcSession;
  deliver(): void;
  tick(): void;
  end(error: unknown): void;
}

const TICK_MS = 100;

export class OpenStreams {
  readonly #world: World;
  readonly #streams = new Set<OpenStream>();
  readonly #stopListening: () => void;
  readonly #timer: NodeJS.Timeout;

  constructor(world: World) {
    this.#world = world;
    this.#stopListening = world.events.listen({
      wake: () => this.#each((stream) => stream.deliver()),
      reset: () => this.#endAll('The org was reset.'),
    });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** @throws RpcError when there are too many */
  add(stream: OpenStream): void {
    if (this.#streams.size >= this.#world.settings.current.events.maxStreams) {
      throw new RpcError(
        status.RESOURCE_EXHAUSTED,
        'concurrent.client.limit.exceeded',
        'The maximum number of concurrent streams is reached.',
      );
    }
    this.#streams.add(stream);
  }

  remove(stream: OpenStream): void {
    this.#streams.delete(stream);
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Ends them as a server going down does; how many there were. */
  cut(): number {
    const { size } = this.#streams;
    this.#endAll('The service is temporarily unavailable.');
    return size;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stopListening();
    this.cut();
  }

  /** Many streams may share a session: it is looked at once. */
  #tick(): void {
    const failures = new Map<string, unknown>();
    for (const { session } of this.#streams) {
      if (failures.has(session.accessToken)) continue;
      failures.set(session.accessToken, this.#failureOf(session));
    }
    this.#each((stream) => {
      const failure = failures.get(stream.session.accessToken);
      if (failure !== undefined) throw failure;
      stream.tick();
    });
  }

  #failureOf(session: RpcSession): unknown {
    try {
      checkStillValid(this.#world, session);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #each(run: (stream: OpenStream) => void): void {
    for (const stream of this.#streams) {
      try {
        run(stream);
      } catch (error) {
        this.#streams.delete(stream);
        stream.end(error);
      }
    }
  }

  #endAll(message: string): void {
    for (const stream of this.#streams) {
      stream.end(new RpcError(status.UNAVAILABLE, 'service.unavailable', message));
    }
    this.#streams.clear();
  }
}
