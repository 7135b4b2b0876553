import { SalesforceError } from '../errors.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import { platformCaller } from '../org/system-user.ts';
import type { Org } from '../org/types.ts';
import { describeField } from './describe-field.ts';
import { objectFlags, objectUrls, type Described } from './describe-flags.ts';

/** First version whose answers carry it. Source: v48.0 lacks it, v59.0 has it. */
const DESCRIBE_OPTION_SINCE = 53;
const MASTER_RECORD_TYPE_ID = '012000000000000AAA';

/**
 * `GET /sobjects/X/describe`. Fields the user may not read are not there at all.
 * @throws SalesforceError `NOT_FOUND` when the object is missing or closed to the user
 */
export function describeSobject(
  org: Org,
  userId: string,
  objectName: string,
  apiVersion: number,
  instanceUrl = '',
): Described {
  const object = org.object(objectName);
  const access = org.access(userId, objectName);
  if (object === undefined || !access.read) {
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  const people = object.layoutable && object.kind !== 'setup';
  const ui = people
    ? {
        uiDetailTemplate: `${instanceUrl}/{ID}`,
        uiEditTemplate: `${instanceUrl}/{ID}/e`,
        uiNewRecord: `${instanceUrl}/${object.keyPrefix ?? ''}/e`,
      }
    : {};
  return {
    actionOverrides: [],
    ...objectFlags(object, access, apiVersion),
    childRelationships: childRelationships(org, userId, object),
    compactLayoutable: object.layoutable,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fields
      .filter((field) => access.canReadField(field.name))
      .map((field) => describeField(field, access)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(org, object, apiVersion),
    searchLayoutable: object.searchable,
    ...(apiVersion < DESCRIBE_OPTION_SINCE ? {} : { sobjectDescribeOption: 'FULL' }),
    supportedScopes: supportedScopes(object),
    urls: { ...objectUrls(object, apiVersion), ...ui },
  };
}

function childRelationships(org: Org, userId: string, parent: ObjectDefinition): Described[] {
  const relationships = org.objects().flatMap((child) =>
    child.fields
      .filter(
        (field) =>
          field.referenceTo.includes(parent.name) && org.access(userId, child.name).canReadField(field.name),
      )
      .map((field) => ({
        cascadeDelete: field.cascadeDelete,
        childSObject: child.name,
        deprecatedAndHidden: false,
        field: field.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: field.childRelationshipName,
        restrictedDelete: field.restrictedDelete,
      })),
  );
  return relationships.toSorted((a, b) =>
    a.childSObject < b.childSObject ? -1 : a.childSObject > b.childSObject ? 1 : 0,
  );
}

/** The master type is always there; it is the default where no other is. */
function recordTypeInfos(org: Org, object: ObjectDefinition, apiVersion: number): Described[] {
  const url = (id: string): Described => ({
    layout: `/services/data/v${apiVersion.toFixed(1)}/sobjects/${object.name}/describe/layouts/${id}`,
  });
  const rows =
    org.object('RecordType') === undefined
      ? []
      : org.query(
          platformCaller(apiVersion),
          `SELECT Id, Name, DeveloperName, IsActive FROM RecordType WHERE SobjectType = '${object.name}' ORDER BY Name`,
          { includeDeleted: false, batchSize: 2000 },
        ).records;
  const firstActive = rows.findIndex((row) => row['IsActive'] === true);
  const types = rows.map((row, index) => ({
    active: row['IsActive'] === true,
    available: row['IsActive'] === true,
    defaultRecordTypeMapping: index === firstActive,
    developerName: row['DeveloperName'],
    master: false,
    name: row['Name'],
    recordTypeId: row['Id'],
    urls: url(String(row['Id'])),
  }));
  const master = {
    active: true,
    available: true,
    defaultRecordTypeMapping: firstActive === -1,
    developerName: 'Master',
    master: true,
    name: 'Master',
    recordTypeId: MASTER_RECORD_TYPE_ID,
    urls: url(MASTER_RECORD_TYPE_ID),
  };
  return object.layoutable ? [...types, master] : [];
}

function supportedScopes(object: ObjectDefinition): Described[] {
  if (!object.queryable || object.kind === 'setup') return [];
  const plural = object.labelPlural.toLowerCase();
  const everything = { label: `All ${plural}`, name: 'everything' };
  const owned = object.fields.some((field) => field.name === 'OwnerId');
  return owned ? [everything, { label: `My ${plural}`, name: 'mine' }] : [everything];
}
