import type { Listener } from './http/listen.ts';

/** Opens an address for the instance with this number; 0 is where the org began. */
type OpenAddress = (instance: number) => Promise<Listener>;

/**
 * The instance the org lives on. After a move the old address is Edge's alone: it answers 420 to API calls, sign-in
 * goes on there, and token answers name the new address. Source: facts 2.7 (420), 10, 11.
 */
export class Instances {
  readonly #open: OpenAddress;
  readonly #urlOf: (port: number) => string;
  readonly #listeners: Listener[] = [];
  #url: string | undefined;

  constructor(open: OpenAddress, urlOf: (port: number) => string) {
    this.#open = open;
    this.#urlOf = urlOf;
  }

  /** Opens the first address. @throws when its port is taken */
  async start(): Promise<Listener> {
    const listener = await this.#open(0);
    this.#listeners.push(listener);
    return listener;
  }

  /** Moves the org to an address of its own and returns that. */
  async move(): Promise<string> {
    const listener = await this.#open(this.#listeners.length);
    this.#listeners.push(listener);
    this.#url = this.#urlOf(listener.port);
    return this.#url;
  }

  /** True for an address the org has left. */
  hasLeft(instance: number): boolean {
    return instance !== this.#listeners.length - 1;
  }

  /** What a token answer calls `instance_url`, for a caller that used `baseUrl`. */
  urlFor(baseUrl: string): string {
    return this.#url ?? baseUrl;
  }

  /** Back to the first address; the others close. */
  async returnToStart(): Promise<void> {
    this.#url = undefined;
    await Promise.all(this.#listeners.splice(1).map((listener) => listener.close()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }
}
