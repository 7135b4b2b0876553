import type { BudgetLevel } from '@sync-user/contract';
import { followLinks } from '../identity/follow-links.ts';
import { nextReadMs, offsetMsOf } from '../plan/cadence.ts';
import { type PollSplit, splitPoll, toCalls } from '../plan/poll-cost.ts';
import { isWanted, stretched } from '../plan/stretch.ts';
import { DELTA_BY_BULK_ROWS } from '../load/load-sizes.ts';
import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { ChangeOutcome, SourceRecord, WatchOutcome } from '../ports/source-org.ts';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import { applyOutcome, noteTrouble } from './apply-outcome.ts';
import {
  coveredBy,
  isPolled,
  isQuiet,
  type LiveObject,
  noteOrgTime,
  type PollRead,
  toRead,
  toWatch,
} from './poll-reads.ts';
import { lostColumns } from '../select/lost-columns.ts';
import { readChangedIds } from './leaving-rows.ts';
import { advanceCursor } from './poll-window.ts';

export interface PollReport {
  readonly objects: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Objects that had not changed, as Salesforce said without being asked for rows. */
  readonly quiet: number;
  /** Objects whose own read failed; the others went on. */
  readonly troubled: readonly string[];
}

/** Which objects a poll reads. */
export interface PollOrder {
  /** Only those whose next read has come; all of them unless given. */
  readonly dueOnly?: boolean;
  /** How scarce calls are: the scarcer, the further away is the next read. `plenty` unless given. */
  readonly level?: BudgetLevel;
  /** More changes of an object than this are fetched by a bulk job; `DELTA_BY_BULK_ROWS` unless given. */
  readonly deltaByBulkRows?: number;
}

/**
 * Reads what changed in live objects since their cursors, and applies it. Quiet ones are only asked whether they changed,
 * where that saves calls; those that did are read then. A call serves twelve objects, five of which are read.
 *
 * One object's failure is recorded at the object and the others go on. A failure of the whole call (session, limit,
 * host) is thrown: what was read before it has moved on, the rest is due as it was.
 */
export async function pollWorkspace(
  ports: EnginePorts,
  workspaceId: string,
  signal: AbortSignal,
  { dueOnly = false, level = 'plenty', deltaByBulkRows = DELTA_BY_BULK_ROWS }: PollOrder = {},
): Promise<PollReport> {
  const poll = new Poll(ports, workspaceId, { level, deltaByBulkRows }, signal);
  const nowMs = ports.clock.nowMs();
  const objects = (await ports.objects.list(workspaceId))
    .filter(isPolled)
    .filter((object) => !dueOnly || toEpochMs(object.nextReadAt) <= nowMs);
  const wanted = dueOnly ? objects.filter((object) => isWanted(object, level, nowMs)) : objects;
  await poll.putOff(
    objects.filter((object) => !wanted.includes(object)),
    toInstant(nowMs),
  );

  const split = splitPoll(wanted, (object) => isQuiet(ports.org, object, nowMs));
  const moved: LiveObject[] = [];
  for (const call of toCalls(split)) moved.push(...(await poll.call(call)));
  for (const call of toCalls({ watched: [], read: moved })) await poll.call(call);
  await followLinks(ports, workspaceId, signal);
  return poll.report(wanted.length);
}

/** One poll under way. */
class Poll {
  readonly #ports: EnginePorts;
  readonly #workspaceId: string;
  readonly #level: BudgetLevel;
  readonly #deltaByBulkRows: number;
  readonly #signal: AbortSignal;
  readonly #total = { created: 0, updated: 0, deleted: 0, quiet: 0 };
  readonly #troubled: string[] = [];

  constructor(
    ports: EnginePorts,
    workspaceId: string,
    order: { readonly level: BudgetLevel; readonly deltaByBulkRows: number },
    signal: AbortSignal,
  ) {
    this.#ports = ports;
    this.#workspaceId = workspaceId;
    this.#level = order.level;
    this.#deltaByBulkRows = order.deltaByBulkRows;
    this.#signal = signal;
  }

  /** Makes one call. Returns watched objects that have to be read: they changed, or Salesforce does not tell. */
  async call({ watched, read }: PollSplit<LiveObject>): Promise<readonly LiveObject[]> {
    const { org } = this.#ports;
    const now = this.#now();
    const reads = this.#toReads(read);
    const windows = reads.map(({ object, window }) => ({ table: object.table, from: window.from }));
    const changed = await readChangedIds(this.#ports, windows, this.#signal);
    const watches = this.#toReads(watched);
    const answer = await org.pollTogether(
      { reads: reads.map((one) => one.read), watches: watches.map(toWatch) },
      this.#context([...read, ...watched]),
    );
    noteOrgTime(org, answer.askedAt, now);
    for (const [index, one] of reads.entries()) {
      const outcome = answer.value.read[index];
      if (outcome === undefined) throw new Error(`no outcome for read ${index} of a composite call`);
      await this.#apply(one, outcome, {
        askedAt: answer.askedAt,
        now,
        changed: changed.get(one.object.table.sobject) ?? [],
      });
    }
    const still: LiveObject[] = [];
    for (const [index, one] of watches.entries()) {
      const outcome = answer.value.watched[index];
      if (await this.#settleQuiet(one, outcome, { askedAt: answer.askedAt, now })) still.push(one.object);
    }
    this.#total.quiet += still.length;
    await this.putOff([...read, ...still], now);
    return watched.filter((object) => !still.includes(object));
  }

  async #apply(
    { object, window, read }: PollRead,
    outcome: ChangeOutcome,
    at: { readonly askedAt: IsoInstant; readonly now: IsoInstant; readonly changed: readonly SourceRecord[] },
  ): Promise<void> {
    try {
      const applied = await applyOutcome(this.#ports, object, outcome, {
        window,
        readThrough: coveredBy(read, at.askedAt),
        now: at.now,
        signal: this.#signal,
        changed: at.changed,
        deltaByBulkRows: this.#deltaByBulkRows,
      });
      this.#total.created += applied.created;
      this.#total.updated += applied.updated;
      this.#total.deleted += applied.deleted;
      await noteTrouble(this.#ports, object, outcome);
    } catch (error) {
      // Deselected while it was read: its table went away under us, and nobody waits for it.
      // Or a column did: the window is read again without it.
      if (await lostColumns(this.#ports, object)) return;
      await handleObjectError(this.#ports, object, error, this.#signal);
      this.#troubled.push(object.table.sobject);
    }
  }

  /** Moves the cursor of an object that did not change, as an empty read would. False: it has to be read. */
  async #settleQuiet(
    { object, window, read }: PollRead,
    outcome: WatchOutcome | undefined,
    at: { readonly askedAt: IsoInstant; readonly now: IsoInstant },
  ): Promise<boolean> {
    if (outcome?.kind !== 'told' || outcome.updated + outcome.deleted > 0) return false;
    const covered = coveredBy(read, at.askedAt);
    const askedAt = outcome.coveredTo < covered ? outcome.coveredTo : covered;
    const cursor = advanceCursor(object.cursor, { askedAt, now: at.now, window, rows: 0 });
    await this.#ports.mirror.applyRecords(object.table, [], { cause: 'poll', cursor });
    return true;
  }

  /** Moves the next read on; the scarcer calls are, the further. `begunAt`: when these were read, or passed over. */
  async putOff(objects: readonly LiveObject[], begunAt: IsoInstant): Promise<void> {
    if (objects.length === 0) return;
    const offsetMs = offsetMsOf(this.#workspaceId);
    const nowMs = this.#ports.clock.nowMs();
    await this.#ports.objects.writeNextReads(
      this.#workspaceId,
      begunAt,
      objects.map(({ table, everySeconds }) => ({
        sobject: table.sobject,
        at: toInstant(nextReadMs(nowMs, stretched(everySeconds, this.#level), offsetMs)),
      })),
    );
  }

  report(objects: number): PollReport {
    return { objects, ...this.#total, troubled: this.#troubled };
  }

  #now(): IsoInstant {
    return toInstant(this.#ports.clock.nowMs());
  }

  #toReads(objects: readonly LiveObject[]): PollRead[] {
    const nowMs = this.#ports.clock.nowMs();
    return objects.map((object) => toRead(this.#ports.org, object, nowMs));
  }

  #context(objects: readonly LiveObject[]) {
    const sobject = objects.length === 1 ? (objects[0]?.table.sobject ?? null) : null;
    return { cause: 'poll', sobject, signal: this.#signal } as const;
  }
}
