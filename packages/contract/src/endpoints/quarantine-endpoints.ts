import { z } from 'zod';
import { Instant } from './common-schemas.ts';
import { type Endpoint, inWorkspace } from './endpoint.ts';

/** A value that Salesforce sent and PostgreSQL cannot hold in its column; the rest of the record is in the mirror. */
export const QuarantinedCell = z
  .object({
    object: z.string(),
    recordId: z.string(),
    field: z.string(),
    value: z.string().describe('As Salesforce sent it; shortened when it is long'),
    reason: z.string().describe('Why it does not fit'),
    kept: z.string().nullable().describe('What the mirror has in its place; null when the cell is empty'),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
  })
  .meta({ id: 'QuarantinedCell' });
export type QuarantinedCell = z.infer<typeof QuarantinedCell>;

export const QuarantinePage = z
  .object({
    cells: z.array(QuarantinedCell).describe('By object, field and record'),
    total: z.number().int().describe('Of all pages'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'QuarantinePage' });
export type QuarantinePage = z.infer<typeof QuarantinePage>;

export const QUARANTINE_ENDPOINTS = {
  listQuarantine: {
    method: 'GET',
    path: '/workspaces/:workspace/quarantine',
    summary: 'Values that do not fit their column; a cell leaves the list when a later read of it fits',
    tag: 'Records',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      object: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().optional(),
    }),
    response: QuarantinePage,
  },
} as const satisfies Record<string, Endpoint>;
