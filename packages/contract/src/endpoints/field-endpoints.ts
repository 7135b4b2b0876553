import { z } from 'zod';
import { FIELD_POLICIES } from '../states/field-state.ts';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import * as f from './field-schemas.ts';

const inObject = inWorkspace.extend({ object: z.string() });

/** Which fields and rows of an object are mirrored, and what changes in the org's schema. */
export const FIELD_ENDPOINTS = {
  listFields: {
    method: 'GET',
    path: '/workspaces/:workspace/objects/:object/fields',
    summary:
      'Every field the sync user sees: mapped, available, removed, private, lost, or not syncable and why',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    response: f.ObjectFields,
  },
  changeFields: {
    method: 'PATCH',
    path: '/workspaces/:workspace/objects/:object/fields',
    summary: 'Add fields (only their columns are filled), remove them, keep them private',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    body: f.FieldsChange,
    response: f.ObjectFields,
  },
  setRowFilter: {
    method: 'PUT',
    path: '/workspaces/:workspace/objects/:object/row-filter',
    summary: 'Mirror only rows that meet a condition; Salesforce checks it first',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    body: f.RowFilter,
    response: f.RowFilterOutcome,
  },
  refreshObjectFields: {
    method: 'POST',
    path: '/workspaces/:workspace/objects/:object/refresh-fields',
    summary: 'Compare an object’s fields with the org’s now',
    tag: 'Objects',
    auth: 'admin',
    params: inObject,
    response: f.FieldRefresh,
  },
  refreshFields: {
    method: 'POST',
    path: '/workspaces/:workspace/refresh-fields',
    summary: 'Compare the fields of all selected objects with the org’s now',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    response: f.FieldRefresh,
  },
  listSchemaChanges: {
    method: 'GET',
    path: '/workspaces/:workspace/schema-changes',
    summary: 'What changed in the org’s objects and fields',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      object: z.string().optional(),
      waiting: z
        .enum(['true', 'false'])
        .optional()
        .describe('Only what an admin is to decide, or all the rest'),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      cursor: z.string().optional(),
    }),
    response: f.SchemaChangePage,
  },
  decideSchemaChange: {
    method: 'POST',
    path: '/workspaces/:workspace/schema-changes/:change',
    summary: 'Add a new field that waits for a decision, or leave it out',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace.extend({ change: z.coerce.number().int() }),
    body: z.object({ decision: z.enum(['add', 'decline']) }),
    response: f.SchemaChange,
  },
  readFieldSettings: {
    method: 'GET',
    path: '/workspaces/:workspace/field-settings',
    summary: 'What becomes of new fields, and how long removed ones are kept',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    response: f.FieldSettings,
  },
  changeFieldSettings: {
    method: 'PATCH',
    path: '/workspaces/:workspace/field-settings',
    summary: 'Choose what becomes of new fields',
    tag: 'Objects',
    auth: 'admin',
    params: inWorkspace,
    body: z.object({ policy: z.enum(FIELD_POLICIES) }),
    response: f.FieldSettings,
  },
} as const satisfies Record<string, Endpoint>;
