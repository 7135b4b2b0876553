import { z } from 'zod';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import * as m from './money-schemas.ts';

export const MONEY_ENDPOINTS = {
  readMoney: {
    method: 'GET',
    path: '/workspaces/:workspace/money',
    summary: 'Currencies, their rates, and the objects with amounts',
    tag: 'Reports',
    auth: 'admin',
    params: inWorkspace,
    response: m.Money,
  },
  summarizeMoney: {
    method: 'GET',
    path: '/workspaces/:workspace/money/summary',
    summary: 'Sums of an amount: one per currency and one in the corporate currency, never a mixed one',
    tag: 'Reports',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      object: z.string().min(1),
      field: z.string().min(1).describe('A currency field'),
      groupBy: z.string().min(1).optional().describe('Any mapped field'),
    }),
    response: m.MoneySummary,
  },
} as const satisfies Record<string, Endpoint>;
