import { z } from 'zod';
import { Accepted } from './common-schemas.ts';
import { COMPLETENESS_ENDPOINTS } from './completeness-endpoints.ts';
import { CONFIGURATION_ENDPOINTS } from './configuration-endpoints.ts';
import { CONNECTION_ENDPOINTS } from './connection-endpoints.ts';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import { FIELD_ENDPOINTS } from './field-endpoints.ts';
import { EVENT_ENDPOINTS } from './event-endpoints.ts';
import { MONEY_ENDPOINTS } from './money-endpoints.ts';
import { PEOPLE_ENDPOINTS } from './people-endpoints.ts';
import { PERMISSION_ENDPOINTS } from './permission-endpoints.ts';
import { PLAN_ENDPOINTS } from './plan-endpoints.ts';
import { QUARANTINE_ENDPOINTS } from './quarantine-endpoints.ts';
import { REPORT_ENDPOINTS } from './report-endpoints.ts';
import * as s from './schemas.ts';

const inObject = inWorkspace.extend({ object: z.string() });

/** Every endpoint, by name. SSE (`GET /workspaces/:workspace/stream`) stands beside: see `stream.ts`. */
export const ENDPOINTS = {
  readHealth: {
    method: 'GET',
    path: '/health',
    summary: 'Is the server able to work?',
    tag: 'System',
    auth: 'none',
    response: s.Health,
  },

  signIn: {
    method: 'POST',
    path: '/session',
    summary: 'Sign in to the console; sets a cookie',
    tag: 'Session',
    auth: 'none',
    body: z.object({ email: z.string().min(1), password: z.string().min(1) }),
    response: s.Session,
  },
  readSession: {
    method: 'GET',
    path: '/session',
    summary: 'Who is signed in',
    tag: 'Session',
    auth: 'any',
    response: s.Session,
  },
  signOut: {
    method: 'DELETE',
    path: '/session',
    summary: 'Sign out',
    tag: 'Session',
    auth: 'any',
    response: Accepted,
  },

  listWorkspaces: {
    method: 'GET',
    path: '/workspaces',
    summary: 'List workspaces',
    tag: 'Workspaces',
    auth: 'any',
    response: z.object({ workspaces: z.array(s.Workspace) }),
  },
  createWorkspace: {
    method: 'POST',
    path: '/workspaces',
    summary: 'Make a workspace',
    tag: 'Workspaces',
    auth: 'operator',
    body: s.NewWorkspace,
    response: s.Workspace,
    status: 201,
  },
  readOverview: {
    method: 'GET',
    path: '/workspaces/:workspace',
    summary: 'Everything at a glance',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    response: s.Overview,
  },
  changeWorkspace: {
    method: 'PATCH',
    path: '/workspaces/:workspace',
    summary: 'Rename, or change the poll interval',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    body: s.WorkspaceChange,
    response: s.Workspace,
  },
  pollNow: {
    method: 'POST',
    path: '/workspaces/:workspace/sync',
    summary: 'Poll now instead of at the next interval',
    tag: 'Workspaces',
    auth: 'admin',
    params: inWorkspace,
    response: Accepted,
    status: 202,
  },

  ...CONFIGURATION_ENDPOINTS,
  ...CONNECTION_ENDPOINTS,
  ...PERMISSION_ENDPOINTS,
  ...PEOPLE_ENDPOINTS,
  ...EVENT_ENDPOINTS,

  listAvailableObjects: {
    method: 'GET',
    path: '/workspaces/:workspace/available-objects',
    summary: 'Objects the sync user can see',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    response: z.object({ objects: z.array(s.AvailableObject) }),
  },
  listObjects: {
    method: 'GET',
    path: '/workspaces/:workspace/objects',
    summary: 'Selected objects',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    response: z.object({ objects: z.array(s.SelectedObject) }),
  },
  readObject: {
    method: 'GET',
    path: '/workspaces/:workspace/objects/:object',
    summary: 'One selected object with its fields',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    response: s.SelectedObjectDetail,
  },
  selectObject: {
    method: 'PUT',
    path: '/workspaces/:workspace/objects/:object',
    summary: 'Select an object; its first load starts',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    body: s.ObjectSelection,
    response: s.SelectedObjectDetail,
  },
  deselectObject: {
    method: 'DELETE',
    path: '/workspaces/:workspace/objects/:object',
    summary: 'Stop syncing an object; its table is dropped',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    response: Accepted,
  },
  reloadObject: {
    method: 'POST',
    path: '/workspaces/:workspace/objects/:object/load',
    summary: 'Load again, or retry a failed object',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    response: Accepted,
    status: 202,
  },

  listLoads: {
    method: 'GET',
    path: '/workspaces/:workspace/objects/:object/loads',
    summary: 'The object’s latest twenty loads, the newest first',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    response: z.object({ loads: z.array(s.PastLoad) }),
  },

  ...PLAN_ENDPOINTS,

  ...FIELD_ENDPOINTS,
  ...COMPLETENESS_ENDPOINTS,

  listRecords: {
    method: 'GET',
    path: '/workspaces/:workspace/objects/:object/records',
    summary: 'Browse mirrored records',
    tag: 'Records',
    auth: 'admin',
    params: inObject,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().optional(),
      search: z.string().max(200).optional().describe('Part of the record’s name, or a record id'),
      sort: z.string().optional().describe('Column; newest change first when absent'),
      direction: z.enum(['asc', 'desc']).optional(),
    }),
    response: s.RecordPage,
  },
  readRecord: {
    method: 'GET',
    path: '/workspaces/:workspace/objects/:object/records/:id',
    summary: 'One mirrored record',
    tag: 'Records',
    auth: 'admin',
    params: inObject.extend({ id: z.string() }),
    response: s.MirrorRecord,
  },

  ...QUARANTINE_ENDPOINTS,
  ...MONEY_ENDPOINTS,
  ...REPORT_ENDPOINTS,

  listChanges: {
    method: 'GET',
    path: '/workspaces/:workspace/changes',
    summary: 'The change feed, in order',
    tag: 'Changes',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      after: z.coerce
        .number()
        .int()
        .min(0)
        .optional()
        .describe('Changes with a higher seq, oldest first; the newest ones when absent'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      object: z.string().optional(),
      recordId: z.string().optional(),
    }),
    response: s.ChangePage,
  },
  readCalls: {
    method: 'GET',
    path: '/workspaces/:workspace/calls',
    summary: 'API calls by cause',
    tag: 'Calls',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      since: z.string().optional(),
      until: z.string().optional(),
      bucketSeconds: z.coerce.number().int().min(60).max(86_400).default(3600),
    }),
    response: s.CallReport,
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;
