import { z } from 'zod';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import * as p from './permission-schemas.ts';

const PREFLIGHT = '/workspaces/:workspace/preflight';
const ofConnection = z.object({
  connectionId: z.string().optional().describe('A candidate’s or a member’s; the sync user’s when absent'),
});

export const PERMISSION_ENDPOINTS = {
  readPreflight: {
    method: 'GET',
    path: PREFLIGHT,
    summary: 'The last permission checks',
    tag: 'Permissions',
    auth: 'admin',
    params: inWorkspace,
    query: ofConnection,
    response: z.object({ report: p.PreflightReport.nullable() }),
  },
  runPreflight: {
    method: 'POST',
    path: PREFLIGHT,
    summary: 'Check the permissions now',
    tag: 'Permissions',
    auth: 'admin',
    params: inWorkspace,
    body: ofConnection,
    response: p.PreflightReport,
  },
  planRepair: {
    method: 'GET',
    path: `${PREFLIGHT}/repair`,
    summary: 'The least-privilege permission set, and what of it the user lacks',
    tag: 'Permissions',
    auth: 'admin',
    params: inWorkspace,
    query: ofConnection,
    response: p.RepairPlan,
  },
  applyRepair: {
    method: 'POST',
    path: `${PREFLIGHT}/repair`,
    summary: 'Apply permissions: make or complete the permission set and assign it, then check again',
    tag: 'Permissions',
    auth: 'admin',
    params: inWorkspace,
    body: ofConnection.extend({ version: z.string().describe('Of the plan that was read') }),
    response: p.RepairResult,
  },
} as const satisfies Record<string, Endpoint>;
