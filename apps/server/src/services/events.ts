import type { Caller, EventServices } from '@sync-user/api';
import { type EventStatus, isSyncError, SyncError } from '@sync-user/contract';
import { type EventFacts, isEventCapable } from '@sync-user/engine';
import { createEventSelector, type EventSelector } from '@sync-user/salesforce';
import type { StoredConnection } from '@sync-user/store';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { enterCall } from '../connection/open-org.ts';
import { actorOf } from '../members/actor-of.ts';
import { listInspectors } from '../preflight/find-inspector.ts';

/** Selecting takes a call for each object. */
const PATIENCE_MS = 2 * 60_000;

export function createEventServices(context: ConnectionContext, broker: Broker): EventServices {
  const { store, clock } = context;

  function openSelector(connection: StoredConnection): EventSelector {
    const { workspaceId, id } = connection;
    return createEventSelector({
      tokens: broker.tokensOf(workspaceId, id),
      dispatcher: context.agent,
      clock,
      extraHosts: context.extraHosts,
      onCall: (call) => enterCall(context, workspaceId, call, id),
    });
  }

  /** As the caller's own account first, then as the sync user, in the workspace's org. */
  async function changeAs(
    workspaceId: string,
    objects: readonly string[],
    change: 'select' | 'deselect',
    caller: Caller,
  ): Promise<EventSelector> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const syncUser = await store.connections.read({ workspaceId, role: 'sync_user' });
    let refusal = new SyncError('CONNECTION_MISSING', 'No sync user is connected to this workspace.');
    for (const connection of await listInspectors(context, workspaceId, caller)) {
      if (connection.organizationId !== syncUser?.organizationId) continue;
      const selector = openSelector(connection);
      try {
        for (const sobject of objects) {
          await selector[change](sobject, { cause: 'check', sobject, signal });
          await store.audit.record({
            workspaceId,
            actor: actorOf(caller),
            action: change === 'select' ? 'events.entity_selected' : 'events.entity_deselected',
            target: sobject,
            asUser: connection.username,
            details: {},
          });
        }
        return selector;
      } catch (error) {
        if (!isSyncError(error)) throw error;
        refusal = error;
        // Another may be allowed what this one is not.
        if (!isSyncError(error, 'EVENTS_NOT_POSSIBLE')) throw error;
      }
    }
    throw refusal;
  }

  async function changeSelection(
    workspaceId: string,
    objects: readonly string[],
    change: 'select' | 'deselect',
    caller: Caller,
  ): Promise<EventStatus> {
    const selector = await changeAs(workspaceId, objects, change, caller);
    const signal = AbortSignal.timeout(PATIENCE_MS);
    // Whoever may select may see the selection, which the sync user perhaps may not.
    const selection = await selector.read({ cause: 'check', sobject: null, signal });
    await store.events.writeSelection(workspaceId, selection);
    return toStatus(await store.events.readFacts(workspaceId));
  }

  return {
    read: async (workspaceId) => toStatus(await store.events.readFacts(workspaceId)),

    listRepairs: (workspaceId, query) => store.events.listRepairs(workspaceId, query),

    async selectEntities(workspaceId, { objects }, caller) {
      const facts = await store.events.readFacts(workspaceId);
      const known = new Map([...facts.objects.keys()].map((name) => [name.toLowerCase(), name]));
      const wanted = objects.map((object) => {
        const name = known.get(object.toLowerCase());
        if (name === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${object} is not selected.`);
        if (isEventCapable(name)) return name;
        throw new SyncError(
          'EVENTS_NOT_POSSIBLE',
          `Salesforce has no change events of ${name}; it is polled.`,
        );
      });
      return await changeSelection(workspaceId, wanted, 'select', caller);
    },

    async deselectEntities(workspaceId, { objects }, caller) {
      const facts = await store.events.readFacts(workspaceId);
      const known = new Map([...facts.objects.keys()].map((name) => [name.toLowerCase(), name]));
      const wanted = objects.map((object) => {
        const name = known.get(object.toLowerCase());
        if (name === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${object} is not selected.`);
        return name;
      });
      const status = await changeSelection(workspaceId, wanted, 'deselect', caller);
      // What was committed before Salesforce heard of it came as events; what comes now is polled.
      await store.events.planAnew(workspaceId, wanted);
      return status;
    },

    async switch(workspaceId, { enabled }, caller) {
      const facts = await store.events.readFacts(workspaceId);
      if (facts.enabled !== enabled) {
        await store.events.switch(workspaceId, enabled);
        const fed = Array.from(facts.objects, ([name, { feeds }]) => (feeds ? name : ''));
        await store.events.planAnew(workspaceId, enabled ? [] : fed);
        await store.audit.record({
          workspaceId,
          actor: actorOf(caller),
          action: enabled ? 'events.switched_on' : 'events.switched_off',
          target: null,
          details: {},
        });
      }
      return toStatus(await store.events.readFacts(workspaceId));
    },
  };
}

function toStatus(facts: EventFacts): EventStatus {
  const entities = Array.from(facts.objects, ([object, of]) => ({
    object,
    label: of.label,
    capable: of.capable,
    selected: of.selected,
    feeds: of.feeds,
    transport: of.transport,
    since: of.since,
    lastEventAt: of.lastEventAt,
    events: of.eventsPerDay,
  }));
  const rank = (entity: (typeof entities)[number]): number =>
    entity.transport === 'events'
      ? 0
      : entity.feeds
        ? 1
        : entity.selected === true
          ? 2
          : entity.capable
            ? 3
            : 4;
  const {
    enabled,
    state,
    trouble,
    channel,
    connectedAt,
    lastEventAt,
    lastCommitAt,
    lastHeardAt,
    retryAt,
    lagMs,
  } = facts;
  return {
    enabled,
    state,
    summary: summaryOf(facts),
    channel: channel === null ? null : `/data/${channel}`,
    entities: entities.toSorted((a, b) => rank(a) - rank(b)),
    foreignEntities: [...facts.foreignEntities],
    allocation: {
      entityLimit: facts.entityLimit,
      entitiesUsed: facts.entitiesUsed,
      deliveriesPerDay: facts.deliveriesPerDay,
      deliveriesLeft: facts.deliveriesLeft,
      readAt: facts.selectionReadAt,
    },
    proposed: proposedOf(facts),
    connectedAt,
    lastEventAt,
    lastCommitAt,
    lastHeardAt,
    lagMs,
    waitingReads: facts.waitingReads,
    openRepairs: facts.openRepairs,
    retryAt,
    trouble,
  };
}

/** As many as the org has room for. */
function proposedOf({ objects, entityLimit, entitiesUsed }: EventFacts): string[] {
  const room = entityLimit === null ? objects.size : Math.max(0, entityLimit - (entitiesUsed ?? 0));
  return Array.from(objects, ([object, { capable, selected }]) =>
    capable && selected !== true ? object : undefined,
  )
    .filter((object) => object !== undefined)
    .slice(0, room);
}

function summaryOf({ possible, enabled, state, objects, trouble, retryAt }: EventFacts): string {
  const all = [...objects.values()];
  const byEvents = all.filter(({ transport }) => transport === 'events').length;
  const polledToo = all.filter(({ feeds, transport }) => feeds && transport === 'poll').length;
  const fed = byEvents === 1 ? '1 object is read by events' : `${byEvents} objects are read by events`;
  const others =
    polledToo === 0
      ? ''
      : ` ${polledToo === 1 ? '1 more is' : `${polledToo} more are`} polled as planned, though events come too.`;
  if (!enabled)
    return state === 'off'
      ? 'Change events are switched off for this workspace: its objects are polled.'
      : 'Change events are being switched off; objects are polled from now on.';
  switch (state) {
    case 'off':
      return possible
        ? 'Nothing is read by events: nobody is connected, or no loaded object may be.'
        : 'Objects are polled: no event service is known for this org, or no server has the role "stream".';
    case 'connecting':
      return 'The subscription is being opened; objects are polled meanwhile.';
    case 'live':
      return byEvents + polledToo === 0
        ? 'The subscription stands, and no object is selected for change events yet.'
        : `${fed}.${others}`;
    case 'reconnecting':
      return `The subscription was cut and is being opened again where it stopped. ${fed}.`;
    case 'limited':
      return `The day’s deliveries are used up: objects are polled. It is tried again ${retryAt ?? 'soon'}.`;
    default:
      return `Salesforce refuses the subscription: objects are polled. ${trouble?.message ?? ''}`.trim();
  }
}
