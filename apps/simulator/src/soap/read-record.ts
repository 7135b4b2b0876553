import type { FieldDefinition, ObjectDefinition } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import { SoapFault } from './fault.ts';
import { childrenOf, isNil, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** One `sObjects` element, taken apart. */
export interface SoapRecord {
  readonly object: ObjectDefinition;
  readonly id: string | null;
  /** As a REST body would have them; lookups by external id are nested objects. */
  readonly values: Record<string, unknown>;
}

const OWN = new Set(['type', 'Id', 'fieldsToNull']);

/** @throws SoapFault `INVALID_TYPE` */
export function readRecord(org: Org, record: XmlElement): SoapRecord {
  const typeName = typeOf(record);
  const object = org.object(typeName);
  if (object === undefined) {
    throw new SoapFault(
      'INVALID_TYPE',
      `sObject type '${typeName}' is not supported.`,
      'InvalidSObjectFault',
    );
  }
  const values: Record<string, unknown> = {};
  for (const child of record.children) {
    if (OWN.has(child.name)) continue;
    const field = object.fields.find(({ name }) => name.toLowerCase() === child.name.toLowerCase());
    if (child.children.length > 0) values[child.name] = readParent(org, child);
    else values[child.name] = isNil(child) ? null : typed(field, child.text);
  }
  for (const name of childrenOf(record, 'fieldsToNull')) values[name.text.trim()] = null;
  return { object, id: textOf(record, 'Id') ?? null, values };
}

/** `<Account><type>Account</type><Key__c>X</Key__c></Account>`. */
function readParent(org: Org, element: XmlElement): Record<string, unknown> {
  const { object, id, values } = readRecord(org, element);
  return { attributes: { type: object.name }, ...(id === null ? {} : { Id: id }), ...values };
}

/** The partner endpoint's `type`, or the enterprise endpoint's `xsi:type="urn:Account"`. */
function typeOf(record: XmlElement): string {
  return textOf(record, 'type') ?? (record.attributes['type'] ?? '').replace(/^.*:/, '');
}

/** SOAP has texts where JSON has values. */
function typed(field: FieldDefinition | undefined, text: string): unknown {
  switch (field?.type) {
    case 'boolean':
      return text.trim() === 'true' || text.trim() === '1';
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent': {
      const number = Number(text);
      return text.trim() === '' ? null : Number.isNaN(number) ? text : number;
    }
    default:
      return text;
  }
}
