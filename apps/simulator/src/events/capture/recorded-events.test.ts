import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { behaviour } from '../../../testing/behaviour.ts';
import { avroType } from '../../../testing/event-client.ts';
import { withoutRecordings } from '../../../testing/recorded.ts';
import { defineObject } from '../../org/schema/define.ts';
import type { FieldDeclaration, FieldType, ObjectDefinition } from '../../org/schema/types.ts';
import type { Row } from '../../org/types.ts';
import { draftEvents, payloadOf } from './draft-events.ts';

const RECORDED = new URL('../../../../../../shared/fixtures/change-events/', import.meta.url);

const TYPES: Readonly<Record<string, FieldType>> = {
  'Data:DynamicEnum': 'picklist',
  'Data:StaticEnum': 'picklist',
  'Data:MultiEnum': 'multipicklist',
  'Data:Currency': 'currency',
  'Data:Double': 'double',
  'Data:Percent': 'percent',
  'Data:Integer': 'int',
  'Data:Boolean': 'boolean',
  'Data:DateTime': 'datetime',
  'CreatedDate:DateTime': 'datetime',
  'Data:DateOnly': 'date',
  'Data:Birthday': 'date',
  'Data:TimeOnly': 'time',
  'Data:Location': 'location',
  'ForeignKey:EntityId': 'reference',
};
const PARTS = 'Street City State PostalCode Country StateCode CountryCode Latitude Longitude GeocodeAccuracy';

/** The account of the recorded org, as its describe must have looked. */
function recordedAccount(): ObjectDefinition {
  const { fields } = read('AccountChangeEventGRPCSchema.avsc') as {
    fields: { name: string; doc: string }[];
  };
  const declared = fields.slice(1).flatMap(({ name, doc }): FieldDeclaration[] => {
    if (name === 'Name') {
      return [{ name, type: 'string', nameField: true, extraTypeInfo: 'switchablepersonname' }];
    }
    const kind = doc.replace(/:00N\w+$/, '');
    if (kind !== 'Data:Address') return [{ name, type: TYPES[kind] ?? 'string' }];
    const prefix = name.replace(/Address$/, '');
    const parts = PARTS.split(' ').map((part): FieldDeclaration => {
      const type = part.endsWith('itude') ? 'double' : 'string';
      return { name: prefix + part, type, compoundFieldName: name };
    });
    return [...parts, { name, type: 'address' }];
  });
  return defineObject({ name: 'Account', keyPrefix: '001', kind: 'standard', fields: declared });
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, RECORDED), 'utf8'));
}

function firstPayload(file: string): Buffer {
  const { events } = read(file) as { events: { event: { payload: string } }[] };
  return Buffer.from(events[0]?.event.payload ?? '', 'base64');
}

interface Header {
  readonly recordIds: string[];
  readonly transactionKey: string;
  readonly commitTimestamp: number;
  readonly commitNumber: number;
  readonly commitUser: string;
}

/** What the org of the recording was asked to do, done here. */
function ownPayload(definition: ObjectDefinition, header: Header, changes: Row): Buffer {
  const before: Row = {
    Name: 'Acme',
    ShippingCity: 'San Francisco',
    LastModifiedDate: '2026-01-01T00:00:00.000Z',
  };
  const after = { ...before, ...changes, LastModifiedDate: new Date(header.commitTimestamp).toISOString() };
  const caller = {
    userId: header.commitUser,
    client: 'SfdcInternalAPI/',
    apiVersion: 66,
    origin: 'soap',
  } as const;
  const [draft] = draftEvents(
    [{ object: 'Account', id: header.recordIds[0] ?? '', kind: 'update', before, after, caller }],
    {
      definition: () => definition,
      isSelected: () => true,
      enriched: () => [],
      overflowChanges: 100_000,
      commitTimestamp: header.commitTimestamp,
    },
  );
  assert.ok(draft);
  const { transactionKey, commitTimestamp, commitNumber } = header;
  const facts = { transactionKey, commitTimestamp, commitNumber: BigInt(commitNumber) };
  return payloadOf(draft, facts, 1_000_000);
}

behaviour(
  'the same change makes the same bytes as in the recorded org: header, bitmaps, branches of unions',
  { verified: 'change-events/AccountUpdateEvents.json, AccountAddressUpdateEvent.json' },
  () => {
    const definition = recordedAccount();
    const schema = JSON.stringify(read('AccountChangeEventGRPCSchema.avsc')).replace(
      /\{"name":"Xyz","type":\["null","string"\],"default":null\},?/,
      '',
    );
    const type = avroType(schema);
    const cases: readonly (readonly [string, Row])[] = [
      ['AccountUpdateEvents.json', { Amount_Owed__c: 3233 }],
      ['AccountAddressUpdateEvent.json', { ShippingStreet: '101 California St' }],
    ];
    for (const [file, changes] of cases) {
      const payload = firstPayload(file);
      const { ChangeEventHeader } = type.fromBuffer(payload) as { ChangeEventHeader: Header };
      const own = ownPayload(definition, ChangeEventHeader, changes);
      assert.equal(own.toString('hex'), payload.toString('hex'), file);
    }
  },
  { skip: withoutRecordings, covers: ['events.schema', 'events.header'] },
);
