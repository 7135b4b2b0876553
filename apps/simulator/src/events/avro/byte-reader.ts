/** Walks over Avro's binary encoding. Source: Apache Avro specification, "Binary Encoding". */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#at;
  }

  /** The bytes from `start` up to here. */
  since(start: number): Buffer {
    return this.#bytes.subarray(start, this.#at);
  }

  skip(count: number): void {
    this.#at += count;
    if (this.#at > this.#bytes.length) throw new RangeError('The payload ends early.');
  }

  /** As a number: exact up to 2^53, which lengths, counts and branches never pass. */
  long(): number {
    let zigzag = 0n;
    let shift = 0n;
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new RangeError('The payload ends early.');
      this.#at += 1;
      if (shift === 0n && byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
      zigzag |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number((zigzag >> 1n) ^ -(zigzag & 1n));
      shift += 7n;
    }
  }

  string(): string {
    const length = this.long();
    const start = this.#at;
    this.skip(length);
    return this.#bytes.toString('utf8', start, this.#at);
  }

  strings(): string[] {
    const values: string[] = [];
    for (let count = this.long(); count !== 0; count = this.long()) {
      for (let index = 0; index < count; index += 1) values.push(this.string());
    }
    return values;
  }
}
