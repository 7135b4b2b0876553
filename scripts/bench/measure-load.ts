import pg from 'pg';
import type { Stack, StackServer } from '../stack.ts';

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
  workspace: string,
  object: string,
  fields: readonly string[],
): Promise<MeasuredLoad> {
  const { api } = server;
  await api.createWorkspace({ slug: workspace, name: workspace, pollIntervalSeconds: 86_400 });
  await api.connect({ workspace, ...stack.org });
  const watch = new pg.Client(stack.databaseUrl);
  await watch.connect();
  await api.selectObject({ workspace, object, fields: [...fields] });
  const began: Partial<Record<string, number>> = {};
  try {
    for (;;) {
      const phase = await readPhase(watch, workspace);
      const now = performance.now();
      began[phase] ??= now;
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

async function readPhase(watch: pg.Client, workspace: string): Promise<string> {
  const { rows } = await watch.query<{ phase: string | null; state: string }>(
    `select l.phase, o.state
       from sync_user.workspace w
       join sync_user.selected_object o using (workspace_id)
       left join sync_user.object_load l using (workspace_id, sobject)
      where w.slug = $1`,
    [workspace],
  );
  return rows[0]?.state === 'failed' ? 'failed' : (rows[0]?.phase ?? 'waiting');
}
