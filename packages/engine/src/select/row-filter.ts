import { isSyncError, type RowFilterOutcome, SyncError } from '@sync-user/contract';
import { parseReferences } from '../formula/parse-references.ts';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { nextObjectState } from '../states/object-transitions.ts';
import { toRowQuery } from '../soql/build-soql.ts';
import { ROWS_BY_QUERY } from './fill-fields.ts';

/** Words of SOQL that are no fields. Source: SOQL and SOSL Reference, "Condition Expression Syntax (WHERE Clause)". */
const WORDS = new Set(['and', 'or', 'not', 'in', 'like', 'includes', 'excludes', 'null', 'true', 'false']);
/** Clauses that may not come after a condition, or would read other objects. */
const CLAUSES =
  /\b(?:SELECT|FROM|WHERE|ORDER\s+BY|GROUP\s+BY|HAVING|LIMIT|OFFSET|FOR\s+(?:VIEW|REFERENCE|UPDATE)|ALL\s+ROWS|USING\s+SCOPE|WITH|TYPEOF)\b/i;
/** `LAST_N_DAYS:30`, `TODAY`, `THIS_FISCAL_QUARTER`: what they mean moves with the clock. */
const RELATIVE_DATE =
  /^(?:YESTERDAY|TODAY|TOMORROW|(?:LAST|THIS|NEXT)_(?:90_DAYS|WEEK|MONTH|QUARTER|YEAR|FISCAL_QUARTER|FISCAL_YEAR)|(?:LAST|NEXT)_N_\w+(?::\d+)?|N_\w+_AGO(?::\d+)?)$/i;

/** What a row filter hangs on. */
export interface FilterShape {
  readonly follows: RowFilterOutcome['follows'];
  readonly why: string;
}

/**
 * Reads a condition as far as it can be without Salesforce: one whole condition, over the object's own fields or its
 * parents'. Pure.
 *
 * @throws `ROW_FILTER_REFUSED`
 */
export function readFilter(filter: string): FilterShape {
  const bare = filter.replace(/'(?:\\.|[^'\\])*'/g, "''");
  if (bare.split("''").join('').includes("'")) throw refused('a text is not closed');
  if (CLAUSES.test(bare)) throw refused('it must be a condition alone, without other clauses or subqueries');
  let depth = 0;
  for (const character of bare) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (depth < 0) throw refused('a bracket is closed that was not opened');
  }
  if (depth !== 0) throw refused('a bracket is not closed');
  if (/[;{}]/.test(bare)) throw refused('it has characters that no condition has');
  const names = parseReferences(bare.replace(/''/g, ' ')).paths.filter(
    (path) => path.length > 1 || !WORDS.has((path[0] ?? '').toLowerCase()),
  );
  const clock = names.some((path) => path.length === 1 && RELATIVE_DATE.test(path[0] ?? ''));
  if (clock)
    return {
      follows: 'clock',
      why: 'It reads the clock: which rows meet it is looked at again daily.',
    };
  if (names.some((path) => path.length > 1))
    return {
      follows: 'related',
      why: 'It reads parents: rows that come or go because a parent changed are found daily.',
    };
  return {
    follows: 'record',
    why: 'It reads the record alone: a row comes or goes with the poll that brings its change.',
  };
}

/**
 * Checks a row filter with Salesforce and, unless `checkOnly`, puts it in force: every read has it from now on, rows that do
 * not meet it leave, and those that were left out come.
 *
 * @throws `ROW_FILTER_REFUSED` with Salesforce's words, `SF_…`
 */
export async function setRowFilter(
  ports: EnginePorts,
  object: StoredObject,
  request: { readonly filter: string | null; readonly checkOnly: boolean },
  signal: AbortSignal,
): Promise<RowFilterOutcome> {
  const { table } = object;
  const { sobject } = table;
  const { filter } = request;
  const shape: FilterShape =
    filter === null ? { follows: 'record', why: 'All rows are mirrored.' } : readFilter(filter);
  const count = (rowFilter: string | null) => toRowQuery({ ...table, rowFilter }, { select: ['COUNT()'] });
  const context = { cause: 'check', sobject, signal } as const;
  const { value } = await ports.org.queryTogether(
    [count(filter), count(null)],
    { withDeleted: false },
    context,
  );
  const [matching, total] = value.map((outcome) => {
    if (outcome.kind === 'page') return outcome.page.totalSize;
    const isOurs = isSyncError(
      outcome.error,
      'SF_QUERY_REFUSED',
      'SF_FIELD_NOT_READABLE',
      'SF_OBJECT_NOT_READABLE',
    );
    throw isOurs ? refused(outcome.error.message, outcome.error) : outcome.error;
  });
  const applied = !request.checkOnly && filter !== table.rowFilter;
  if (applied) await putFilterInForce(ports, object, filter, matching ?? 0);
  return {
    object: sobject,
    filter,
    matching: matching ?? 0,
    total: total ?? 0,
    ...shape,
    applied: !request.checkOnly,
  };
}

/** Every read goes by the filter from now on. `matching`: rows that meet it. */
export async function putFilterInForce(
  ports: Pick<EnginePorts, 'fields' | 'objects' | 'clock'>,
  object: StoredObject,
  filter: string | null,
  matching: number,
): Promise<void> {
  const { workspaceId, sobject } = object.table;
  await ports.fields.writeRowFilter(workspaceId, sobject, filter);
  await startFit(ports, { ...object, table: { ...object.table, rowFilter: filter } });
  // What the former filter stopped goes on where it stood.
  const { code } = object.trouble ?? {};
  if (object.state === 'failed' && (code === 'ROW_FILTER_REFUSED' || code === 'SF_QUERY_REFUSED')) {
    const event = object.cursor === null ? 'retry_load' : 'retry_poll';
    await ports.objects.writeState(workspaceId, sobject, nextObjectState('failed', event), null, {
      from: 'failed',
    });
  }
  // Many rows that were left out come cheaper by bulk; a load under way goes by the former filter.
  if (object.state === 'loading' || (object.state === 'live' && matching > ROWS_BY_QUERY)) {
    await ports.objects.writeState(workspaceId, sobject, nextObjectState(object.state, 'reload'), null, {
      from: object.state,
    });
  }
}

/** Has the rows of the mirror fitted to the filter once the object is live. */
export async function startFit(
  ports: Pick<EnginePorts, 'fields' | 'clock'>,
  { table, cursor, state }: StoredObject,
): Promise<void> {
  if (cursor === null && state !== 'loading') return;
  await ports.fields.startBackfill(table, {
    kind: 'filter',
    fields: [],
    tailFrom: null,
    at: toInstant(ports.clock.nowMs()),
  });
}

function refused(why: string, cause?: unknown): SyncError {
  return new SyncError('ROW_FILTER_REFUSED', `The row filter cannot be used: ${why}.`, {}, { cause });
}
