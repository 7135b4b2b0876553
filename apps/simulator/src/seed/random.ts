/** Random numbers that are the same in every run: the same seed gives the same company. Algorithm: mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but not including 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both bounds included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() * list.length)];
    if (item === undefined) throw new Error('Nothing to pick from: the list is empty.');
    return item;
  }

  /** The first items turn up most: item i is about three times as likely as item i + length / 3. */
  pickEarly<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.next() ** 2 * list.length)];
    if (item === undefined) throw new Error('Nothing to pick from: the list is empty.');
    return item;
  }

  /** Small values often, large ones rarely; about log-normal between the bounds. */
  skewed(min: number, max: number): number {
    const bell = (this.next() + this.next() + this.next()) / 3;
    return min * (max / min) ** bell;
  }

  text(characters: string, length: number): string {
    let text = '';
    for (let index = 0; index < length; index += 1)
      text += characters.charAt(this.int(0, characters.length - 1));
    return text;
  }
}
