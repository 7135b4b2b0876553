import {
  type AvailableObject,
  type Overview,
  type SelectedObject,
  type SelectedObjectDetail,
  SyncError,
} from '@sync-user/contract';
import type { Caller, Services } from '../src/services.ts';
import { memoryFields } from './memory-fields.ts';
import { memoryCompleteness } from './memory-completeness.ts';
import { memoryConfiguration } from './memory-configuration.ts';
import { memoryConnections } from './memory-connections.ts';
import { memoryEvents } from './memory-events.ts';
import { memoryMoney, memoryReports } from './memory-reports.ts';
import { memoryPeople } from './memory-people.ts';
import { memoryPlan } from './memory-plan.ts';
import { MemoryWorkspace } from './memory-workspace.ts';
import { accepted, SAMPLE_AT, sampleConnection, sampleObject } from './samples.ts';

/** An operator: may act on the whole installation. */
export const PERSON = { email: 'admin@example.com', password: 'correct horse' };
/** People with one standing each; all have the operator's password. */
export const PEOPLE: Readonly<Record<string, Pick<Caller, 'workspaces' | 'adminOf'>>> = {
  [PERSON.email]: { workspaces: 'all', adminOf: 'all' },
  'acme-admin@example.com': { workspaces: ['acme'], adminOf: ['acme'] },
  'acme-member@example.com': { workspaces: ['acme'], adminOf: [] },
  'globex-admin@example.com': { workspaces: ['globex'], adminOf: ['globex'] },
};
export const INSTALLATION_KEY = 'su_installation';
export const ACME_KEY = 'su_acme';
export const GLOBEX_KEY = 'su_globex';
const AVAILABLE = ['Account', 'Contact', 'Lead', 'Invoice__c'];

export interface MemoryWorld {
  readonly services: Services;
  readonly acme: MemoryWorkspace;
  readonly globex: MemoryWorkspace;
  /** Ends every session and revokes every key. */
  revokeAll(): void;
}

/**
 * `Services` in memory, for tests of the HTTP shape: it obeys the interface and keeps what it is told, but follows no
 * rule of syncing. Workspaces: `acme` (connected, `Account` selected) and `globex` (not connected).
 */
export function createMemoryWorld(): MemoryWorld {
  const acme = new MemoryWorkspace('acme', 'Acme');
  acme.connection = sampleConnection({
    loginUrl: 'https://acme.my.salesforce.com',
    clientId: '',
    clientSecret: '',
  });
  const globex = new MemoryWorkspace('globex', 'Globex');
  const all = new Map([acme, globex].map((one) => [one.workspace.slug, one]));
  const sessions = new Map<string, Caller>();
  const keys = new Map<string, Caller>([
    [INSTALLATION_KEY, toKey('k1', 'Everything', 'all')],
    [ACME_KEY, toKey('k2', 'Acme only', ['acme'])],
    [GLOBEX_KEY, toKey('k3', 'Globex only', ['globex'])],
  ]);

  const byId = (id: string): MemoryWorkspace => {
    const found = [...all.values()].find((one) => one.id === id);
    if (found === undefined) throw new Error(`no workspace ${id}`);
    return found;
  };
  const selected = (id: string, object: string): SelectedObject => {
    const found = byId(id).objects.get(object.toLowerCase());
    if (found === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${object} is not selected.`);
    return found;
  };
  const connected = (id: string) => {
    const { connection } = byId(id);
    if (connection === undefined) throw new SyncError('CONNECTION_MISSING', 'No connection.');
    return connection;
  };

  const services: Services = {
    sessions: {
      signIn: async (email, password) => {
        const standing = PEOPLE[email];
        if (standing === undefined || password !== PERSON.password) return { kind: 'refused' };
        const caller: Caller = { kind: 'person', id: `u-${email}`, name: 'Admin', email, ...standing };
        const token = `session-${sessions.size + 1}`;
        sessions.set(token, caller);
        return { kind: 'signed_in', token, maxAgeSeconds: 3600, caller };
      },
      read: async (token) => sessions.get(token),
      signOut: async (token) => void sessions.delete(token),
    },
    keys: { read: async (key) => keys.get(key) },
    workspaces: {
      list: async ({ workspaces }) =>
        [...all.values()]
          .map((one) => one.workspace)
          .filter(({ slug }) => workspaces === 'all' || workspaces.includes(slug)),
      find: async (slug) => {
        const found = all.get(slug);
        return found && { id: found.id, slug };
      },
      create: async ({ slug, name, pollIntervalSeconds }) => {
        if (all.has(slug)) throw new SyncError('API_CONFLICT', `There is a workspace "${slug}" already.`);
        const made = new MemoryWorkspace(slug, name);
        made.workspace = { ...made.workspace, pollIntervalSeconds };
        made.objects.clear();
        all.set(slug, made);
        return made.workspace;
      },
      change: async (id, change) => {
        const one = byId(id);
        one.workspace = {
          ...one.workspace,
          name: change.name ?? one.workspace.name,
          pollIntervalSeconds: change.pollIntervalSeconds ?? one.workspace.pollIntervalSeconds,
          permissionPolicy: change.permissionPolicy ?? one.workspace.permissionPolicy,
          apiSharePercent: change.apiSharePercent ?? one.workspace.apiSharePercent,
          apiFloorPercent: change.apiFloorPercent ?? one.workspace.apiFloorPercent,
        };
        return one.workspace;
      },
      readOverview: async (id) => toOverview(byId(id)),
      pollNow: async (id) => {
        connected(id);
        byId(id).poll();
        return accepted('A poll is on its way.');
      },
    },
    ...memoryConnections({ byId, connected }),
    events: memoryEvents(),
    ...memoryPeople(),
    objects: {
      listAvailable: async (id) => {
        connected(id);
        return AVAILABLE.map((name) => toAvailable(name, byId(id).objects.has(name.toLowerCase())));
      },
      list: async (id) => byId(id).look(),
      read: async (id, object) => {
        const found = byId(id).objects.get(object.toLowerCase());
        return found && toDetail(found);
      },
      select: async (id, object) => {
        connected(id);
        const name = AVAILABLE.find((one) => one.toLowerCase() === object.toLowerCase());
        if (name === undefined) throw new SyncError('OBJECT_UNKNOWN', `The org has no object "${object}".`);
        const found = sampleObject(name, { state: 'waiting', rows: 0, freshAsOf: null, lastPolledAt: null });
        byId(id).put(found);
        return toDetail(found);
      },
      deselect: async (id, object) => {
        byId(id).objects.delete(selected(id, object).name.toLowerCase());
        byId(id).nudge();
        return accepted(`${object} is not synced any more.`);
      },
      reload: async (id, object) => {
        byId(id).put({ ...selected(id, object), state: 'waiting', trouble: null });
        return accepted('The load begins.');
      },
      listLoads: async (id, object) => {
        selected(id, object);
        return [];
      },
      subscribe: (id, onMoved) => subscribe(byId(id).onObjects, onMoved),
    },
    records: {
      list: async (id, object, { limit }) => {
        selected(id, object);
        const records = Array.from({ length: Math.min(limit, 3) }, (_, i) => ({
          id: `r${i}`,
          name: `Record ${i}`,
        }));
        return { records, nextCursor: null };
      },
      read: async (id, object, recordId) => {
        selected(id, object);
        return recordId === 'r0'
          ? { id: 'r0', name: 'Record 0', amount: 1.5, won: true, gone: null }
          : undefined;
      },
    },
    completeness: memoryCompleteness(),
    fields: memoryFields(),
    configuration: memoryConfiguration(),
    money: memoryMoney(),
    reports: memoryReports(),
    quarantine: { list: async () => ({ cells: [], total: 0, nextCursor: null }) },
    changes: {
      list: async (id, { after, limit, object, recordId }) => {
        const { changes } = byId(id);
        const fitting = changes.filter(
          (change) =>
            (object === undefined || change.object === object) &&
            (recordId === undefined || change.recordId === recordId) &&
            change.seq > (after ?? 0),
        );
        const page = after === undefined ? fitting.slice(-limit) : fitting.slice(0, limit);
        return { changes: page, lastSeq: page.at(-1)?.seq ?? changes.length };
      },
      subscribe: (id, onAppended) => subscribe(byId(id).onChange, onAppended),
    },
    calls: {
      read: async (_id, query) => ({
        ...query,
        total: 12,
        byCause: { poll: 8, load: 4 },
        byTransport: { composite: 8, bulk: 4 },
        byObject: [
          { object: null, cause: 'poll', transport: 'composite', calls: 8 },
          { object: 'Account', cause: 'load', transport: 'bulk', calls: 4 },
        ],
        buckets: [{ at: query.since, byCause: { poll: 8, load: 4 } }],
        org: { used: 212, limit: 15_000, at: SAMPLE_AT },
      }),
    },
    plan: memoryPlan({
      change: (id, object, settings) => {
        const { mode, intervalSeconds, paused } = settings;
        const found = selected(id, object);
        const changed = {
          ...found,
          mode: mode ?? found.mode,
          intervalSeconds: intervalSeconds === undefined ? found.intervalSeconds : intervalSeconds,
          paused: paused ?? found.paused,
        };
        byId(id).put(changed);
        return toDetail(changed);
      },
      connected,
    }),
    health: {
      read: async () => ({ status: 'ok', database: 'ok', version: '0.0.0-test', roles: ['api', 'worker'] }),
    },
    metrics: async () => '# TYPE up gauge\nup 1\n',
  };
  const revokeAll = (): void => {
    sessions.clear();
    keys.clear();
  };
  return { services, acme, globex, revokeAll };
}

function toKey(id: string, name: string, workspaces: Caller['workspaces']): Caller {
  return { kind: 'api_key', id, name, email: null, workspaces, adminOf: workspaces };
}

function subscribe(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function toAvailable(name: string, isSelected: boolean): AvailableObject {
  return {
    name,
    label: name,
    custom: name.endsWith('__c'),
    selected: isSelected,
    recommended: name === 'Contact',
    notSyncable: name === 'Lead' ? 'It cannot be queried.' : null,
  };
}

function toDetail(object: SelectedObject): SelectedObjectDetail {
  const field = { trouble: null, columnType: 'text' };
  return {
    ...object,
    fields: [
      { ...field, name: 'Id', label: 'Record ID', type: 'id', column: 'id' },
      { ...field, name: 'Name', label: 'Name', type: 'string', column: 'name' },
    ],
  };
}

function toOverview(one: MemoryWorkspace): Overview {
  const objects = [...one.objects.values()];
  const isConnected = one.connection !== undefined;
  return {
    workspace: one.workspace,
    connection: one.connection ?? null,
    headline: isConnected
      ? { tone: 'good', text: 'Everything is in sync.', action: null }
      : { tone: 'idle', text: 'No sync user yet.', action: { label: 'Connect', href: '/connection' } },
    objects,
    rows: objects.reduce((sum, { rows }) => sum + rows, 0),
    callsToday: { ours: 12, orgUsed: 212, orgLimit: 15_000 },
    freshAsOf: SAMPLE_AT,
    nextPollAt: null,
    problems: objects.filter(({ trouble }) => trouble !== null).length,
    notices: [],
    lastChangeSeq: one.changes.length,
  };
}
