import { decodeSegment } from './incoming.ts';

/** Path parameters by name, decoded. */
export type PathParameters = Readonly<Record<string, string>>;

interface Route<Handler> {
  readonly method: string;
  readonly segments: readonly string[];
  /** The pattern without the names of its parameters. */
  readonly shape: string;
  readonly handler: Handler;
}

export type RouteMatch<Handler> =
  | { readonly kind: 'found'; readonly handler: Handler; readonly parameters: PathParameters }
  | { readonly kind: 'wrong_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' };

/**
 * Matches method and path to a handler. Patterns are `/query/:locator`; literal segments ignore case, since
 * Salesforce's do (`unprocessedrecords`, `unprocessedRecords`). The first declared pattern that matches decides, whatever
 * its methods: `DELETE /sobjects/X/describe` deletes no row called describe.
 */
export class Router<Handler> {
  readonly #routes: Route<Handler>[] = [];

  on(method: string, pattern: string, handler: Handler): this {
    const shape = pattern.replaceAll(/:[^/]+/g, ':');
    this.#routes.push({ method, segments: split(pattern), shape, handler });
    return this;
  }

  match(method: string, path: string): RouteMatch<Handler> {
    const segments = split(path);
    const allowed: string[] = [];
    let shape: string | undefined;
    for (const route of this.#routes) {
      const parameters = matchSegments(route.segments, segments);
      if (parameters === undefined) continue;
      shape ??= route.shape;
      if (route.shape !== shape) continue;
      if (route.method === method) return { kind: 'found', handler: route.handler, parameters };
      allowed.push(route.method);
    }
    if (allowed.includes('GET')) allowed.unshift('HEAD');
    return allowed.length > 0 ? { kind: 'wrong_method', allowed: [...new Set(allowed)] } : { kind: 'none' };
  }
}

function split(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matchSegments(pattern: readonly string[], path: readonly string[]): PathParameters | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = path[index] ?? '';
    if (expected.startsWith(':')) parameters[expected.slice(1)] = decodeSegment(actual);
    else if (expected.toLowerCase() !== actual.toLowerCase()) return undefined;
  }
  return parameters;
}
