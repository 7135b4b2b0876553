/** A reference to something an earlier subrequest did not give. */
export class MissingReference extends Error {
  override readonly name = 'MissingReference';
}

/** `@{ref.path}`, or `@{ref[0].path}` where the answer is a list. */
const REFERENCE = /@\{([^}.[]+)([.[][^}]+)\}/g;
const ONLY_REFERENCE = /^@\{([^}.[]+)([.[][^}]+)\}$/;

/**
 * Replaces `@{reference.path}` by what an earlier subrequest answered, e.g. `@{newAccount.id}` or
 * `@{found.records[0].Account.Name}`. Reference ids and names are case-sensitive.
 * @throws MissingReference when there is no such value
 */
export function resolveReferences(value: unknown, bodies: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === 'string') {
    const whole = ONLY_REFERENCE.exec(value);
    if (whole !== null) return lookUp(whole[1] ?? '', whole[2] ?? '', bodies);
    return value.replaceAll(REFERENCE, (_match, reference: string, path: string) =>
      String(lookUp(reference, path, bodies)),
    );
  }
  if (Array.isArray(value)) return value.map((one) => resolveReferences(one, bodies));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, resolveReferences(one, bodies)]),
    );
  }
  return value;
}

function lookUp(reference: string, path: string, bodies: ReadonlyMap<string, unknown>): unknown {
  let at: unknown = bodies.get(reference);
  for (const step of path.split(/[.[\]]+/).filter((one) => one !== '')) {
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
  }
  if (at === undefined) {
    throw new MissingReference(
      `Invalid reference specified. No value for ${reference}${path} found in ${reference}`,
    );
  }
  return at;
}
