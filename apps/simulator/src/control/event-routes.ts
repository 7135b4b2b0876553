/** Change events and platform events: what an org does to them on bad days. */
import { CHANGE_TYPES } from '../events/schema/event-schema.ts';
import type { EventSettings } from '../events/event-settings.ts';
import { replayIdOf } from '../events/log/event-log.ts';
import type { Router } from '../http/router.ts';
import { SYSTEM_USER_ID } from '../org/system-user.ts';
import type { World } from '../world.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

export function addEventRoutes(router: Router<ControlHandler>): void {
  router
    .on('GET', '/__simulator/events', ({ world }) => eventState(world))
    .on('POST', '/__simulator/events', changeSettings)
    .on('POST', '/__simulator/events/gap', injectGap)
    .on('POST', '/__simulator/events/move', moveLog)
    .on('DELETE', '/__simulator/events/streams', ({ world }) => ({ ended: world.pubSub?.cutStreams() ?? 0 }));
}

/** Also part of `GET /__simulator`. */
export function eventState(world: World): Record<string, unknown> {
  const { allocations, log, selection } = world.events;
  return {
    selectedObjects: selection.selectedObjects(),
    retained: log.count(),
    latestReplayId: replayIdOf(log.tip()).toString('base64'),
    streams: world.pubSub?.openStreams() ?? 0,
    delivered: allocations.delivered(),
    published: allocations.published(),
    max: allocations.max,
    settings: world.settings.current.events,
  };
}

const SETTINGS = [
  'keepaliveMs',
  'overflowChanges',
  'maxEventBytes',
  'maxDeliveredEvents',
  'addOn',
  'maxStreams',
  'commitNumbers',
  'spend',
  'spendPublished',
];

/** `spend` counts deliveries to subscribers that are not ours, `spendPublished` what others published. */
function changeSettings({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, SETTINGS);
  const addOn = reader.boolean('addOn');
  const commitNumbers = reader.oneOf('commitNumbers', ['scn', 'nanoseconds']);
  const changes: Partial<EventSettings> = {
    ...numbers(reader, ['keepaliveMs', 'overflowChanges', 'maxEventBytes', 'maxStreams']),
    ...numbers(reader, ['maxDeliveredEvents']),
    ...(addOn === undefined ? {} : { addOn }),
    ...(commitNumbers === undefined ? {} : { commitNumbers }),
  };
  world.settings.change({ events: { ...world.settings.current.events, ...changes } });
  const spend = reader.number('spend');
  if (spend !== undefined) world.events.allocations.spend('delivered', spend);
  const spendPublished = reader.number('spendPublished');
  if (spendPublished !== undefined) world.events.allocations.spend('published', spendPublished);
  return eventState(world);
}

function numbers(reader: BodyReader, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = reader.number(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A gap event without a change; without ids, the wildcard of its object's records. */
function injectGap({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['object', 'changeType', 'recordIds']);
  const definition = world.org.object(reader.requiredText('object'));
  if (definition === undefined)
    throw new ControlError(`There is no object ${reader.requiredText('object')}.`);
  const gaps = CHANGE_TYPES.filter((type) => type.startsWith('GAP_'));
  const changeType = reader.oneOf('changeType', gaps) ?? 'GAP_UPDATE';
  const given = reader.raw('recordIds');
  if (given !== undefined && !Array.isArray(given)) throw new ControlError('"recordIds" must be a list.');
  const fallback = changeType === 'GAP_OVERFLOW' ? '000000000000000AAA' : `${definition.keyPrefix ?? ''}*`;
  const recordIds = Array.isArray(given) ? given.map(String) : [fallback];
  const position = world.events.injectGap(definition.name, changeType, recordIds, SYSTEM_USER_ID);
  return { replayId: replayIdOf(position).toString('base64') };
}

/** The org was moved to another instance: replay ids start over, and those of before mean nothing. Source: facts 6.3. */
function moveLog({ world, body }: ControlRequest): unknown {
  const to = new BodyReader(body, ['position']).number('position') ?? 1000;
  world.pubSub?.cutStreams();
  world.events.log.moveTo(to);
  return eventState(world);
}
