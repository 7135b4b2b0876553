import { z } from 'zod';
import { Accepted } from './common-schemas.ts';
import * as c from './completeness-schemas.ts';
import { type Endpoint, inWorkspace } from './endpoint.ts';

const COMPLETENESS = '/workspaces/:workspace/completeness';

export const COMPLETENESS_ENDPOINTS = {
  readCompleteness: {
    method: 'GET',
    path: COMPLETENESS,
    summary:
      'What is proven of every object: rows of the org and of the mirror, and what was found and mended',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    response: c.Completeness,
  },
  changeCompleteness: {
    method: 'PATCH',
    path: COMPLETENESS,
    summary: 'How often objects are counted',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    body: z.object({ everyHours: z.number().int().min(0).max(720) }),
    response: c.Completeness,
  },
  readObjectCompleteness: {
    method: 'GET',
    path: '/workspaces/:workspace/objects/:object/completeness',
    summary: 'The same of one object, with its runs, buckets and the rows that differed',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace.extend({ object: z.string() }),
    response: c.ObjectCompletenessDetail,
  },
  takeCensus: {
    method: 'POST',
    path: `${COMPLETENESS}/census`,
    summary: 'Compare org and mirror now, and repair what differs',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    body: z.object({ objects: z.array(z.string().min(1)).optional().describe('All live ones when absent') }),
    response: Accepted,
    status: 202,
  },
  readCompletenessReport: {
    method: 'GET',
    path: `${COMPLETENESS}/report`,
    summary: 'The signed report, to download',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({ object: z.string().optional().describe('One object only') }),
    response: c.SignedReport,
  },
  readReportKey: {
    method: 'GET',
    path: '/report-key',
    summary: 'The public key that reports are checked with',
    tag: 'System',
    auth: 'none',
    response: c.ReportKey,
  },
  traceRecord: {
    method: 'GET',
    path: '/workspaces/:workspace/records/:id/trace',
    summary: 'What became of a record: also one that was deleted, merged or converted',
    tag: 'Records',
    auth: 'admin',
    params: inWorkspace.extend({ id: z.string() }),
    response: c.RecordTrace,
  },
} as const satisfies Record<string, Endpoint>;
