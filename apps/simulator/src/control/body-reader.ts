/** A control request that makes no sense; the text says what would. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/** Reads a control request's JSON body field by field. */
export class BodyReader {
  readonly #values: Readonly<Record<string, unknown>>;

  /** @throws ControlError unless the body is an object (or empty) and all its names are known */
  constructor(body: unknown, allowed: readonly string[]) {
    if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
      throw new ControlError('The body must be a JSON object.');
    }
    this.#values = { ...(body as Record<string, unknown> | undefined) };
    for (const name of Object.keys(this.#values)) {
      if (!allowed.includes(name)) {
        throw new ControlError(`Unknown field "${name}". Known here: ${allowed.join(', ')}.`);
      }
    }
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.#values[name];
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw new ControlError(`"${name}" must be a text.`);
    return value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new ControlError(`"${name}" is missing.`);
    return value;
  }

  /** A whole number, `min` or more. */
  number(name: string, min = 0): number | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min) {
      throw new ControlError(`"${name}" must be a whole number, ${min} or more.`);
    }
    return value;
  }

  requiredNumber(name: string, min = 0): number {
    const value = this.number(name, min);
    if (value === undefined) throw new ControlError(`"${name}" is missing.`);
    return value;
  }

  boolean(name: string): boolean | undefined {
    const value = this.#values[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'boolean') throw new ControlError(`"${name}" must be true or false.`);
    return value;
  }

  oneOf<Name extends string>(name: string, allowed: readonly Name[]): Name | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw new ControlError(`"${name}" must be one of ${allowed.join(', ')}.`);
    return found;
  }
}
