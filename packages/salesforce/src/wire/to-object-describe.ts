import type { FieldDescribe, ObjectDescribe, ObjectSummary } from '@sync-user/engine';
import { flag, jsonArray, jsonObject, numberOrZero, optionalText, text } from './read-json.ts';

/** Reads `GET /sobjects`. Source: REST API Developer Guide, "Describe Global". */
export function toObjectSummaries(body: unknown): readonly ObjectSummary[] {
  const sobjects = jsonArray(jsonObject(body, 'describe global')['sobjects'], '"sobjects"');
  return sobjects.map((entry) => {
    const sobject = jsonObject(entry, 'an object of describe global');
    return {
      name: text(sobject, 'name'),
      label: optionalText(sobject, 'label') ?? text(sobject, 'name'),
      custom: flag(sobject, 'custom'),
      customSetting: flag(sobject, 'customSetting'),
      deprecatedAndHidden: flag(sobject, 'deprecatedAndHidden'),
      queryable: flag(sobject, 'queryable'),
      replicateable: flag(sobject, 'replicateable'),
    };
  });
}

/** Reads `GET /sobjects/X/describe`. Source: REST API Developer Guide, "sObject Describe". */
export function toObjectDescribe(body: unknown): ObjectDescribe {
  const sobject = jsonObject(body, 'describe');
  return {
    name: text(sobject, 'name'),
    label: optionalText(sobject, 'label') ?? text(sobject, 'name'),
    custom: flag(sobject, 'custom'),
    queryable: flag(sobject, 'queryable'),
    replicateable: flag(sobject, 'replicateable'),
    fields: jsonArray(sobject['fields'], '"fields"').map(toFieldDescribe),
  };
}

function toFieldDescribe(entry: unknown): FieldDescribe {
  const field = jsonObject(entry, 'a field of describe');
  const referenceTo = field['referenceTo'];
  return {
    name: text(field, 'name'),
    label: optionalText(field, 'label') ?? text(field, 'name'),
    type: text(field, 'type'),
    length: numberOrZero(field, 'length'),
    precision: numberOrZero(field, 'precision'),
    scale: numberOrZero(field, 'scale'),
    custom: flag(field, 'custom'),
    calculated: flag(field, 'calculated'),
    calculatedFormula: optionalText(field, 'calculatedFormula') ?? null,
    encrypted: flag(field, 'encrypted') || text(field, 'type') === 'encryptedstring',
    nillable: flag(field, 'nillable'),
    relationshipName: optionalText(field, 'relationshipName') ?? null,
    externalId: flag(field, 'externalId'),
    unique: flag(field, 'unique'),
    nameField: flag(field, 'nameField'),
    filterable: flag(field, 'filterable'),
    compoundFieldName: optionalText(field, 'compoundFieldName') ?? null,
    referenceTo: Array.isArray(referenceTo) ? referenceTo.map(String) : [],
    ...(PICKLISTS.has(text(field, 'type')) && { picklistValues: toActiveValues(field['picklistValues']) }),
  };
}

const PICKLISTS: ReadonlySet<string> = new Set(['picklist', 'multipicklist', 'combobox']);

function toActiveValues(entries: unknown): string[] {
  if (!Array.isArray(entries)) return [];
  return entries
    .map((entry) => jsonObject(entry, 'a picklist value'))
    .filter((entry) => flag(entry, 'active'))
    .flatMap((entry) => optionalText(entry, 'value') ?? []);
}
