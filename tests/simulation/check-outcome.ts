import type { Change } from '@sync-user/contract';
import type { StoredObject } from '@sync-user/engine';
import { compareRows, mirrorQuery } from '../../scripts/verify/compare-object.ts';
import type { OrgSession } from '../../scripts/verify/org-rows.ts';
import { type History, VERSION_FIELDS } from './history.ts';
import { HISTORY_OBJECTS } from './selection.ts';
import type { Scene } from './world.ts';

const PAGE = 1000;

/** Both sides of the comparison, when nothing happens any more. */
export interface Settled {
  readonly scene: Scene;
  /** The sync user's. */
  readonly session: OrgSession;
}

/**
 * What is wrong after the dust has settled; empty when nothing is. Compares what the sync user may see in the org with the
 * mirror, value by value, and the feed with both.
 */
export async function findFaults({ scene, session }: Settled, history: History): Promise<string[]> {
  const { pool } = scene.database;
  const changes = await readFeed(scene);
  const faults: string[] = [...findFeedFaults(changes), ...findGoneBack(changes, history)];
  const { rows: counted } = await pool.query<{ sobject: string; mirror_rows: string }>(
    `select sobject, mirror_rows from sync_user.selected_object where workspace_id = $1`,
    [scene.workspaceId],
  );
  for (const object of await scene.store.objects.list(scene.workspaceId)) {
    const { sobject } = object.table;
    const compared = await compareValues({ scene, session }, object);
    faults.push(...compared.faults);
    if (object.state !== 'live') continue;
    const { ids } = compared;
    const told = changes.filter((change) => change.object === sobject);
    faults.push(...findLifecycleFaults(told, new Set(ids)));
    const rows = counted.find((one) => one.sobject === sobject)?.mirror_rows;
    if (Number(rows) !== ids.length)
      faults.push(`${sobject}: ${rows} rows were counted along, ${ids.length} are there`);
  }
  return faults;
}

/** The same for objects that events alone have fed: values only. `hidden`: fields that nobody may see, as `Object.Field`. */
export async function findFedFaults(
  settled: Settled,
  objects: readonly StoredObject[],
  hidden: ReadonlySet<string>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const object of objects) faults.push(...(await compareValues(settled, object, hidden)).faults);
  return faults.map((fault) => `by events alone, ${fault}`);
}

interface ComparedValues {
  readonly faults: readonly string[];
  /** Of the mirror's rows. */
  readonly ids: readonly string[];
}

async function compareValues(
  { scene, session }: Settled,
  { table, state, trouble }: StoredObject,
  hidden: ReadonlySet<string> = new Set(),
): Promise<ComparedValues> {
  if (state !== 'live')
    return { faults: [`${table.sobject} is ${state}: ${trouble?.message ?? 'no word why'}`], ids: [] };
  // Fields in trouble keep their last values by design.
  const fields = table.columns
    .filter(({ trouble: why, removedAt }) => why === null && removedAt === null)
    .filter(({ field }) => !hidden.has(`${table.sobject}.${field}`))
    .map((column) => ({ name: column.field, type: column.sfType, column: column.column }))
    .toSorted((one, other) => Number(other.name === 'Id') - Number(one.name === 'Id'));
  const { rows } = await scene.database.pool.query<(string | null)[]>({
    text: mirrorQuery({ schema: scene.schema, table: table.table }, fields),
    rowMode: 'array',
  });
  const compared = await compareRows(session, table.sobject, fields, rows.values());
  const isSame = compared.missing + compared.extra + compared.differing === 0;
  return {
    ids: rows.map(([id]) => id ?? '?'),
    faults: isSame
      ? []
      : [
          `${table.sobject}: ${compared.missing} missing, ${compared.extra} extra, ${compared.differing} differing: ${compared.examples.join('; ')}`,
        ],
  };
}

async function readFeed(scene: Scene): Promise<Change[]> {
  const all: Change[] = [];
  for (;;) {
    const page = await scene.store.changes.list(scene.workspaceId, {
      after: all.at(-1)?.seq ?? 0,
      limit: PAGE,
    });
    all.push(...page.changes);
    if (page.changes.length < PAGE) return all;
  }
}

/** Positions without gaps; each value follows from the one before it; stamps never go back. */
function findFeedFaults(changes: readonly Change[]): string[] {
  const faults: string[] = [];
  const values = new Map<string, Map<string, unknown>>();
  for (const [index, change] of changes.entries()) {
    if (change.seq !== index + 1) faults.push(`the feed’s entry ${index + 1} has the number ${change.seq}`);
    const known = values.get(change.recordId) ?? new Map<string, unknown>();
    values.set(change.recordId, known);
    if (change.operation === 'delete') {
      known.clear();
      continue;
    }
    for (const [column, [before, after]] of Object.entries(change.changed)) {
      const last = known.get(column);
      if (change.operation === 'update' && last !== undefined && !isSame(last, before))
        faults.push(
          `${change.recordId}.${column} goes from ${JSON.stringify(before)} in entry ${change.seq}, and was ${JSON.stringify(last)} before`,
        );
      known.set(column, after);
      if (
        column === 'systemmodstamp' &&
        typeof before === 'string' &&
        typeof after === 'string' &&
        after < before
      )
        faults.push(`${change.recordId} goes back from ${before} to ${after} in entry ${change.seq}`);
    }
  }
  return faults;
}

/** A column of another type may have become text meanwhile: its values are then written as the feed told them. */
function isSame(last: unknown, before: unknown): boolean {
  if (last === before) return true;
  return (typeof last === 'number' || typeof last === 'boolean') && `${last}` === before;
}

/** Older values over newer ones, as far as the org's clock tells which is older: a second. */
function findGoneBack(changes: readonly Change[], history: History): string[] {
  const faults: string[] = [];
  for (const { object, recordId, seq, changed } of changes) {
    const field = HISTORY_OBJECTS.find((name) => name === object);
    if (field === undefined) continue;
    const [before, after] = changed[VERSION_FIELDS[field].toLowerCase()] ?? [];
    if (before === undefined || before === null || after === null) continue;
    if (Number(after) >= Number(before)) continue;
    const [was, is] = [before, after].map((version) => history.savedAtMs(Number(version)));
    if (was === undefined) continue;
    // What the seed wrote has no time; Salesforce may have stamped it in that second, as when a merge moved its lookup.
    const isSameSecond =
      is === undefined
        ? changed['systemmodstamp'] === undefined
        : Math.floor(was / 1000) === Math.floor(is / 1000);
    if (isSameSecond) continue;
    faults.push(`${recordId} goes back from version ${before} to ${after} in entry ${seq}`);
  }
  return faults;
}

/** Made once, changed while it is there, and gone or there at the end as the mirror has it. */
function findLifecycleFaults(changes: readonly Change[], inMirror: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const there = new Map<string, boolean>();
  for (const { recordId, operation, seq } of changes) {
    const before = there.get(recordId);
    const isLegal =
      before === undefined ||
      (before
        ? operation === 'update' || operation === 'delete'
        : operation === 'undelete' || operation === 'create');
    if (!isLegal)
      faults.push(`${recordId}: ${operation} in entry ${seq} while it was ${before ? 'there' : 'gone'}`);
    there.set(recordId, operation !== 'delete');
  }
  for (const [id, isThere] of there)
    if (isThere !== inMirror.has(id))
      faults.push(
        `${id} is ${isThere ? 'there' : 'gone'} by the feed and ${isThere ? 'gone' : 'there'} in the mirror`,
      );
  return faults;
}
