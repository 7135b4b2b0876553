import { z } from 'zod';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import * as e from './event-schemas.ts';

const EVENTS = '/workspaces/:workspace/events';

/** Change events: what arrives, what was repaired, and which objects have them. */
export const EVENT_ENDPOINTS = {
  readEvents: {
    method: 'GET',
    path: EVENTS,
    summary: 'The event subscription: state, objects, lag, allocation',
    tag: 'Changes',
    auth: 'admin',
    params: inWorkspace,
    response: e.EventStatus,
  },
  listEventRepairs: {
    method: 'GET',
    path: `${EVENTS}/repairs`,
    summary: 'Gaps in the events and how they were closed, the newest first',
    tag: 'Changes',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      open: z.enum(['true', 'false']).optional().describe('Only open ones, or only closed ones'),
      before: z.coerce.number().int().min(1).optional().describe('Repairs with a lower id'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ repairs: z.array(e.EventRepair) }),
  },
  selectEventEntities: {
    method: 'POST',
    path: `${EVENTS}/entities`,
    summary: 'Have Salesforce send change events of these objects; needs Customize Application',
    tag: 'Changes',
    auth: 'admin',
    params: inWorkspace,
    body: e.EventEntityChange,
    response: e.EventStatus,
  },
  deselectEventEntities: {
    method: 'POST',
    path: `${EVENTS}/entities/deselect`,
    summary: 'Have Salesforce send no more change events of these objects; they are polled',
    tag: 'Changes',
    auth: 'admin',
    params: inWorkspace,
    body: e.EventEntityChange,
    response: e.EventStatus,
  },
  switchEvents: {
    method: 'PATCH',
    path: EVENTS,
    summary: 'Switch change events off for the workspace, or on again; nothing is lost either way',
    tag: 'Changes',
    auth: 'admin',
    params: inWorkspace,
    body: e.EventSwitch,
    response: e.EventStatus,
  },
} as const satisfies Record<string, Endpoint>;
