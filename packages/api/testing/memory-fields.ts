import type { FieldInfo, ObjectFields, SchemaChange } from '@sync-user/contract';
import type { FieldServices } from '../src/reading-services.ts';
import { SAMPLE_AT } from './samples.ts';

const NAME: FieldInfo = {
  name: 'Name',
  label: 'Name',
  type: 'string',
  custom: false,
  state: 'mapped',
  why: null,
  column: 'name',
  columnType: 'text',
  length: 255,
  precision: 0,
  scale: 0,
  referenceTo: [],
  partOf: null,
  encrypted: false,
  calculated: false,
  formula: null,
  dependsOn: [],
  freshness: 'record',
  asOf: SAMPLE_AT,
  removedAt: null,
  droppedAt: null,
  filling: false,
  required: true,
  trouble: null,
};

const CHANGE: SchemaChange = {
  id: 1,
  object: 'Account',
  field: 'Tier__c',
  label: 'Tier',
  type: 'string',
  kind: 'added',
  before: null,
  after: null,
  seenAt: SAMPLE_AT,
  decision: 'waiting',
  decidedAt: null,
  decidedBy: null,
};

/** The HTTP shape alone. */
export function memoryFields(): FieldServices {
  const fieldsOf = async (object: string): Promise<ObjectFields> => ({
    object,
    fields: [NAME],
    rowFilter: null,
    backfill: null,
    describedAt: SAMPLE_AT,
  });
  const settings = { policy: 'add' as const, removedFieldDays: 7, timeZone: null };
  return {
    list: (_id, object) => fieldsOf(object),
    change: (_id, object) => fieldsOf(object),
    setRowFilter: async (_id, object, { filter, checkOnly }) => ({
      object,
      filter,
      matching: 1,
      total: 2,
      follows: 'record',
      why: 'It reads fields of the record alone.',
      applied: !checkOnly,
    }),
    refresh: async () => ({ objects: 1, changes: [CHANGE] }),
    listChanges: async () => ({ changes: [CHANGE], waiting: 1, nextCursor: null }),
    decide: async (_id, id, decision) => ({
      ...CHANGE,
      id,
      decision: decision === 'add' ? 'added' : 'declined',
    }),
    readSettings: async () => settings,
    changeSettings: async (_id, { policy }) => ({ ...settings, policy }),
  };
}
