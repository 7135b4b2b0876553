import pg from 'pg';
import type { Stack, StackServer } from '../stack.ts';
import type { Progress } from './progress.ts';

export interface MeasuredReread {
  readonly rows: number;
  /** From the first result page asked for to the last one merged. */
  readonly seconds: number;
  /** Of that, summed over the connections that worked side by side: copying pages in, and comparing them with the table. */
  readonly copySeconds: number;
  readonly compareSeconds: number;
}

const LOOK_EVERY_MS = 20;

/**
 * Reads an object again of which nothing changed, and times it from outside. Where the time goes is seen by looking at what
 * each connection is doing, fifty times a second.
 */
export async function measureReread(
  stack: Stack,
  { api }: StackServer,
  read: {
    readonly workspace: string;
    readonly object: string;
    readonly progress: Progress;
    /** What earlier loads noted of its pages is gone, as after a change of its fields: every row is copied and compared. */
    readonly unknown?: boolean;
  },
): Promise<MeasuredReread> {
  const { workspace, object } = read;
  const watch = new pg.Client(stack.databaseUrl);
  await watch.connect();
  try {
    if (read.unknown === true) await watch.query('delete from sync_user.known_page');
    const before = await readLoad(watch, workspace);
    await api.reloadObject({ workspace, object });
    let began: number | undefined;
    let ended: number | undefined;
    let last = performance.now();
    let copyMs = 0;
    let compareMs = 0;
    for (;;) {
      const load = await readLoad(watch, workspace);
      const now = performance.now();
      if (load.load_id !== before.load_id) {
        if (load.phase === 'copying') began ??= now;
        read.progress.at(load.rows / Math.max(1, before.rows));
        if (load.phase === 'checking' || load.phase === 'done') ended ??= now;
        // Until it is live again it is neither loaded nor polled.
        if (load.phase === 'done' && ended !== undefined)
          return {
            rows: load.rows,
            seconds: (ended - (began ?? ended)) / 1000,
            copySeconds: copyMs / 1000,
            compareSeconds: compareMs / 1000,
          };
        const doing = await readActivity(watch);
        if (ended === undefined) {
          copyMs += doing.copying * (now - last);
          compareMs += doing.comparing * (now - last);
        }
      }
      last = now;
      await pause(LOOK_EVERY_MS);
    }
  } finally {
    await watch.end();
  }
}

/** Connections that copy a page in, not those that wait for its bytes; and those that compare one with the table. */
async function readActivity(watch: pg.Client): Promise<{ copying: number; comparing: number }> {
  const { rows } = await watch.query<{ copying: number; comparing: number }>(
    `select count(*) filter (where query ilike 'copy%' and wait_event_type is distinct from 'Client')::int as copying,
            count(*) filter (where query ilike '%create temp table sync_changed%')::int as comparing
       from pg_stat_activity
      where state = 'active' and pid <> pg_backend_pid()`,
  );
  return rows[0] ?? { copying: 0, comparing: 0 };
}

async function readLoad(
  watch: pg.Client,
  workspace: string,
): Promise<{ load_id: string; phase: string; rows: number }> {
  const { rows } = await watch.query<{ load_id: string; phase: string; rows: number }>(
    `select l.load_id, l.phase, coalesce(sum(p.rows_loaded), 0)::int as rows
       from sync_user.workspace w
       join sync_user.object_load l using (workspace_id)
       left join sync_user.object_load_part p using (workspace_id, sobject)
      where w.slug = $1
      group by l.load_id, l.phase`,
    [workspace],
  );
  const [load] = rows;
  if (load === undefined) throw new Error(`${workspace} has no load`);
  return load;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
