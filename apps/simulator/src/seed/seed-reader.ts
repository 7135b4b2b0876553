import { nearest, type Problems } from './problems.ts';

type Json = Readonly<Record<string, unknown>>;

interface TextRules {
  readonly pattern?: RegExp;
  /** Says what the pattern wants, for people. */
  readonly wants?: string;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/**
 * Reads one object of a seed, key by key. Every getter reports what is wrong and returns a usable default,
 * so that reading goes on and all problems are found at once.
 */
export class SeedReader {
  readonly path: string;
  readonly #json: Json;
  readonly #problems: Problems;
  readonly #asked = new Set<string>(['$schema', 'comment']);

  constructor(value: unknown, path: string, problems: Problems) {
    this.path = path;
    this.#problems = problems;
    this.#json = isObject(value) ? value : {};
    if (!isObject(value)) problems.add(path, `must be an object, not ${shown(value)}`);
  }

  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  problem(key: string, message: string): void {
    this.#problems.add(this.at(key), message);
  }

  has(key: string): boolean {
    this.#asked.add(key);
    return this.#json[key] !== undefined && this.#json[key] !== null;
  }

  raw(key: string): unknown {
    this.#asked.add(key);
    return this.#json[key] ?? undefined;
  }

  /** A text that must be there. */
  text(key: string, rules: TextRules = {}): string {
    const value = this.optionalText(key, rules);
    if (value === undefined && !this.has(key)) this.problem(key, 'is missing; give a text');
    return value ?? '';
  }

  optionalText(key: string, { pattern, wants }: TextRules = {}): string | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '') {
      this.problem(key, `must be a text that is not empty, not ${shown(value)}`);
      return undefined;
    }
    if (pattern && !pattern.test(value)) {
      this.problem(key, `${shown(value)} is not ${wants ?? `like ${pattern.source}`}`);
      return undefined;
    }
    return value;
  }

  flag(key: string, byDefault: boolean): boolean {
    const value = this.raw(key);
    if (value === undefined) return byDefault;
    if (typeof value !== 'boolean') this.problem(key, `must be true or false, not ${shown(value)}`);
    return value === true;
  }

  /** A whole number within bounds. */
  whole(key: string, bounds: { readonly min: number; readonly max: number }): number | undefined {
    const value = this.number(key, bounds);
    if (value !== undefined && !Number.isInteger(value))
      this.problem(key, `must be a whole number, not ${value}`);
    return value;
  }

  number(key: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    const value = this.raw(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      this.problem(key, `must be a number from ${min} to ${max}, not ${shown(value)}`);
      return undefined;
    }
    return value;
  }

  oneOf<T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.optionalText(key);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
    if (found === undefined) this.problem(key, `${shown(value)} is not one of ${choices.join(', ')}`);
    return found;
  }

  /** Texts in a list; a single text counts as a list of one. */
  texts(key: string): string[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = list.filter((item) => typeof item === 'string' && item !== '');
    if (texts.length !== list.length) this.problem(key, `must be a list of texts, not ${shown(value)}`);
    return texts.map(String);
  }

  /** Each item of a list, read by `read`. */
  list<T>(key: string, read: (reader: SeedReader) => T): T[] {
    return this.items(key).map(([value, path]) => {
      const reader = new SeedReader(value, path, this.#problems);
      const item = read(reader);
      reader.finish();
      return item;
    });
  }

  /** Items of a list as they are, with their paths. */
  items(key: string): [unknown, string][] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.problem(key, `must be a list, not ${shown(value)}`);
      return [];
    }
    return value.map((item: unknown, index) => [item, `${this.at(key)}[${index}]`]);
  }

  /** Members of an object, with their paths. */
  members(key: string): [string, unknown, string][] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (!isObject(value)) {
      this.problem(key, `must be an object, not ${shown(value)}`);
      return [];
    }
    return Object.entries(value).map(([name, member]) => [name, member, `${this.at(key)}.${name}`]);
  }

  /** A reader for an item of a list that is not always an object. */
  nested(value: unknown, path: string): SeedReader {
    return new SeedReader(value, path, this.#problems);
  }

  child(key: string): SeedReader | undefined {
    const value = this.raw(key);
    return value === undefined ? undefined : new SeedReader(value, this.at(key), this.#problems);
  }

  /** Reports the keys nobody asked for: a misspelt key must not be ignored in silence. */
  finish(): void {
    for (const key of Object.keys(this.#json)) {
      if (this.#asked.has(key)) continue;
      const guess = nearest(key, [...this.#asked]);
      this.problem(key, `is not known here${guess === undefined ? '' : `; did you mean "${guess}"?`}`);
    }
  }
}
