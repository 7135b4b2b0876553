import type { Change, Connection, Load, SelectedObject, Workspace } from '@sync-user/contract';
import { SAMPLE_AT, sampleChange, sampleObject, sampleWorkspace } from './samples.ts';

const ROWS_OF_A_LOAD = 1000;

/** One workspace kept in memory. Loads and polls move one step each time somebody looks, so no test waits for a clock. */
export class MemoryWorkspace {
  readonly id: string;
  workspace: Workspace;
  connection: Connection | undefined;
  readonly objects = new Map<string, SelectedObject>();
  readonly changes: Change[] = [];
  readonly onChange = new Set<() => void>();
  readonly onObjects = new Set<() => void>();
  #isPolling = false;

  constructor(slug: string, name: string) {
    this.id = `id-of-${slug}`;
    this.workspace = sampleWorkspace(slug, name);
    this.objects.set('account', sampleObject('Account'));
  }

  append(changes: Partial<Change> = {}): Change {
    const change = sampleChange(this.changes.length + 1, changes);
    this.changes.push(change);
    for (const notify of this.onChange) notify();
    return change;
  }

  put(object: SelectedObject): void {
    this.objects.set(object.name.toLowerCase(), object);
    this.nudge();
  }

  poll(): void {
    this.#isPolling = true;
    this.nudge();
  }

  /** What a reader sees now; the next one sees a step further. */
  look(): SelectedObject[] {
    const seen = [...this.objects.values()];
    for (const object of seen) {
      const next = nextStep(object, this.#isPolling);
      if (next !== object) this.put(next);
    }
    this.#isPolling = false;
    return seen;
  }

  nudge(): void {
    for (const notify of this.onObjects) notify();
  }
}

function nextStep(object: SelectedObject, isPolling: boolean): SelectedObject {
  if (object.state === 'waiting') return { ...object, state: 'loading', load: loadAt(0) };
  if (object.state === 'loading') {
    const rowsLoaded = (object.load?.rowsLoaded ?? 0) + ROWS_OF_A_LOAD / 2;
    const isDone = rowsLoaded >= ROWS_OF_A_LOAD;
    return {
      ...object,
      state: isDone ? 'live' : 'loading',
      rows: rowsLoaded,
      freshAsOf: isDone ? SAMPLE_AT : null,
      load: loadAt(rowsLoaded),
    };
  }
  if (object.state === 'live' && isPolling) {
    return { ...object, lastPolledAt: new Date().toISOString(), freshAsOf: new Date().toISOString() };
  }
  return object;
}

function loadAt(rowsLoaded: number): Load {
  const isDone = rowsLoaded >= ROWS_OF_A_LOAD;
  return {
    phase: isDone ? 'done' : 'copying',
    rowsLoaded,
    rowsExpected: ROWS_OF_A_LOAD,
    pagesLoaded: rowsLoaded === 0 ? 0 : 1,
    startedAt: SAMPLE_AT,
    finishedAt: isDone ? SAMPLE_AT : null,
    rowsPerSecond: rowsLoaded === 0 ? null : ROWS_OF_A_LOAD,
    secondsLeft: isDone ? 0 : null,
    attempts: 1,
    ranges: [],
  };
}
