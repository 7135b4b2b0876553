import pg from 'pg';
import type { Stack, StackServer } from '../stack.ts';
import type { Progress } from './progress.ts';

export interface MeasuredLoad {
  readonly rows: number;
  /** From the first result page asked for to the last row committed and counted. */
  readonly copySeconds: number;
  /** The same and then indexes, statistics and the final count: until the object is live. */
  readonly liveSeconds: number;
  readonly peakMemory: number;
}

const LOOK_EVERY_MS = 50;

/**
 * Selects `object` in a new workspace and times its first load from outside. It looks at one row of the control plane,
 * straight in PostgreSQL: watching must not cost what is measured.
 */
export async function measureLoad(
  stack: Stack,
  server: StackServer,
  load: {
    readonly workspace: string;
    readonly object: string;
    readonly fields: readonly string[];
    readonly rows: number;
    readonly progress: Progress;
  },
): Promise<MeasuredLoad> {
  const { workspace, object } = load;
  const { api } = server;
  await api.createWorkspace({ slug: workspace, name: workspace, pollIntervalSeconds: 86_400 });
  await api.connect({ workspace, ...stack.org });
  const watch = new pg.Client(stack.databaseUrl);
  await watch.connect();
  await api.selectObject({ workspace, object, fields: [...load.fields] });
  const began: Partial<Record<string, number>> = {};
  try {
    for (;;) {
      const { phase, rows } = await readPhase(watch, workspace);
      const now = performance.now();
      began[phase] ??= now;
      load.progress.at(rows / load.rows);
      if (phase === 'failed') throw new Error((await api.readObject({ workspace, object })).trouble?.message);
      if (phase === 'done') {
        const copying = began['copying'] ?? now;
        return {
          rows: (await api.readObject({ workspace, object })).rows,
          copySeconds: ((began['checking'] ?? now) - copying) / 1000,
          liveSeconds: (now - copying) / 1000,
          peakMemory: server.peakMemory(),
        };
      }
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
  } finally {
    await watch.end();
  }
}

async function readPhase(watch: pg.Client, workspace: string): Promise<{ phase: string; rows: number }> {
  const { rows } = await watch.query<{ phase: string | null; state: string; loaded: number }>(
    `select l.phase, o.state,
            (select coalesce(sum(p.rows_loaded), 0)::float8 from sync_user.object_load_part p
              where p.workspace_id = w.workspace_id and p.sobject = o.sobject) as loaded
       from sync_user.workspace w
       join sync_user.selected_object o using (workspace_id)
       left join sync_user.object_load l using (workspace_id, sobject)
      where w.slug = $1`,
    [workspace],
  );
  const [row] = rows;
  return {
    phase: row?.state === 'failed' ? 'failed' : (row?.phase ?? 'waiting'),
    rows: row?.loaded ?? 0,
  };
}
