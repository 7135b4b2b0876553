import type { FieldAccess, ObjectAccess } from '@sync-user/engine';
import { flag, isJsonObject, jsonArray, jsonObject, optionalText, text } from '../wire/read-json.ts';

/**
 * Reads `GET /sobjects/X/describe` for what the asking user may do: its flags are the user's own, fields the user may not
 * read are left out. Source: REST API Developer Guide, "sObject Describe"; SOAP API Developer Guide,
 * "DescribeSObjectResult" (RecordTypeInfo).
 */
export function toObjectAccess(body: unknown): ObjectAccess {
  const sobject = jsonObject(body, 'describe');
  const recordTypes = sobject['recordTypeInfos'];
  return {
    name: text(sobject, 'name'),
    label: optionalText(sobject, 'label') ?? text(sobject, 'name'),
    queryable: flag(sobject, 'queryable'),
    createable: flag(sobject, 'createable'),
    updateable: flag(sobject, 'updateable'),
    deletable: flag(sobject, 'deletable'),
    fields: jsonArray(sobject['fields'], '"fields"').map(toFieldAccess),
    recordTypes: Array.isArray(recordTypes) ? recordTypes.map(toRecordTypeAccess) : [],
  };
}

function toFieldAccess(entry: unknown): ObjectAccess['fields'][number] {
  const field = jsonObject(entry, 'a field of describe');
  return {
    name: text(field, 'name'),
    label: optionalText(field, 'label') ?? text(field, 'name'),
    type: text(field, 'type'),
    createable: flag(field, 'createable'),
    updateable: flag(field, 'updateable'),
    nillable: flag(field, 'nillable'),
    defaultedOnCreate: flag(field, 'defaultedOnCreate'),
    permissionable: flag(field, 'permissionable'),
    calculated: flag(field, 'calculated'),
    custom: flag(field, 'custom'),
    compoundFieldName: optionalText(field, 'compoundFieldName') ?? null,
    master: masterOf(field),
    ...samplePicklistValue(field),
  };
}

/** Only relationships of details have an order: 0, or 1 for the second master. */
function masterOf(field: Readonly<Record<string, unknown>>): string | null {
  const targets = field['referenceTo'];
  const isDetail = typeof field['relationshipOrder'] === 'number' && Array.isArray(targets);
  return isDetail && typeof targets[0] === 'string' ? targets[0] : null;
}

function samplePicklistValue(
  field: Readonly<Record<string, unknown>>,
): Pick<FieldAccess, 'samplePicklistValue'> {
  const values = field['picklistValues'];
  const active = Array.isArray(values)
    ? values.filter(isJsonObject).filter((value) => value['active'] === true)
    : [];
  const sample = active.find((value) => value['defaultValue'] === true) ?? active[0];
  const text = sample === undefined ? undefined : optionalText(sample, 'value');
  return text === undefined ? {} : { samplePicklistValue: text };
}

function toRecordTypeAccess(entry: unknown): ObjectAccess['recordTypes'][number] {
  const type = jsonObject(entry, 'a record type of describe');
  return {
    id: text(type, 'recordTypeId'),
    developerName: optionalText(type, 'developerName') ?? '',
    name: optionalText(type, 'name') ?? '',
    available: flag(type, 'available'),
    isDefault: flag(type, 'defaultRecordTypeMapping'),
    isMaster: flag(type, 'master'),
    active: flag(type, 'active'),
  };
}
