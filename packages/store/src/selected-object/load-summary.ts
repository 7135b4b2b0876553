import type { Load, LoadPhase } from '@sync-user/contract';
import { toInstant } from '@sync-user/engine';

/** A load as `LOAD_SUMMARY` selects it. Counts and times are JSON numbers; times are epoch seconds. */
export interface LoadSummary {
  phase: LoadPhase;
  attempts: number;
  started_at: number;
  finished_at: number | null;
  rows_counted: number | null;
  first_page_at: number | null;
  last_page_at: number | null;
  parts: {
    transport: 'bulk' | 'query';
    after_id: string | null;
    through_id: string | null;
    fills: boolean;
    begun: boolean;
    done: boolean;
    pages_loaded: number;
    rows_loaded: number;
    rows_expected: number | null;
  }[];
}

/** For a query with `selected_object o`: the object's latest load as JSON, null when it was never loaded. */
export const LOAD_SUMMARY = /* sql */ `
  (select json_build_object(
            'phase', l.phase, 'attempts', l.attempts, 'rows_counted', l.rows_counted,
            'started_at', extract(epoch from l.started_at), 'finished_at', extract(epoch from l.finished_at),
            'first_page_at', extract(epoch from min(p.first_page_at)),
            'last_page_at', extract(epoch from max(p.last_page_at)),
            'parts', coalesce(json_agg(json_build_object(
                       'transport', p.transport, 'after_id', p.after_id, 'through_id', p.through_id,
                       'fills', p.fills, 'begun', p.begun_at is not null, 'done', p.done,
                       'pages_loaded', p.pages_loaded, 'rows_loaded', p.rows_loaded,
                       'rows_expected', p.rows_expected) order by p.part) filter (where p.part is not null), '[]'))
     from object_load l
     left join object_load_part p using (workspace_id, sobject)
    where l.workspace_id = o.workspace_id and l.sobject = o.sobject
    group by l.workspace_id, l.sobject)`;

/**
 * A load as the API shows it. The pace is what it did from its first page to its latest; before two pages, or while
 * Salesforce has not said how many rows there are, what is left cannot be known and is null.
 */
export function toLoad(load: LoadSummary): Load {
  const { parts } = load;
  const whole = parts.filter((part) => !part.fills);
  const rowsLoaded = sum(whole.map((part) => part.rows_loaded));
  const rowsExpected = expectedOf(whole, load.rows_counted);
  const pagesLoaded = sum(parts.map((part) => part.pages_loaded));
  const seconds = (load.last_page_at ?? 0) - (load.first_page_at ?? 0);
  const read = sum(parts.map((part) => part.rows_loaded));
  const rowsPerSecond = pagesLoaded < 2 || seconds <= 0 ? null : read / seconds;
  const toRead = rowsExpected === null ? null : (rowsExpected * parts.length) / Math.max(1, whole.length);
  const isDone = load.phase === 'done';
  return {
    phase: load.phase,
    rowsLoaded,
    rowsExpected,
    pagesLoaded,
    rowsPerSecond,
    secondsLeft: isDone
      ? 0
      : rowsPerSecond === null || toRead === null
        ? null
        : Math.max(0, toRead - read) / rowsPerSecond,
    startedAt: toInstant(load.started_at * 1000),
    finishedAt: load.finished_at === null ? null : toInstant(load.finished_at * 1000),
    attempts: load.attempts,
    ranges: parts.map((part) => ({
      state: part.done ? 'done' : part.pages_loaded > 0 ? 'copying' : part.begun ? 'job_running' : 'waiting',
      transport: part.transport,
      after: part.after_id,
      through: part.through_id,
      rowsLoaded: part.rows_loaded,
      rowsExpected: part.rows_expected,
    })),
  };
}

/** What the jobs say where all have said it, else what the org counted when the load was planned. */
function expectedOf(parts: LoadSummary['parts'], counted: number | null): number | null {
  const told = parts.map((part) => (part.done ? part.rows_loaded : part.rows_expected));
  return parts.length > 0 && told.every((rows) => rows !== null) ? sum(told) : counted;
}

function sum(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}
