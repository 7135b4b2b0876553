import type { StackServer } from '../stack.ts';

export interface MeasuredLoad {
  readonly rows: number;
  /** From the first result page asked for to the last row committed and counted. */
  readonly copySeconds: number;
  /** The same and then indexes, statistics and the final count: until the object is live. */
  readonly liveSeconds: number;
  readonly peakMemory: number;
}

const LOOK_EVERY_MS = 25;

/** Selects `object` in a new workspace and times its first load from outside, by the API. */
export async function measureLoad(
  server: StackServer,
  workspace: string,
  org: { readonly loginUrl: string; readonly clientId: string; readonly clientSecret: string },
  object: string,
  fields: readonly string[],
): Promise<MeasuredLoad> {
  const { api } = server;
  await api.createWorkspace({ slug: workspace, name: workspace, pollIntervalSeconds: 86_400 });
  await api.connect({ workspace, ...org });
  await api.selectObject({ workspace, object, fields: [...fields] });
  let copying: number | undefined;
  let checked: number | undefined;
  for (;;) {
    const seen = await api.readObject({ workspace, object });
    const now = performance.now();
    const phase = seen.load?.phase;
    if (phase === 'copying') copying ??= now;
    if (phase === 'checking') checked ??= now;
    if (seen.state === 'failed') throw new Error(seen.trouble?.message ?? 'the load failed');
    if (seen.state === 'live') {
      const began = copying ?? now;
      return {
        rows: seen.rows,
        copySeconds: ((checked ?? now) - began) / 1000,
        liveSeconds: (now - began) / 1000,
        peakMemory: server.peakMemory(),
      };
    }
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}
