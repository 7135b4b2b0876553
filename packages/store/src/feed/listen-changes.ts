import pg from 'pg';

export interface ChangeListener {
  /** Called after a batch was committed; `lastSeq` is the feed's end then. Must not throw. */
  onChange(change: { readonly workspaceId: string; readonly lastSeq: number }): void;
  /** Called after a selected object's state, progress or freshness moved. Must not throw. */
  onObjectMoved(object: { readonly workspaceId: string }): void;
  /** Called each time listening begins, again after a break: what was announced meanwhile is lost, so read the feed. */
  onListening?(): void;
}

export interface ListeningHandle {
  close(): Promise<void>;
}

/** Channels are named after the control schema: several installations may share a database. */
const CHANGE_CHANNEL = '_change';
const OBJECT_CHANNEL = '_object';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
/** A connection whose other end vanished without a word is noticed by this question. */
const PROBE_MS = 30_000;

/**
 * Hears of committed changes and moved objects of all workspaces, on a connection of its own that is made again whenever it breaks.
 * Needs a direct connection: NOTIFY does not pass through PgBouncer in transaction mode.
 */
export function listenChanges(pool: pg.Pool, listener: ChangeListener): ListeningHandle {
  let closed = false;
  let current: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let retryMs = FIRST_RETRY_MS;

  async function listen(): Promise<void> {
    const client = new pg.Client({
      ...pool.options,
      application_name: 'sync-user changes',
      query_timeout: PROBE_MS,
    });
    current = client;
    const lost = () => {
      if (current !== client) return;
      current = undefined;
      void endQuietly(client);
      if (closed) return;
      timer = setTimeout(() => void listen(), retryMs).unref();
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    };
    client.on('error', lost).on('end', lost);
    client.on('notification', ({ channel, payload }) => {
      const notice = toNotice(payload);
      if (notice === undefined || closed) return;
      const { workspaceId, lastSeq } = notice;
      if (channel.endsWith(OBJECT_CHANNEL)) listener.onObjectMoved({ workspaceId });
      else if (lastSeq !== undefined) listener.onChange({ workspaceId, lastSeq });
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ channel: string }>(
        /* sql */ `select quote_ident(current_schema() || suffix) as channel from unnest($1::text[]) as suffix`,
        [[CHANGE_CHANNEL, OBJECT_CHANNEL]],
      );
      for (const { channel } of rows) await client.query(/* sql */ `listen ${channel}`);
    } catch {
      lost();
      return;
    }
    if (closed || current !== client) return;
    retryMs = FIRST_RETRY_MS;
    listener.onListening?.();
    probe(client, lost);
  }

  function probe(client: pg.Client, lost: () => void): void {
    timer = setTimeout(() => {
      client
        .query('select 1')
        .then(() => (closed || current !== client ? undefined : probe(client, lost)), lost);
    }, PROBE_MS).unref();
  }

  void listen();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      const client = current;
      current = undefined;
      if (client !== undefined) await endQuietly(client);
    },
  };
}

async function endQuietly(client: pg.Client): Promise<void> {
  try {
    await client.end();
  } catch {
    // It was broken before; there is nothing left to close.
  }
}

/** Whoever may connect may also notify; what is not ours is left alone. */
function toNotice(
  payload: string | undefined,
): { readonly workspaceId: string; readonly lastSeq: number | undefined } | undefined {
  let notice: unknown;
  try {
    notice = JSON.parse(payload ?? '');
  } catch {
    return undefined;
  }
  if (typeof notice !== 'object' || notice === null) return undefined;
  const { workspaceId, lastSeq } = notice as { readonly workspaceId?: unknown; readonly lastSeq?: unknown };
  if (typeof workspaceId !== 'string') return undefined;
  return { workspaceId, lastSeq: typeof lastSeq === 'number' ? lastSeq : undefined };
}
