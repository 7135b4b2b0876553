import type { CallCause, CallReport, CallTransport } from '@sync-user/contract';

export interface CallsOfObject {
  /** Null: one call asked for several objects, or for none. */
  readonly object: string | null;
  readonly calls: number;
  readonly byCause: readonly (readonly [CallCause, number])[];
  readonly byTransport: readonly (readonly [CallTransport, number])[];
}

/** One line for each object, the most expensive first; what belongs to no single object comes last. */
export function sumByObject(rows: CallReport['byObject']): readonly CallsOfObject[] {
  const objects = new Set(rows.map(({ object }) => object));
  return [...objects]
    .map((object) => {
      const own = rows.filter((row) => row.object === object);
      return {
        object,
        calls: own.reduce((sum, { calls }) => sum + calls, 0),
        byCause: largestFirst(own.map(({ cause, calls }) => [cause, calls] as const)),
        byTransport: largestFirst(own.map(({ transport, calls }) => [transport, calls] as const)),
      };
    })
    .toSorted((a, b) => Number(a.object === null) - Number(b.object === null) || b.calls - a.calls);
}

/** Sums what has the same name; names without calls are left out. */
export function largestFirst<Name extends string>(
  counts: Iterable<readonly [Name, number]>,
): readonly (readonly [Name, number])[] {
  const sums = new Map<Name, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return [...sums]
    .filter(([, count]) => count > 0)
    .toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
