/** Which objects' changes are captured, and on which channels. */
import type { ObjectDefinition } from '../../org/schema/types.ts';
import type { Org } from '../../org/types.ts';
import { platformCaller } from '../../org/system-user.ts';
import { canBeCaptured, objectOfChangeEvent } from '../schema/capable-objects.ts';
import { eventFieldsOf } from '../schema/event-fields.ts';
import { compileFilter } from './filter-expression.ts';
import type { Filter } from './filter-expression.ts';

/** The channel that every org has. */
export const DEFAULT_CHANNEL = 'ChangeEvents';
export const CHANNEL = 'PlatformEventChannel';
export const MEMBER = 'PlatformEventChannelMember';

export interface Member {
  readonly channel: string;
  /** The object behind `AccountChangeEvent`, or the platform event itself. */
  readonly object: string;
  readonly filter: Filter | undefined;
  readonly enriched: readonly string[];
}

/** Read from the rows of the channels' members, which only Tooling and seeds write. */
export class Selection {
  readonly #org: Org;
  #byObject: ReadonlyMap<string, readonly Member[]> | undefined;
  #schemaAt = 0;

  constructor(org: Org) {
    this.#org = org;
  }

  /** Some member changed. */
  forget(): void {
    this.#byObject = undefined;
  }

  membersOf(object: string): readonly Member[] {
    return this.#members().get(object) ?? [];
  }

  get isEmpty(): boolean {
    return this.#members().size === 0;
  }

  /** Objects selected on any channel, each once: what the limit counts. */
  selectedObjects(): readonly string[] {
    return [...this.#members().keys()].filter((name) => !name.endsWith('__e'));
  }

  hasChannel(name: string): boolean {
    if (name === DEFAULT_CHANNEL) return true;
    return this.#rows(`SELECT FullName FROM ${CHANNEL}`).some((row) => row['FullName'] === name);
  }

  #members(): ReadonlyMap<string, readonly Member[]> {
    const schemaAt = this.#org.schemaModifiedAt();
    if (this.#byObject !== undefined && this.#schemaAt === schemaAt) return this.#byObject;
    const byObject = new Map<string, Member[]>();
    for (const row of this.#rows(
      `SELECT SelectedEntity, EventChannel, FilterExpression, Metadata FROM ${MEMBER}`,
    )) {
      const definition = this.definitionOf(String(row['SelectedEntity']));
      if (definition === undefined) continue;
      const member = readMember(row, definition);
      byObject.set(definition.name, [...(byObject.get(definition.name) ?? []), member]);
    }
    this.#byObject = byObject;
    this.#schemaAt = schemaAt;
    return byObject;
  }

  /** The object whose events have this name, when they can be on a channel. */
  definitionOf(eventName: string): ObjectDefinition | undefined {
    if (eventName.endsWith('__e')) {
      const event = this.#org.object(eventName);
      return event?.kind === 'platformEvent' ? event : undefined;
    }
    const definition = this.#org.object(objectOfChangeEvent(eventName) ?? '');
    return definition !== undefined && canBeCaptured(definition) ? definition : undefined;
  }

  #rows(soql: string): readonly Record<string, unknown>[] {
    return this.#org.query(platformCaller(), soql, { includeDeleted: false, batchSize: 2000 }).records;
  }
}

function readMember(row: Readonly<Record<string, unknown>>, definition: ObjectDefinition): Member {
  const expression = row['FilterExpression'];
  const { enrichedFields } = JSON.parse(metadataText(row['Metadata'])) as {
    enrichedFields?: readonly { readonly name: string }[];
  };
  return {
    channel: String(row['EventChannel']),
    object: definition.name,
    filter:
      typeof expression === 'string' && expression !== ''
        ? compileFilter(expression, (name) => filterColumn(definition, name))
        : undefined,
    enriched: (enrichedFields ?? []).map(({ name }) => name),
  };
}

function metadataText(value: unknown): string {
  return typeof value === 'string' ? value : '{}';
}

/** A compound's part is named `BillingAddress.City`, not `BillingCity`. Source: Salesforce's own CDC skill. */
export function filterColumn(definition: ObjectDefinition, name: string): string | undefined {
  const [first = '', part] = name.toLowerCase().split('.');
  const field = eventFieldsOf(definition).find((one) => one.name.toLowerCase() === first);
  if (field === undefined) return undefined;
  if (field.kind === 'scalar') return part === undefined ? field.source.name : undefined;
  if (part === undefined) return field.record === 'Switchable_PersonName' ? field.source.name : undefined;
  return field.parts.find((one) => one.name.toLowerCase() === part)?.source?.name;
}
