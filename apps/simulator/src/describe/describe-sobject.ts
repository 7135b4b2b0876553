import { SalesforceError } from '../errors.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import { describeField } from './describe-field.ts';
import { describedAccess, describedObject, describedObjects } from './change-event-objects.ts';
import { objectFlags, type Described } from './describe-flags.ts';
import { interfaceUrls, objectUrls } from './object-urls.ts';
import { supportedScopes } from './supported-scopes.ts';

/** First version whose answers carry it. Source: v48.0 lacks it, v59.0 has it. */
const DESCRIBE_OPTION_SINCE = 53;
/** Objects with layouts that not even have the master type. Source: recorded describe answer. */
const WITHOUT_RECORD_TYPES = new Set(['OpportunityContactRole']);
const INVITEES = ['Calendar', 'Contact', 'Lead', 'User'];
const JUNCTIONS: Readonly<
  Record<string, { readonly name: string; readonly referenceTo: readonly string[] }>
> = {
  AcceptedEventRelation: { name: 'AcceptedEventInviteeIds', referenceTo: INVITEES },
  DeclinedEventRelation: { name: 'DeclinedEventInviteeIds', referenceTo: INVITEES },
  UndecidedEventRelation: { name: 'UndecidedEventInviteeIds', referenceTo: INVITEES },
};

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
  const object = describedObject(org, objectName);
  const access = object === undefined ? undefined : describedAccess(org, userId, object);
  if (object === undefined || access?.read !== true) {
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  const byName = new Map(object.fields.map((field) => [field.name.toLowerCase(), field]));
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
      .map((field) => describeField(field, access, (name) => byName.get(name.toLowerCase()))),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(org, userId, object, apiVersion),
    searchLayoutable: object.searchable,
    ...(apiVersion < DESCRIBE_OPTION_SINCE ? {} : { sobjectDescribeOption: 'FULL' }),
    supportedScopes: supportedScopes(object, apiVersion),
    urls: { ...objectUrls(object, apiVersion), ...interfaceUrls(object, apiVersion, instanceUrl) },
  };
}

/** What a person account has as a contact, by other names. Source: recorded describe of Account with person accounts. */
const NOT_OF_PERSONS = new Set([
  'Account',
  'Contact',
  'ContactFeed',
  'ContactHistory',
  'ContactShare',
  'EventRelation',
]);

function childRelationships(org: Org, userId: string, parent: ObjectDefinition): Described[] {
  const own = ownChildRelationships(org, userId, parent);
  const contact = org.object('Contact');
  const persons = parent.fields.some((field) => field.name === 'IsPersonAccount');
  if (parent.name !== 'Account' || !persons || contact === undefined) return own;
  const keyOf = ({ childSObject, field }: Described): string => `${String(childSObject)}.${String(field)}`;
  const known = new Set(own.map(keyOf));
  const asPerson = ownChildRelationships(org, userId, contact)
    .filter((child) => !NOT_OF_PERSONS.has(String(child['childSObject'])) && !known.has(keyOf(child)))
    .map((child) => ({
      ...child,
      relationshipName:
        typeof child['relationshipName'] === 'string' ? `Person${child['relationshipName']}` : null,
    }));
  return [...own, ...asPerson];
}

function ownChildRelationships(org: Org, userId: string, parent: ObjectDefinition): Described[] {
  const relationships = describedObjects(org).flatMap((child) =>
    child.fields
      .filter(
        (field) =>
          field.referenceTo.includes(parent.name) &&
          // What a merge left behind is no child. Source: recorded answers.
          field.name !== 'MasterRecordId' &&
          describedAccess(org, userId, child).canReadField(field.name),
      )
      .map((field) => ({
        cascadeDelete: field.cascadeDelete,
        childSObject: child.name,
        deprecatedAndHidden: false,
        field: field.name,
        ...junctionOf(child, parent),
        relationshipName: field.childRelationshipName,
        restrictedDelete: field.restrictedDelete,
      })),
  );
  return relationships.toSorted((a, b) =>
    a.childSObject < b.childSObject ? -1 : a.childSObject > b.childSObject ? 1 : 0,
  );
}

/** Relations of an event can be read and written as a list of invitees. Source: recorded describe of Event. */
function junctionOf(child: ObjectDefinition, parent: ObjectDefinition): Described {
  const list = parent.name === 'Event' || parent.name === 'Task' ? JUNCTIONS[child.name] : undefined;
  return {
    junctionIdListNames: list === undefined ? [] : [list.name],
    junctionReferenceTo: list === undefined ? [] : list.referenceTo,
  };
}

/** As the user's profile has them; the master type is always there. */
function recordTypeInfos(
  org: Org,
  userId: string,
  object: ObjectDefinition,
  apiVersion: number,
): Described[] {
  if (!hasRecordTypes(object)) return [];
  return org.recordTypes(userId, object.name).map((type) => ({
    active: type.isActive,
    available: type.isAvailable,
    defaultRecordTypeMapping: type.isDefault,
    developerName: type.developerName,
    master: type.isMaster,
    name: type.name,
    recordTypeId: type.id,
    urls: {
      layout: `/services/data/v${apiVersion.toFixed(1)}/sobjects/${object.name}/describe/layouts/${type.id}`,
    },
  }));
}

function hasRecordTypes(object: ObjectDefinition): boolean {
  return object.layoutable && object.customSetting == null && !WITHOUT_RECORD_TYPES.has(object.name);
}
