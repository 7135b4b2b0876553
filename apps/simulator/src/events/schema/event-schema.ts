/** Avro schemas of events, and the ids they are asked for by. */
import { createHash } from 'node:crypto';
import type { ObjectDefinition } from '../../org/schema/types.ts';
import { changeEventName } from './capable-objects.ts';
import { docOf, primitiveOf } from './field-types.ts';
import { eventFieldsOf } from './event-fields.ts';
import type { CompoundEventField, EventField } from './event-fields.ts';

export interface EventSchema {
  /** 22 characters of base64url: 16 bytes, the same for the same schema. */
  readonly id: string;
  readonly name: string;
  readonly json: string;
  /** The object whose events these are. */
  readonly object: string;
  /** Fields after the first ones that every event of the kind has. */
  readonly fields: readonly EventField[];
}

const NAMESPACE = 'com.sforce.eventbus';
export const CHANGE_TYPES = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'UNDELETE',
  'GAP_CREATE',
  'GAP_UPDATE',
  'GAP_DELETE',
  'GAP_UNDELETE',
  'GAP_OVERFLOW',
  'SNAPSHOT',
] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

const texts = { type: 'array', items: 'string' };
const HEADER = {
  name: 'ChangeEventHeader',
  type: {
    type: 'record',
    name: 'ChangeEventHeader',
    fields: [
      { name: 'entityName', type: 'string' },
      { name: 'recordIds', type: texts },
      { name: 'changeType', type: { type: 'enum', name: 'ChangeType', symbols: CHANGE_TYPES } },
      { name: 'changeOrigin', type: 'string' },
      { name: 'transactionKey', type: 'string' },
      { name: 'sequenceNumber', type: 'int' },
      { name: 'commitTimestamp', type: 'long' },
      { name: 'commitNumber', type: 'long' },
      { name: 'commitUser', type: 'string' },
      { name: 'nulledFields', type: texts },
      { name: 'diffFields', type: texts },
      { name: 'changedFields', type: texts },
    ],
  },
  doc: 'Data:ComplexValueType',
};

const known = new WeakMap<ObjectDefinition, EventSchema>();

/** The schema of the object's events as the object is now: change events, or the platform event itself. */
export function schemaOf(definition: ObjectDefinition): EventSchema {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const schema =
    definition.kind === 'platformEvent' ? platformEventSchema(definition) : changeEventSchema(definition);
  known.set(definition, schema);
  return schema;
}

/** As recorded: unions with null first, a record named again the second time it is needed. */
function changeEventSchema(definition: ObjectDefinition): EventSchema {
  const fields = eventFieldsOf(definition);
  return whole(changeEventName(definition.name), definition.name, fields, [
    HEADER,
    ...avroFields(definition, fields),
  ]);
}

/** Source: Platform Events Developer Guide, "Get the Event Schema": who and when first, neither of them nullable. */
function platformEventSchema(definition: ObjectDefinition): EventSchema {
  const fields = eventFieldsOf(definition).filter(
    ({ name }) => !['ReplayId', 'EventUuid', 'CreatedDate', 'CreatedById'].includes(name),
  );
  return whole(definition.name, definition.name, fields, [
    { name: 'CreatedDate', type: 'long', doc: 'CreatedDate:DateTime' },
    { name: 'CreatedById', type: 'string', doc: 'CreatedBy:EntityId' },
    ...avroFields(definition, fields),
  ]);
}

function whole(name: string, object: string, fields: readonly EventField[], avro: unknown[]): EventSchema {
  const json = JSON.stringify({ type: 'record', name, namespace: NAMESPACE, fields: avro });
  const id = createHash('sha256').update(json).digest().subarray(0, 16).toString('base64url');
  return { id, name, json, object, fields };
}

function avroFields(definition: ObjectDefinition, fields: readonly EventField[]): unknown[] {
  const defined = new Set<string>();
  return fields.map((field) => ({
    name: field.name,
    type: [
      'null',
      ...(field.kind === 'scalar' ? [primitiveOf(field.source)] : compoundTypes(field, defined)),
    ],
    doc:
      field.kind === 'compound' && isName(field)
        ? `Data:${field.record}`
        : docOf(definition.name, field.source),
    default: null,
  }));
}

function isName(field: CompoundEventField): boolean {
  return field.record === 'PersonName' || field.record === 'Switchable_PersonName';
}

function compoundTypes(field: CompoundEventField, defined: Set<string>): unknown[] {
  const before = defined.has(field.record);
  defined.add(field.record);
  const record = before
    ? field.record
    : {
        type: 'record',
        name: field.record,
        fields: field.parts.map((part) => ({
          name: part.name,
          type: ['null', partType(part.name)],
          default: null,
        })),
      };
  // A business account's name is a text, a person account's is a record.
  return field.record === 'Switchable_PersonName' ? ['string', record] : [record];
}

export function partType(name: string): 'double' | 'string' {
  return name === 'Latitude' || name === 'Longitude' ? 'double' : 'string';
}
