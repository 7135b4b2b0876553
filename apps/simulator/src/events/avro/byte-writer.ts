/** Avro's binary encoding, as far as event payloads need it. Source: Apache Avro specification, "Binary Encoding". */
export class ByteWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  /** A copy of what was written; the writer can be used again. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }

  get length(): number {
    return this.#length;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  boolean(value: boolean): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value ? 1 : 0;
    this.#length += 1;
  }

  /** `int` and `long`: zigzag, seven bits a byte. */
  long(value: number | bigint): void {
    if (typeof value === 'bigint' || value > 0x3fff_ffff || value < -0x4000_0000) {
      this.#bigLong(BigInt(value));
      return;
    }
    let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
    this.#reserve(5);
    while (zigzag > 0x7f) {
      this.#bytes[this.#length++] = (zigzag & 0x7f) | 0x80;
      zigzag >>>= 7;
    }
    this.#bytes[this.#length++] = zigzag;
  }

  #bigLong(value: bigint): void {
    let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    this.#reserve(10);
    while (zigzag > 0x7fn) {
      this.#bytes[this.#length++] = Number(zigzag & 0x7fn) | 0x80;
      zigzag >>= 7n;
    }
    this.#bytes[this.#length++] = Number(zigzag);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  string(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.long(bytes);
    this.#reserve(bytes);
    this.#bytes.write(value, this.#length, bytes, 'utf8');
    this.#length += bytes;
  }

  strings(values: readonly string[]): void {
    if (values.length > 0) {
      this.long(values.length);
      for (const value of values) this.string(value);
    }
    this.long(0);
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
