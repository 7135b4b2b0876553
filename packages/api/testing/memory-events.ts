import { type EventStatus, SyncError } from '@sync-user/contract';
import type { EventServices } from '../src/reading-services.ts';

const STATUS: EventStatus = {
  enabled: true,
  state: 'off',
  summary: 'No object is read by events.',
  channel: null,
  entities: [],
  foreignEntities: [],
  allocation: {
    entityLimit: 5,
    entitiesUsed: 0,
    deliveriesPerDay: null,
    deliveriesLeft: null,
    readAt: null,
  },
  proposed: [],
  connectedAt: null,
  lastEventAt: null,
  lastCommitAt: null,
  lastHeardAt: null,
  lagMs: null,
  waitingReads: 0,
  openRepairs: 0,
  retryAt: null,
  trouble: null,
};

/** Change events in memory: shapes, no rules. */
export function memoryEvents(): EventServices {
  return {
    read: async () => STATUS,
    listRepairs: async () => [],
    selectEntities: async (_id, { objects }) => known(objects),
    deselectEntities: async (_id, { objects }) => known(objects),
    switch: async (_id, { enabled }) => ({ ...STATUS, enabled }),
  };
}

function known([first = '']: readonly string[]): EventStatus {
  if (first.toLowerCase() === 'account') return STATUS;
  throw new SyncError('OBJECT_NOT_SELECTED', `${first} is not selected.`);
}
