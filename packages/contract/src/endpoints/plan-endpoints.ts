import { z } from 'zod';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import * as p from './plan-schemas.ts';
import { SelectedObjectDetail } from './schemas.ts';

/** How objects are read, what that costs, and what it would cost. */
export const PLAN_ENDPOINTS = {
  changeObject: {
    method: 'PATCH',
    path: '/workspaces/:workspace/objects/:object',
    summary: 'How often and by which way an object is read; pause it, or let it go on',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace.extend({ object: z.string() }),
    body: p.ObjectSettings,
    response: SelectedObjectDetail,
  },
  readPlan: {
    method: 'GET',
    path: '/workspaces/:workspace/plan',
    summary: 'How each object is read, what a day costs as planned and as measured, and the budget',
    tag: 'Calls',
    auth: 'admin',
    params: inWorkspace,
    response: p.Plan,
  },
  forecast: {
    method: 'POST',
    path: '/workspaces/:workspace/forecast',
    summary: 'What objects would cost, before they are selected',
    tag: 'Calls',
    auth: 'admin',
    params: inWorkspace,
    body: p.ForecastRequest,
    response: p.Forecast,
  },
} as const satisfies Record<string, Endpoint>;
