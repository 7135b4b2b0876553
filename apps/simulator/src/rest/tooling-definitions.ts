/** Tooling objects with `FullName` and `Metadata`: what a body means as a row, and what is refused. Source: facts 6.9. */
import { SalesforceError } from '../errors.ts';
import { compileFilter, FilterError } from '../events/channels/filter-expression.ts';
import { CHANNEL, DEFAULT_CHANNEL, filterColumn, MEMBER } from '../events/channels/selection.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import { querySystem } from '../users.ts';
import type { World } from '../world.ts';

export const SUBSCRIPTION = 'ManagedEventSubscription';
export const TOOLING_OBJECTS: readonly string[] = [CHANNEL, MEMBER, SUBSCRIPTION];

/** Without the add-on. Source: facts 6.8. */
const MAX_ENTITIES = 5;
/** Custom channels of change events. Source: facts 6.8. */
const MAX_CHANNELS = 100;
/** Source: facts 6.8. */
const MAX_SUBSCRIPTIONS = 200;

export type Metadata = Readonly<Record<string, unknown>>;
export type ToolingValues = Record<string, string | null>;

/** The row's own fields. `id`: the row that is changed. @throws SalesforceError */
export function toolingValues(
  world: World,
  object: string,
  fullName: string,
  metadata: Metadata,
  id: string | undefined,
): ToolingValues {
  if (id === undefined) requireCount(world, object, metadata);
  const specific =
    object === CHANNEL
      ? channelValues(fullName, metadata)
      : object === MEMBER
        ? memberValues(world, fullName, metadata, id)
        : subscriptionValues(world, metadata);
  return {
    FullName: fullName,
    QualifiedApiName: fullName,
    DeveloperName: fullName.replace(/__chn$/, ''),
    MasterLabel: textOf(metadata, 'label') ?? fullName,
    Language: 'en_US',
    ManageableState: 'unmanaged',
    Metadata: JSON.stringify(metadata),
    ...specific,
  };
}

function channelValues(fullName: string, metadata: Metadata): ToolingValues {
  if (!/^[A-Za-z]\w*__chn$/.test(fullName)) throw refused(`Invalid channel name: ${fullName}`);
  const channelType = required(metadata, 'channelType');
  if (!['data', 'event'].includes(channelType)) throw refused(`Invalid channelType: ${channelType}`);
  required(metadata, 'label');
  return { ChannelType: channelType, EventType: textOf(metadata, 'eventType') };
}

function memberValues(
  world: World,
  fullName: string,
  metadata: Metadata,
  id: string | undefined,
): ToolingValues {
  // The part before two underscores would be a namespace.
  const [, namespace] = /^([A-Za-z]\w*?)__/.exec(fullName) ?? [];
  if (namespace !== undefined)
    throw refused(`Cannot create a new component with the namespace: ${namespace}.`);
  const channel = required(metadata, 'eventChannel');
  const entity = required(metadata, 'selectedEntity');
  const { selection } = world.events;
  if (!selection.hasChannel(channel)) throw refused(`Unable to find the specified channel: ${channel}`);
  const definition = selection.definitionOf(entity);
  if (definition === undefined) throw refused(`invalid event in selectedEntity: ${entity}`);
  if (definition.kind === 'platformEvent' && channel === DEFAULT_CHANNEL) {
    throw refused(`invalid event in selectedEntity: ${entity}`);
  }
  if (id === undefined) requireRoom(world, definition, channel);
  checkEnrichment(definition, metadata['enrichedFields']);
  const expression = textOf(metadata, 'filterExpression');
  if (expression !== null) checkFilter(definition, expression);
  return { EventChannel: channel, SelectedEntity: entity, FilterExpression: expression };
}

/** How many there may be of an object's definitions. */
function requireCount(world: World, object: string, metadata: Metadata): void {
  const count = (where: string): number => querySystem(world.org, `SELECT Id FROM ${object}${where}`).length;
  if (object === SUBSCRIPTION && count('') >= MAX_SUBSCRIPTIONS) {
    throw tooMany(MAX_SUBSCRIPTIONS, 'managed event subscriptions');
  }
  if (object !== CHANNEL || metadata['channelType'] !== 'data') return;
  if (count(" WHERE ChannelType = 'data'") >= MAX_CHANNELS) {
    throw tooMany(MAX_CHANNELS, 'custom channels for Change Data Capture');
  }
}

function tooMany(max: number, what: string): SalesforceError {
  return new SalesforceError(
    400,
    'LIMIT_EXCEEDED',
    `You've exceeded the maximum number of ${what} (${max}).`,
  );
}

/** The same object on several channels counts once. */
function requireRoom(world: World, definition: ObjectDefinition, channel: string): void {
  const { selection } = world.events;
  if (selection.membersOf(definition.name).some((member) => member.channel === channel)) {
    throw new SalesforceError(
      400,
      'DUPLICATE_VALUE',
      `duplicate value found: ${definition.name} is a member of ${channel} already`,
    );
  }
  const others = selection.selectedObjects().filter((name) => name !== definition.name);
  if (
    definition.kind === 'platformEvent' ||
    others.length < MAX_ENTITIES ||
    world.settings.current.events.addOn
  ) {
    return;
  }
  throw new SalesforceError(
    400,
    'LIMIT_EXCEEDED',
    `You've exceeded the maximum number of entities (${MAX_ENTITIES}) that can be selected for Change Data Capture notifications.`,
  );
}

function checkEnrichment(definition: ObjectDefinition, enriched: unknown): void {
  if (enriched === undefined || enriched === null) return;
  if (!Array.isArray(enriched)) throw refused('enrichedFields must be a list.');
  for (const one of enriched as readonly unknown[]) {
    const name = textOf(one as Metadata, 'name') ?? '';
    if (definition.fields.some((field) => field.name === name)) continue;
    throw refused(`The selected field, ${name}, isn't valid.`);
  }
}

function checkFilter(definition: ObjectDefinition, expression: string): void {
  try {
    compileFilter(expression, (name) => filterColumn(definition, name));
  } catch (error) {
    if (error instanceof FilterError) throw refused(error.message);
    throw error;
  }
}

function subscriptionValues(world: World, metadata: Metadata): ToolingValues {
  const topicName = required(metadata, 'topicName');
  const preset = (name: string): string => {
    const value = textOf(metadata, name) ?? 'LATEST';
    if (!['LATEST', 'EARLIEST'].includes(value)) throw refused(`Invalid ${name}: ${value}`);
    return value;
  };
  const state = textOf(metadata, 'state') ?? 'RUN';
  if (!['RUN', 'STOP'].includes(state)) throw refused(`Invalid state: ${state}`);
  if (!/^\/(?:data|event)\/\w+$/.test(topicName) || !world.events.allocations.hasChangeDataCapture) {
    throw refused(`Invalid topicName: ${topicName}`);
  }
  return {
    TopicName: topicName,
    DefaultReplay: preset('defaultReplay'),
    ErrorRecoveryReplay: preset('errorRecoveryReplay'),
    State: state,
  };
}

function required(metadata: Metadata, name: string): string {
  const value = textOf(metadata, name);
  if (value !== null) return value;
  throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [Metadata.${name}]`);
}

function textOf(metadata: Metadata, name: string): string | null {
  const value = metadata[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function refused(message: string): SalesforceError {
  return new SalesforceError(400, 'FIELD_INTEGRITY_EXCEPTION', message);
}
