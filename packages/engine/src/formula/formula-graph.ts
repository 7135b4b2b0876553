import type { FieldFreshness } from '@sync-user/contract';
import { movesWithoutStamp } from '../map/default-fields.ts';
import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import { isRead } from '../soql/build-soql.ts';
import { parseReferences } from './parse-references.ts';

/** What brings a column's new values, and why. */
export interface ColumnFreshness {
  readonly freshness: FieldFreshness;
  readonly why: string | null;
  readonly dependsOn: readonly string[];
}

/**
 * When `column` of a row of `sobject` changes, rows of `target` are stale: those that reach it along `steps`, each a lookup
 * from the row before to its parent, the target's own first. No steps: the row itself.
 */
export interface Watch {
  readonly sobject: string;
  /** Lower case; null: whatever changed. */
  readonly column: string | null;
  readonly target: string;
  readonly steps: readonly Step[];
  /** `up`: the target's lookups lead to the changed row. `down`: the changed row's lookup leads to the target, a roll-up. */
  readonly direction: 'up' | 'down';
}

export interface Step {
  readonly sobject: string;
  /** Lookup column, lower case. */
  readonly lookup: string;
}

export interface FormulaGraph {
  of(sobject: string, field: string): ColumnFreshness;
  readonly watches: readonly Watch[];
  /** Columns of an object that its own stamp does not bring: to be read again for stale rows. */
  movingFields(sobject: string): readonly string[];
  /** Of these, the ones that only a daily reading of all rows keeps right. */
  sweptFields(sobject: string): readonly string[];
}

const RECORD: ColumnFreshness = { freshness: 'record', why: null, dependsOn: [] };
const RANK: readonly FieldFreshness[] = ['record', 'related', 'clock', 'sweep'];

/** What hangs on what among the mirrored objects. Pure; whatever it cannot follow is read again daily instead. */
export function formulaGraph(tables: readonly MirrorTable[]): FormulaGraph {
  const byName = new Map(tables.map((table) => [table.sobject.toLowerCase(), table]));
  const known = new Map<string, ColumnFreshness>();
  const watches = new Map<string, Watch>();

  for (const table of tables) {
    for (const column of table.columns) if (isRead(column)) look(table, column);
  }
  const fieldsOf = (sobject: string, wanted: (freshness: FieldFreshness) => boolean) =>
    (byName.get(sobject.toLowerCase())?.columns ?? [])
      .filter((column) => isRead(column) && wanted(of(sobject, column.field).freshness))
      .map((column) => column.field);

  return {
    of,
    watches: [...watches.values()],
    // A formula over its own record's fields moves with the stamp where rows are polled, but change events leave it out.
    movingFields: (sobject) => {
      const calculated = new Set(
        (byName.get(sobject.toLowerCase())?.columns ?? [])
          .filter((column) => isRead(column) && column.calculated)
          .map((column) => column.field),
      );
      return [...new Set([...calculated, ...fieldsOf(sobject, (freshness) => freshness !== 'record')])];
    },
    sweptFields: (sobject) =>
      fieldsOf(sobject, (freshness) => freshness === 'clock' || freshness === 'sweep'),
  };

  function of(sobject: string, field: string): ColumnFreshness {
    return known.get(keyOf(sobject, field)) ?? RECORD;
  }

  function look(table: MirrorTable, column: MappedColumn): ColumnFreshness {
    const key = keyOf(table.sobject, column.field);
    const found = known.get(key);
    if (found !== undefined) return found;
    // A circle is impossible in Salesforce; should describe show one, the clock reads it.
    known.set(key, { freshness: 'sweep', why: 'Its formula could not be followed.', dependsOn: [] });
    const freshness = judge(table, column);
    known.set(key, freshness);
    return freshness;
  }

  function judge(table: MirrorTable, column: MappedColumn): ColumnFreshness {
    if (!column.calculated) {
      const silent = movesWithoutStamp(table.sobject, column.field);
      return silent === undefined ? RECORD : { freshness: 'sweep', why: silent, dependsOn: [] };
    }
    if (column.formula === null) return judgeRollUp(table, column);
    const references = parseReferences(column.formula);
    const dependsOn = references.paths.map((path) => path.join('.'));
    const parts: ColumnFreshness[] = [RECORD];
    for (const path of references.paths) parts.push(follow(table, path));
    if (references.readsClock)
      parts.push({
        freshness: 'clock',
        why: 'It reads the clock: all rows are read again after midnight of the org.',
        dependsOn: [],
      });
    if (references.globals.length > 0)
      parts.push({
        freshness: 'sweep',
        why: `It reads ${references.globals.join(', ')}, of which no record tells: all rows are read again daily.`,
        dependsOn: [],
      });
    const worst = parts.reduce((a, b) => (RANK.indexOf(b.freshness) > RANK.indexOf(a.freshness) ? b : a));
    return { ...worst, dependsOn };
  }

  /** Follows a path through lookups, and has each field on the way watched. */
  function follow(table: MirrorTable, path: readonly string[]): ColumnFreshness {
    let current = table;
    const steps: Step[] = [];
    for (const [index, part] of path.entries()) {
      if (index === path.length - 1) return endOf(current, part, steps);
      const [relationship = '', type] = part.split(':');
      const lookup = current.columns.find(
        (column) => column.relationshipName?.toLowerCase() === relationship.toLowerCase() && isRead(column),
      );
      if (lookup === undefined)
        return sweep(`the lookup ${relationship} of ${current.sobject} is not mirrored`);
      const parent = type ?? (lookup.referenceTo.length === 1 ? lookup.referenceTo[0] : undefined);
      const next = parent === undefined ? undefined : byName.get(parent.toLowerCase());
      if (next === undefined) return sweep(`${parent ?? relationship} is not mirrored`);
      // When somebody on the way points elsewhere, those below are stale; the row itself was stamped then.
      if (steps.length > 0) watch(current, lookup.column, table, steps);
      steps.push({ sobject: current.sobject, lookup: lookup.column });
      current = next;
    }
    return RECORD;

    function endOf(end: MirrorTable, field: string, way: readonly Step[]): ColumnFreshness {
      const column = end.columns.find(
        (one) => one.field.toLowerCase() === field.toLowerCase() && isRead(one),
      );
      if (way.length === 0) {
        if (column !== undefined) return look(end, column);
        return isOrdinary(field) && movesWithoutStamp(end.sobject, field) === undefined
          ? RECORD
          : sweep(`${end.sobject}.${field} is not mirrored, and may be a formula itself`);
      }
      if (column === undefined) return sweep(`${end.sobject}.${field} is not mirrored`);
      watch(end, column.column, table, way);
      const below = look(end, column);
      return below.freshness === 'record'
        ? { freshness: 'related', why: 'It is read again when a record it reads changes.', dependsOn: [] }
        : below;
    }
  }

  function judgeRollUp(table: MirrorTable, column: MappedColumn): ColumnFreshness {
    for (const child of tables) {
      for (const lookup of child.columns) {
        const points = lookup.referenceTo.some((name) => name.toLowerCase() === table.sobject.toLowerCase());
        if (!points || !isRead(lookup) || lookup.referenceTo.length > 1) continue;
        const key = `down ${child.sobject} ${lookup.column} ${table.sobject}`;
        watches.set(key, {
          sobject: child.sobject,
          column: null,
          target: table.sobject,
          steps: [{ sobject: child.sobject, lookup: lookup.column }],
          direction: 'down',
        });
      }
    }
    return sweep(
      `describe does not say what ${column.field} sums up, or its formula is not shown`,
      'It is read again when a record below it changes, and daily.',
    );
  }

  function watch(
    { sobject }: MirrorTable,
    column: string,
    target: MirrorTable,
    steps: readonly Step[],
  ): void {
    const way = [...steps];
    const key = `up ${sobject}.${column} ${target.sobject} ${way.map((step) => `${step.sobject}.${step.lookup}`).join(' ')}`;
    watches.set(key, { sobject, column, target: target.sobject, steps: way, direction: 'up' });
  }
}

function sweep(reason: string, then = 'All rows are read again daily.'): ColumnFreshness {
  const sentence = reason.charAt(0).toUpperCase() + reason.slice(1);
  return { freshness: 'sweep', why: `${sentence}. ${then}`, dependsOn: [] };
}

/** A standard field that nobody mapped: no formula, as standard fields move with the record. */
function isOrdinary(field: string): boolean {
  return !/__(?:c|pc)$/i.test(field);
}

function keyOf(sobject: string, field: string): string {
  return `${sobject}.${field}`.toLowerCase();
}
