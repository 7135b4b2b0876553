import type { FieldStore, FedChange, StaleRecord } from '../ports/field-store.ts';
import type { MirrorTable } from '../ports/mirror.ts';
import type { FormulaGraph, Watch } from './formula-graph.ts';

/**
 * Which records' formulas hang on what changed. Rows are found in the mirror by their lookups; what comes into the mirror
 * later was read later.
 */
export async function findStale(
  fields: Pick<FieldStore, 'findChildren' | 'findParents'>,
  tables: ReadonlyMap<string, MirrorTable>,
  graph: FormulaGraph,
  changes: readonly FedChange[],
): Promise<readonly StaleRecord[]> {
  const stale = new Map<string, StaleRecord>();
  const add = (sobject: string, ids: readonly string[]) => {
    for (const recordId of ids) stale.set(`${sobject} ${recordId}`, { sobject, recordId });
  };

  for (const watch of graph.watches) {
    const hits = changes.filter((change) => concerns(watch, change));
    if (hits.length === 0) continue;
    const ids = [...new Set(hits.map((change) => change.recordId))];
    add(watch.target, watch.direction === 'up' ? await walkDown(watch, ids) : await walkUp(watch, hits, ids));
  }
  // Change events bring neither formulas nor roll-ups.
  for (const change of changes) {
    if (
      change.cause === 'event' &&
      change.operation !== 'delete' &&
      graph.movingFields(change.sobject).length > 0
    )
      add(change.sobject, [change.recordId]);
  }
  return [...stale.values()];

  /** From a changed parent to the rows whose lookups lead to it. */
  async function walkDown(watch: Watch, changed: readonly string[]): Promise<readonly string[]> {
    let ids = changed;
    for (const step of watch.steps.toReversed()) {
      const table = tables.get(step.sobject);
      if (table === undefined || ids.length === 0) return [];
      ids = await fields.findChildren(table, step.lookup, ids);
    }
    return ids;
  }

  /** From a changed child to the records it counts for, and those it counted for before. */
  async function walkUp(
    { steps }: Watch,
    hits: readonly FedChange[],
    changed: readonly string[],
  ): Promise<readonly string[]> {
    const [step] = steps;
    const table = step && tables.get(step.sobject);
    if (step === undefined || table === undefined) return [];
    const moved = hits.flatMap((change) => change.changed[step.lookup] ?? []).filter(isId);
    return [...new Set([...moved, ...(await fields.findParents(table, step.lookup, changed))])];
  }
}

function concerns(watch: Watch, change: FedChange): boolean {
  if (change.sobject !== watch.sobject) return false;
  return watch.column === null || change.operation !== 'update' || watch.column in change.changed;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
