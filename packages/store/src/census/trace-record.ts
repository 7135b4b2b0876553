import { type RecordTrace, SyncError } from '@sync-user/contract';
import { type MirrorTable, toId18 } from '@sync-user/engine';
import { sqlState } from '../database/database-error.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { findColumn, tableName } from '../mirror/table-sql.ts';
import { listStoredObjects } from '../selected-object/stored-object.ts';
import { readWorkspace } from '../workspace/stored-workspace.ts';

/** Longer than any chain of merges that people make; a circle must not turn for ever. */
const MAX_STEPS = 20;

/** What converting a lead makes of it, in the order people name them. */
const CONVERTED_INTO = [
  ['ConvertedAccountId', 'Account'],
  ['ConvertedContactId', 'Contact'],
  ['ConvertedOpportunityId', 'Opportunity'],
] as const;

interface Place {
  readonly object: string;
  readonly name: string | null;
  /** Null: it lives. */
  readonly deletedAt: string | null;
  readonly mergedInto: string | null;
  readonly convertedInto: readonly { readonly object: string; readonly id: string }[];
}

/**
 * Where a record is, or went: a dead one is followed through merges and lead conversion to what lives. `id` may have 15
 * characters, or 18 in any case.
 * @throws `API_INVALID_REQUEST` when `id` is none
 */
export async function traceRecord(db: Queryable, workspaceId: string, typed: string): Promise<RecordTrace> {
  const id = toId18(typed);
  if (id === undefined)
    throw new SyncError('API_INVALID_REQUEST', `"${typed.slice(0, 40)}" is no record id.`);
  const workspace = await readWorkspace(db, { workspaceId });
  const tables = (await listStoredObjects(db, workspaceId)).map(({ table }) => table);
  const find = (wanted: string) =>
    workspace === undefined ? undefined : findPlace(db, workspace.schema, tables, wanted);

  const first = await find(id);
  const none = { id, object: null, name: null, deletedAt: null, steps: [], now: [] };
  if (first === undefined) return { ...none, state: 'unknown' };
  const steps: RecordTrace['steps'] = [];
  const now: RecordTrace['now'] = [];
  const seen = new Set([id]);
  const queue: { readonly id: string; readonly place: Place }[] = [{ id, place: first }];
  for (let next = queue.shift(); next !== undefined && steps.length < MAX_STEPS; next = queue.shift()) {
    const { place } = next;
    const onward = [
      ...(place.mergedInto === null
        ? []
        : [{ how: 'merged' as const, object: place.object, id: place.mergedInto }]),
      ...place.convertedInto.map((made) => ({ how: 'converted' as const, ...made })),
    ].filter((step) => !seen.has(step.id));
    if (onward.length === 0 && place.deletedAt === null)
      now.push({ object: place.object, id: next.id, name: place.name });
    for (const step of onward) {
      seen.add(step.id);
      const there = await find(step.id);
      steps.push({ ...step, object: there?.object ?? step.object, name: there?.name ?? null });
      if (there !== undefined) queue.push({ id: step.id, place: there });
    }
  }
  return {
    id,
    object: first.object,
    name: first.name,
    deletedAt: first.deletedAt,
    state: stateOf(first),
    steps,
    now,
  };
}

function stateOf(place: Place): RecordTrace['state'] {
  if (place.mergedInto !== null) return 'merged';
  if (place.convertedInto.length > 0) return 'converted';
  return place.deletedAt === null ? 'present' : 'deleted';
}

async function findPlace(
  db: Queryable,
  schema: string,
  tables: readonly MirrorTable[],
  id: string,
): Promise<Place | undefined> {
  for (const table of tables) {
    const living = await readLiving(db, table, id);
    if (living !== undefined) return living;
  }
  const { rows } = await db.query<{
    object: string;
    deleted_at: string;
    merged_into: string | null;
    image: Record<string, unknown>;
  }>(
    /* sql */ `
    select object, deleted_at, merged_into, image
      from ${quote(schema)}.sync_tombstone
     where id = $1
     order by deleted_at desc
     limit 1`,
    [id],
  );
  const [dead] = rows;
  if (dead === undefined) return undefined;
  const table = tables.find(({ sobject }) => sobject === dead.object);
  const valueOf = (field: string) => dead.image[field.toLowerCase()] ?? null;
  return {
    object: dead.object,
    name: table?.nameField == null ? null : toText(valueOf(table.nameField)),
    deletedAt: dead.deleted_at,
    mergedInto: dead.merged_into,
    convertedInto: toConverted(dead.object, valueOf),
  };
}

async function readLiving(db: Queryable, table: MirrorTable, id: string): Promise<Place | undefined> {
  const fields = [
    ...(table.nameField === null ? [] : [table.nameField]),
    ...CONVERTED_INTO.map(([field]) => field),
  ];
  const columns = fields.flatMap((field) => {
    const column = findColumn(table, field);
    return column === undefined ? [] : [{ field, sql: quote(column.column) }];
  });
  const names = columns.map(({ sql }, index) => `${sql}::text as c${index}`);
  try {
    const { rows } = await db.query<Record<string, string | null>>(
      /* sql */ `select ${['"id"', ...names].join(', ')} from ${tableName(table)} where "id" = $1`,
      [id],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const valueOf = (field: string) => {
      const index = columns.findIndex((column) => column.field === field);
      return index < 0 ? null : (row[`c${index}`] ?? null);
    };
    return {
      object: table.sobject,
      name: table.nameField === null ? null : valueOf(table.nameField),
      deletedAt: null,
      mergedInto: null,
      convertedInto: toConverted(table.sobject, valueOf),
    };
  } catch (error) {
    // An object that waits for its first load may have no table yet.
    if (sqlState(error) === '42P01') return undefined;
    throw error;
  }
}

function toConverted(sobject: string, valueOf: (field: string) => unknown): Place['convertedInto'] {
  if (sobject !== 'Lead') return [];
  return CONVERTED_INTO.flatMap(([field, object]) => {
    const id = valueOf(field);
    return typeof id === 'string' && id !== '' ? [{ object, id }] : [];
  });
}

function toText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
