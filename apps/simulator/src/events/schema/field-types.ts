/** How a field's values look in an event: Avro type, doc string, encoding. */
import { createHash } from 'node:crypto';
import type { FieldDefinition } from '../../org/schema/types.ts';
import type { Scalar } from '../../org/types.ts';

export type Primitive = 'string' | 'boolean' | 'int' | 'long' | 'double';

/** The Avro type. Dates, datetimes and times of day are milliseconds. Source: recorded schemas. */
export function primitiveOf(field: FieldDefinition): Primitive {
  switch (field.type) {
    case 'boolean':
      return 'boolean';
    case 'int':
      return 'int';
    case 'long':
    case 'date':
    case 'datetime':
    case 'time':
      return 'long';
    case 'double':
    case 'currency':
    case 'percent':
      return 'double';
    default:
      return 'string';
  }
}

const DOCS: Partial<Record<FieldDefinition['type'], string>> = {
  boolean: 'Data:Boolean',
  int: 'Data:Integer',
  long: 'Data:Integer',
  date: 'Data:DateOnly',
  datetime: 'Data:DateTime',
  time: 'Data:TimeOnly',
  double: 'Data:Double',
  currency: 'Data:Currency',
  percent: 'Data:Percent',
  phone: 'Data:Phone',
  email: 'Data:Email',
  url: 'Data:Url',
  multipicklist: 'Data:MultiEnum',
  combobox: 'Data:DynamicEnum',
  reference: 'ForeignKey:EntityId',
  encryptedstring: 'Data:EncryptedText',
  address: 'Data:Address',
  location: 'Data:Location',
};

/** `Data:Text`, with the field's id for custom fields. Source: recorded schemas. */
export function docOf(objectName: string, field: FieldDefinition): string {
  if (field.name === 'CreatedDate') return 'CreatedDate:DateTime';
  const doc = kindDoc(field);
  return field.custom ? `${doc}:${fieldId(objectName, field.name)}` : doc;
}

function kindDoc(field: FieldDefinition): string {
  if (field.type === 'picklist') {
    return field.restrictedPicklist && !field.custom ? 'Data:StaticEnum' : 'Data:DynamicEnum';
  }
  if (field.type === 'textarea') {
    if (field.htmlFormatted) return 'Data:HtmlStringPlusClob';
    return field.length > 255 ? 'Data:StringPlusClob' : 'Data:Text';
  }
  // The key of another system's row, as JigsawCompanyId.
  if (field.type === 'string' && field.relationshipName !== null) return 'ExternalForeignKey:ExternalId';
  return DOCS[field.type] ?? 'Data:Text';
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The id of a custom field, `00N…` of 15 characters; a person account's field is its contact's. */
function fieldId(objectName: string, fieldName: string): string {
  const own = /__pc$/i.test(fieldName)
    ? `Contact.${fieldName.replace(/__pc$/i, '__c')}`
    : `${objectName}.${fieldName}`;
  const hash = createHash('sha256').update(own.toLowerCase()).digest();
  return `00N${Array.from(hash.subarray(0, 12), (byte) => DIGITS[byte % DIGITS.length]).join('')}`;
}

/** A stored value as the event carries it; null stays null. */
export function eventValue(
  field: FieldDefinition,
  value: Scalar | undefined,
): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case 'boolean':
      return value === true || value === 1;
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return Number(value);
    case 'date':
      return milliseconds(`${String(value)}T00:00:00.000Z`);
    case 'datetime':
      return milliseconds(String(value));
    case 'time':
      return milliseconds(`1970-01-01T${String(value).replace(/Z?$/, 'Z')}`);
    default:
      return String(value);
  }
}

function milliseconds(text: string): number | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : time;
}
