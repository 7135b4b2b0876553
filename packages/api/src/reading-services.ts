import type { QuarantinePage } from '@sync-user/contract';
import type { EventRepair, EventStatus } from '@sync-user/contract';
import type { BodyOf, Caller, QueryOf } from './services.ts';

/** Change events. */
export interface EventServices {
  read(workspaceId: string): Promise<EventStatus>;
  /** The newest first. */
  listRepairs(workspaceId: string, query: QueryOf<'listEventRepairs'>): Promise<readonly EventRepair[]>;
  /** @throws `OBJECT_NOT_SELECTED`, `EVENTS_NOT_POSSIBLE`, `SF_…` */
  selectEntities(
    workspaceId: string,
    body: BodyOf<'selectEventEntities'>,
    caller: Caller,
  ): Promise<EventStatus>;
}

export interface QuarantineServices {
  /** @throws `API_INVALID_REQUEST` for a bad cursor */
  list(workspaceId: string, query: QueryOf<'listQuarantine'>): Promise<QuarantinePage>;
}
