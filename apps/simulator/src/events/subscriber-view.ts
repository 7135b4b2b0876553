/** What one user gets to see of the events on a topic. */
import type { Org } from '../org/types.ts';
import type { EventBus } from './event-bus.ts';
import { PayloadShape } from './filter-payload.ts';
import type { LoggedEvent } from './log/event-log.ts';

/** Standard objects without a View All permission of their own. Source: facts 6.2. */
const NEED_VIEW_ALL_DATA = new Set(['Task', 'Event', 'TaskRelation', 'EventRelation']);
const shapes = new Map<string, PayloadShape>();
const MAX_SHAPES = 500;

/**
 * View All Records of the object; for users View All Users; for activities View All Data. Sharing does not matter.
 * Source: Change Data Capture Developer Guide, "Required Permissions for Change Event Subscribers".
 */
export function mayReceive(org: Org, userId: string, object: string): boolean {
  if (object.endsWith('__e')) return org.access(userId, object).read;
  if (object === 'User') {
    return org.hasPermission(userId, 'ViewAllUsers') || org.hasPermission(userId, 'ModifyAllData');
  }
  if (org.hasPermission(userId, 'ViewAllData') || org.hasPermission(userId, 'ModifyAllData')) return true;
  if (NEED_VIEW_ALL_DATA.has(object)) return false;
  const access = org.access(userId, object);
  return access.read && access.viewAllRecords;
}

/** Made for one batch: permissions are asked once for it, not for every event. */
export class SubscriberView {
  readonly #org: Org;
  readonly #bus: EventBus;
  readonly #userId: string;
  readonly #received = new Map<string, boolean>();
  readonly #hidden = new Map<string, ReadonlySet<number>>();

  constructor(org: Org, bus: EventBus, userId: string) {
    this.#org = org;
    this.#bus = bus;
    this.#userId = userId;
  }

  /** The event's payload for this user; undefined when the event is not for them. */
  payload(event: LoggedEvent): Uint8Array | undefined {
    let receives = this.#received.get(event.object);
    if (receives === undefined) {
      receives = mayReceive(this.#org, this.#userId, event.object);
      this.#received.set(event.object, receives);
    }
    if (!receives) return undefined;
    const shape = this.#shape(event.schemaId);
    if (shape?.isChangeEvent !== true) return event.payload;
    const hidden = this.#hiddenFields(event, shape);
    return hidden.size === 0 ? event.payload : shape.without(event.payload, hidden);
  }

  #shape(schemaId: string): PayloadShape | undefined {
    const known = shapes.get(schemaId);
    if (known !== undefined) return known;
    const schema = this.#bus.log.schemaJson(schemaId);
    if (schema === undefined) return undefined;
    const shape = new PayloadShape(schema);
    if (shapes.size >= MAX_SHAPES) shapes.clear();
    shapes.set(schemaId, shape);
    return shape;
  }

  #hiddenFields({ object, schemaId }: LoggedEvent, shape: PayloadShape): ReadonlySet<number> {
    const known = this.#hidden.get(schemaId);
    if (known !== undefined) return known;
    const access = this.#org.access(this.#userId, object);
    const fields = new Set(this.#org.object(object)?.fields.map(({ name }) => name) ?? []);
    const hidden = new Set<number>();
    for (const [index, name] of shape.fieldNames.entries()) {
      // A field that is gone since then cannot be forbidden.
      if (index > 0 && fields.has(name) && !access.canReadField(name)) hidden.add(index);
    }
    this.#hidden.set(schemaId, hidden);
    return hidden;
  }
}
