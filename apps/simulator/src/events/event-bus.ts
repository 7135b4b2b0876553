/** The org's event bus: takes changes as they commit, keeps them, and wakes those who wait. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { CommitListener, Org, RecordedChange, Row } from '../org/types.ts';
import type { SettingStore } from '../settings.ts';
import { Allocations } from './channels/allocations.ts';
import { CHANNEL, DEFAULT_CHANNEL, MEMBER, Selection } from './channels/selection.ts';
import type { Member } from './channels/selection.ts';
import { draftEvents, gapDraft, newTransactionKey, payloadOf } from './capture/draft-events.ts';
import type { DraftEvent, TransactionFacts } from './capture/draft-events.ts';
import { encodeCreation, encodeFields } from './capture/encode.ts';
import { finalChanges } from './capture/final-changes.ts';
import type { FinalChange } from './capture/final-changes.ts';
import { EventLog } from './log/event-log.ts';
import type { NewEvent } from './log/event-log.ts';
import { schemaOf } from './schema/event-schema.ts';
import type { ChangeType } from './schema/event-schema.ts';

/** What a waiting stream is told. */
export interface BusListener {
  /** There may be something new. */
  wake(): void;
  /** The log is another one now: the org was reset. */
  reset(): void;
}

export class EventBus implements CommitListener {
  readonly selection: Selection;
  readonly #org: Org;
  readonly #settings: SettingStore;
  readonly #listeners = new Set<BusListener>();
  #log: EventLog | undefined;
  #allocations: Allocations | undefined;
  #organizationId: string | undefined;
  #waking = false;

  constructor(org: Org, settings: SettingStore) {
    this.#org = org;
    this.#settings = settings;
    this.selection = new Selection(org);
    org.onCommit(this);
  }

  prepare(database: DatabaseSync): void {
    this.#log = new EventLog(database, () => this.#org.clock.now());
    this.#allocations = new Allocations(this.#org, database, this.#settings);
    this.#startOver();
  }

  clear(): void {
    this.#log?.clear();
    this.#allocations?.clear();
    this.#startOver();
  }

  #startOver(): void {
    this.#organizationId = undefined;
    this.selection.forget();
    for (const listener of this.#listeners) listener.reset();
  }

  /** An org that became another one has another log. */
  get log(): EventLog {
    const log = this.#openLog();
    const { organizationId } = this.#org;
    if (this.#organizationId !== organizationId) {
      log.begin(organizationId);
      this.#organizationId = organizationId;
    }
    return log;
  }

  #openLog(): EventLog {
    if (this.#log === undefined) throw new Error('The event bus has no database yet.');
    return this.#log;
  }

  get allocations(): Allocations {
    if (this.#allocations === undefined) throw new Error('The event bus has no database yet.');
    return this.#allocations;
  }

  /** Events delivered in the last 24 hours, for `/limits`. */
  delivered(): number {
    return this.allocations.delivered();
  }

  listen(listener: BusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  write(changes: readonly RecordedChange[]): void {
    for (const { object } of changes) {
      if (object === MEMBER || object === CHANNEL) this.selection.forget();
      if (object === 'Organization') this.#allocations?.forget();
    }
    const published = changes.flatMap((change) =>
      change.kind === 'publish' ? [this.#published(change)] : [],
    );
    const captured = this.selection.isEmpty ? [] : this.#captured(finalChanges(changes));
    const events = [...captured, ...published];
    if (events.length === 0) return;
    this.log.append(events);
    this.log.purge();
    this.allocations.spend('published', published.length);
    this.allocations.count('PUBLISHED', events);
  }

  committed(): void {
    this.wake();
  }

  /** Soon, and once for many commits in a row. */
  wake(): void {
    if (this.#waking || this.#listeners.size === 0) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      for (const listener of this.#listeners) listener.wake();
    });
  }

  /** Channels that enrich events differently carry different events of the same change. */
  #captured(changes: readonly FinalChange[]): NewEvent[] {
    const facts = this.#facts();
    const groups = new Map<string, Map<string, Member[]>>();
    for (const object of new Set(changes.map((change) => change.object))) {
      for (const member of this.selection.membersOf(object)) {
        const group = groups.get(member.enriched.join()) ?? new Map<string, Member[]>();
        group.set(object, [...(group.get(object) ?? []), member]);
        groups.set(member.enriched.join(), group);
      }
    }
    return [...groups.values()].flatMap((members) => this.#capturedFor(changes, members, facts));
  }

  #capturedFor(
    changes: readonly FinalChange[],
    members: ReadonlyMap<string, readonly Member[]>,
    facts: TransactionFacts,
  ): NewEvent[] {
    const { overflowChanges } = this.#settings.current.events;
    const drafts = draftEvents(changes, {
      definition: (name) => this.#org.object(name),
      isSelected: (object) => members.has(object),
      enriched: (object) => members.get(object)?.[0]?.enriched ?? [],
      overflowChanges,
      commitTimestamp: facts.commitTimestamp,
    });
    return drafts.flatMap((draft) => {
      const channels = (members.get(draft.object) ?? [])
        .filter(({ filter }) => filter === undefined || filter(draft.told))
        .map(({ channel }) => channel);
      return channels.length === 0 ? [] : [this.#logged(draft, facts, channels)];
    });
  }

  #logged(draft: DraftEvent, facts: TransactionFacts, channels: readonly string[]): NewEvent {
    this.#openLog().keepSchema(draft.schema);
    return {
      id: randomUUID(),
      object: draft.object,
      channels,
      schemaId: draft.schema.id,
      payload: payloadOf(draft, facts, this.#settings.current.events.maxEventBytes),
    };
  }

  /** Whole seconds, as recorded. */
  #facts(): TransactionFacts {
    const now = this.#org.clock.now();
    const number = this.log.nextCommitNumber();
    const nanoseconds = this.#settings.current.events.commitNumbers === 'nanoseconds';
    return {
      transactionKey: newTransactionKey(),
      commitTimestamp: Math.floor(now / 1000) * 1000,
      commitNumber: nanoseconds ? BigInt(now) * 1_000_000n + BigInt(number % 1_000_000) : BigInt(number),
    };
  }

  #published({ object, after, caller }: RecordedChange & { kind: 'publish' }): NewEvent {
    const definition = this.#org.object(object);
    if (definition === undefined) throw new Error(`There is no platform event ${object}.`);
    const schema = schemaOf(definition);
    this.#openLog().keepSchema(schema);
    const created = Date.parse(String(after['CreatedDate']));
    return {
      id: String(after['EventUuid'] ?? randomUUID()),
      object: definition.name,
      channels: this.#eventChannels(definition.name, after),
      schemaId: schema.id,
      payload: Buffer.concat([
        encodeCreation(
          Number.isNaN(created) ? this.#org.clock.now() : created,
          String(after['CreatedById'] ?? caller.userId),
        ),
        encodeFields(schema, after),
      ]),
    };
  }

  #eventChannels(name: string, told: Readonly<Row>): string[] {
    return this.selection
      .membersOf(name)
      .filter(({ filter }) => filter === undefined || filter(told))
      .map(({ channel }) => channel);
  }

  /** Puts encoded platform events on the bus; their places in the log. */
  publish(
    object: string,
    events: readonly { id: string; schemaId: string; payload: Uint8Array; told: Row }[],
  ): number[] {
    const positions = this.log.append(
      events.map(({ told, ...event }) => ({ ...event, object, channels: this.#eventChannels(object, told) })),
    );
    this.allocations.spend('published', events.length);
    this.allocations.spend('PLATFORM_EVENTS_PUBLISHED', events.length);
    this.wake();
    return positions;
  }

  /** A gap event as the platform's own troubles cause it; only the control plane calls for it. */
  injectGap(object: string, changeType: ChangeType, recordIds: readonly string[], userId: string): number {
    const definition = this.#org.object(object);
    if (definition === undefined) throw new Error(`There is no object ${object}.`);
    const members = this.selection.membersOf(definition.name).map(({ channel }) => channel);
    const caller = { userId, client: null, apiVersion: 67 };
    const gap = { object: definition.name, changeType, recordIds: [...recordIds], sequenceNumber: 1, caller };
    const draft = gapDraft(schemaOf(definition), gap);
    const channels = members.length === 0 ? [DEFAULT_CHANNEL] : members;
    const [position = 0] = this.log.append([this.#logged(draft, this.#facts(), channels)]);
    this.wake();
    return position;
  }
}
