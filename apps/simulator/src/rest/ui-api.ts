/** What record types offer: the User Interface API's object info and picklist values. */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { toId18 } from '../org/ids.ts';
import type { FieldDefinition, ObjectDefinition, PicklistValue } from '../org/schema/types.ts';
import type { RecordTypeInfo } from '../org/setup/record-types.ts';
import { etagOf } from './conditions.ts';
import { dataUrl, notFound, orgOf, parameter } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { findObject } from './rows.ts';

export function addUiApiRoutes(router: Router<RestHandler>): void {
  router
    .on('GET', '/ui-api/object-info/:object', objectInfo)
    .on('GET', '/ui-api/object-info/:object/picklist-values/:recordType', allPicklistValues)
    .on('GET', '/ui-api/object-info/:object/picklist-values/:recordType/:field', onePicklist);
}

/** `dataType` where it is not the describe type with a capital. Source: User Interface API Developer Guide, "Field". */
const DATA_TYPES: Readonly<Record<string, string>> = {
  id: 'Reference',
  anyType: 'String',
  multipicklist: 'MultiPicklist',
  datetime: 'DateTime',
  textarea: 'TextArea',
  combobox: 'ComboBox',
  encryptedstring: 'EncryptedString',
  complexvalue: 'ComplexValue',
};

function dataType({ type }: FieldDefinition): string {
  return DATA_TYPES[type] ?? type.charAt(0).toUpperCase() + type.slice(1);
}

export function readableFields(request: RestRequest, object: ObjectDefinition): readonly FieldDefinition[] {
  const access = orgOf(request).access(request.caller.userId, object.name);
  return object.fields.filter((field) => access.canReadField(field.name));
}

export function isPicklist({ type }: FieldDefinition): boolean {
  return type === 'picklist' || type === 'multipicklist';
}

function eTag(request: RestRequest, ...parts: readonly string[]): string {
  return etagOf(String(orgOf(request).schemaModifiedAt()), request.caller.userId, ...parts).replaceAll(
    /\W/g,
    '',
  );
}

export function typesOf(request: RestRequest, object: ObjectDefinition): readonly RecordTypeInfo[] {
  return orgOf(request).recordTypes(request.caller.userId, object.name);
}

/** @throws SalesforceError 404 when the object has no such record type */
export function findRecordType(request: RestRequest, object: ObjectDefinition): RecordTypeInfo {
  const id = toId18(parameter(request, 'recordType'));
  const type = typesOf(request, object).find((one) => one.id === id);
  if (type === undefined) throw notFound();
  return type;
}

/** Source: User Interface API Developer Guide, "Object Info". */
function objectInfo(request: RestRequest): Answer {
  const object = findObject(request);
  const org = orgOf(request);
  const { userId } = request.caller;
  const access = org.access(userId, object.name);
  const types = typesOf(request, object);
  return json(200, {
    apiName: object.name,
    associateEntityType: object.associateEntityType,
    associateParentEntity: object.associateParentEntity,
    childRelationships: childRelationships(request, object),
    compactLayoutable: object.layoutable,
    createable: object.createable && access.create,
    custom: object.kind === 'custom',
    defaultRecordTypeId: types.find((type) => type.isDefault)?.id ?? null,
    deletable: object.deletable && access.delete,
    dependentFields: {},
    eTag: eTag(request, object.name),
    feedEnabled: object.feedEnabled,
    fields: Object.fromEntries(
      readableFields(request, object).map((field) => [field.name, fieldInfo(request, object, field)]),
    ),
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: object.layoutable,
    mruEnabled: object.mruEnabled,
    nameFields: object.fields.filter((field) => field.nameField).map((field) => field.name),
    queryable: object.queryable,
    recordTypeInfos: Object.fromEntries(
      types.map((type) => [
        type.id,
        {
          available: type.isAvailable,
          defaultRecordTypeMapping: type.isDefault,
          master: type.isMaster,
          name: type.name,
          recordTypeId: type.id,
        },
      ]),
    ),
    searchLayoutable: object.searchable,
    searchable: object.searchable,
    themeInfo: null,
    updateable: object.updateable && access.edit,
  });
}

function childRelationships(request: RestRequest, parent: ObjectDefinition): unknown[] {
  const org = orgOf(request);
  return org.objects().flatMap((child) => {
    const access = org.access(request.caller.userId, child.name);
    return child.fields
      .filter((field) => field.childRelationshipName !== null && field.referenceTo.includes(parent.name))
      .filter((field) => access.canReadField(field.name))
      .map((field) => ({
        childObjectApiName: child.name,
        fieldName: field.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: field.childRelationshipName,
      }));
  });
}

function fieldInfo(request: RestRequest, object: ObjectDefinition, field: FieldDefinition): unknown {
  const org = orgOf(request);
  const edit = org.access(request.caller.userId, object.name).canEditField(field.name);
  return {
    apiName: field.name,
    calculated: field.calculated,
    compound: field.type === 'address' || field.type === 'location',
    compoundComponentName: null,
    compoundFieldName: field.compoundFieldName,
    controllerName: null,
    controllingFields: [],
    createable: field.createable && edit,
    custom: field.custom,
    dataType: dataType(field),
    extraTypeInfo: field.extraTypeInfo,
    filterable: field.filterable,
    filteredLookupInfo: null,
    highScaleNumber: false,
    htmlFormatted: field.htmlFormatted,
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    length: field.length,
    nameField: field.nameField,
    polymorphicForeignKey: field.referenceTo.length > 1,
    precision: field.precision,
    reference: field.type === 'reference',
    referenceTargetField: null,
    referenceToInfos: field.referenceTo.map((name) => ({
      apiName: name,
      nameFields:
        org
          .object(name)
          ?.fields.filter((one) => one.nameField)
          .map((one) => one.name) ?? [],
    })),
    relationshipName: field.relationshipName,
    required: !field.nillable && !field.defaultedOnCreate && field.createable,
    scale: field.scale,
    searchPrefilterable: false,
    sortable: field.sortable,
    unique: field.unique,
    updateable: field.updateable && edit,
  };
}

/** The active values that the record type has. */
export function valuesFor(
  request: RestRequest,
  field: FieldDefinition,
  type: RecordTypeInfo,
): readonly PicklistValue[] {
  const offered = orgOf(request).setup.recordTypes[type.id]?.picklists[field.name.toLowerCase()];
  const active = field.picklistValues.filter((entry) => entry.active);
  return offered === undefined ? active : active.filter((entry) => offered.includes(entry.value));
}

export function defaultFor(
  request: RestRequest,
  field: FieldDefinition,
  type: RecordTypeInfo,
): string | undefined {
  const own = orgOf(request).setup.recordTypes[type.id]?.defaults[field.name.toLowerCase()];
  return own ?? valuesFor(request, field, type).find((entry) => entry.defaultValue)?.value;
}

/** Source: User Interface API Developer Guide, "Picklist Values". */
function picklistValues(
  request: RestRequest,
  object: ObjectDefinition,
  field: FieldDefinition,
  type: RecordTypeInfo,
): Record<string, unknown> {
  const shown = ({ label, value }: PicklistValue) => ({ attributes: null, label, validFor: [], value });
  const values = valuesFor(request, field, type);
  const chosen = values.find((entry) => entry.value === defaultFor(request, field, type));
  return {
    controllerValues: {},
    defaultValue: chosen === undefined ? null : shown(chosen),
    eTag: eTag(request, object.name, type.id, field.name),
    url: dataUrl(request, `/ui-api/object-info/${object.name}/picklist-values/${type.id}/${field.name}`),
    values: values.map((entry) => shown(entry)),
  };
}

function allPicklistValues(request: RestRequest): Answer {
  const object = findObject(request);
  const type = findRecordType(request, object);
  const fields = readableFields(request, object).filter((field) => isPicklist(field));
  return json(200, {
    eTag: eTag(request, object.name, type.id),
    picklistFieldValues: Object.fromEntries(
      fields.map((field) => [field.name, picklistValues(request, object, field, type)]),
    ),
  });
}

function onePicklist(request: RestRequest): Answer {
  const object = findObject(request);
  const type = findRecordType(request, object);
  const name = parameter(request, 'field').toLowerCase();
  const field = readableFields(request, object).find((one) => one.name.toLowerCase() === name);
  if (field === undefined || !isPicklist(field)) {
    throw new SalesforceError(
      400,
      'INVALID_FIELD',
      `${parameter(request, 'field')} is not a picklist of ${object.name}`,
    );
  }
  return json(200, picklistValues(request, object, field, type));
}
