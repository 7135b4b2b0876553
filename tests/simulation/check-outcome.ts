import type { Change } from '@sync-user/contract';
import type { StoredObject } from '@sync-user/engine';
import pg from 'pg';
import { compareObject } from '../../scripts/verify/compare-object.ts';
import { logIn, type OrgSession } from '../../scripts/verify/org-rows.ts';
import { SYNC_APP } from '../support/org-seed.ts';
import { type History, VERSION_FIELDS } from './history.ts';
import { HISTORY_OBJECTS } from './selection.ts';
import type { Scene } from './world.ts';

/**
 * What is wrong after the dust has settled; empty when nothing is. Compares what the sync user may see in the org with the
 * mirror, value by value, and the feed with both.
 */
export async function findFaults(scene: Scene, history: History): Promise<string[]> {
  const client = new pg.Client({ connectionString: scene.database.url });
  await client.connect();
  try {
    const session = await logIn(scene.orgUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
    const changes = await readFeed(scene);
    const faults: string[] = [...findFeedFaults(changes), ...findGoneBack(changes, history)];
    for (const object of await scene.store.objects.list(scene.workspaceId)) {
      faults.push(...(await compareValues(scene, session, client, object)));
      const { table } = object;
      if (object.state !== 'live') continue;
      const { rows } = await client.query<{ id: string }>(
        `select id from "${scene.schema}"."${table.table}"`,
      );
      faults.push(
        ...findLifecycleFaults(
          changes.filter((change) => change.object === table.sobject),
          new Set(rows.map(({ id }) => id)),
        ),
      );
      const { rows: counted } = await client.query<{ mirror_rows: string }>(
        `select mirror_rows from sync_user.selected_object where workspace_id = $1 and sobject = $2`,
        [scene.workspaceId, table.sobject],
      );
      if (Number(counted[0]?.mirror_rows) !== rows.length)
        faults.push(
          `${table.sobject}: ${counted[0]?.mirror_rows} rows were counted along, ${rows.length} are there`,
        );
    }
    return faults;
  } finally {
    await client.end();
  }
}

/** The same for objects that events alone have fed: values only. `hidden`: fields that nobody may see, as `Object.Field`. */
export async function findFedFaults(
  scene: Scene,
  objects: readonly StoredObject[],
  hidden: ReadonlySet<string>,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: scene.database.url });
  await client.connect();
  try {
    const session = await logIn(scene.orgUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
    const faults: string[] = [];
    for (const object of objects)
      faults.push(...(await compareValues(scene, session, client, object, hidden)));
    return faults.map((fault) => `by events alone, ${fault}`);
  } finally {
    await client.end();
  }
}

async function compareValues(
  scene: Scene,
  session: OrgSession,
  client: pg.Client,
  { table, state, trouble }: StoredObject,
  hidden: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  if (state !== 'live') return [`${table.sobject} is ${state}: ${trouble?.message ?? 'no word why'}`];
  // Fields in trouble keep their last values by design.
  const fields = table.columns
    .filter(({ trouble: why, removedAt }) => why === null && removedAt === null)
    .filter(({ field }) => !hidden.has(`${table.sobject}.${field}`))
    .map((column) => ({ name: column.field, type: column.sfType, column: column.column }));
  const place = { schema: scene.schema, table: table.table, object: table.sobject };
  const compared = await compareObject(session, client, place, fields);
  return compared.missing + compared.extra + compared.differing === 0
    ? []
    : [
        `${table.sobject}: ${compared.missing} missing, ${compared.extra} extra, ${compared.differing} differing: ${compared.examples.join('; ')}`,
      ];
}

async function readFeed(scene: Scene): Promise<Change[]> {
  const all: Change[] = [];
  for (;;) {
    const page = await scene.store.changes.list(scene.workspaceId, {
      after: all.at(-1)?.seq ?? 0,
      limit: 1000,
    });
    if (page.changes.length === 0) return all;
    all.push(...page.changes);
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
      if (change.operation === 'update' && last !== undefined && last !== before)
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
    if (was === undefined || (is !== undefined && Math.floor(was / 1000) === Math.floor(is / 1000))) continue;
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
