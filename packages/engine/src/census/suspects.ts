/** Ids of rows that look different: as many as one run looks at. Of more it is only known that there are some. */
export class Suspects {
  readonly #ids = new Set<string>();
  readonly #limit: number;
  #overflowed = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get ids(): readonly string[] {
    return [...this.#ids];
  }

  get isFull(): boolean {
    return this.#ids.size >= this.#limit;
  }

  /** There were more than are kept. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** False when one of them had no room. */
  add(ids: readonly string[]): boolean {
    let fitted = true;
    for (const id of ids) {
      if (this.isFull && !this.#ids.has(id)) fitted = false;
      else this.#ids.add(id);
    }
    if (!fitted) this.#overflowed = true;
    return fitted;
  }
}
