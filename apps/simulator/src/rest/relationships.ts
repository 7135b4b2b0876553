/** `/sobjects/Account/001…/Contacts` and `/sobjects/Contact/003…/Account`. Source: REST API Developer Guide, "sObject Relationships". */
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { FieldDefinition, ObjectDefinition } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import { dataUrl, notFound, orgOf } from './rest-request.ts';
import type { RestRequest } from './rest-request.ts';

export interface RelatedRow {
  readonly object: ObjectDefinition;
  readonly id: string;
}

type ReadRow = (request: RestRequest, object: ObjectDefinition, id: string) => Answer;

/** A parent answers as its row, children as a query would. @throws SalesforceError 404 */
export function readRelated(
  request: RestRequest,
  object: ObjectDefinition,
  id: string,
  relationship: string,
  readRow: ReadRow,
): Answer {
  const lookup = parentLookup(object, relationship);
  if (lookup === undefined) return readChildren(request, object, id, relationship);
  const parent = findParent(request, object, id, relationship);
  return readRow(request, parent.object, parent.id);
}

/** The row that the lookup points at. @throws SalesforceError 404 when it is empty or the name is no relationship */
export function findParent(
  request: RestRequest,
  object: ObjectDefinition,
  id: string,
  relationship: string,
): RelatedRow {
  const lookup = parentLookup(object, relationship);
  const row = orgOf(request).retrieve(request.caller, object.name, id);
  const parentId = lookup === undefined ? undefined : row?.[lookup.name];
  if (typeof parentId !== 'string') throw notFound();
  const parent = orgOf(request).objectByKeyPrefix(parentId.slice(0, 3));
  if (parent === undefined || !orgOf(request).access(request.caller.userId, parent.name).read)
    throw notFound();
  return { object: parent, id: parentId };
}

function parentLookup(object: ObjectDefinition, relationship: string): FieldDefinition | undefined {
  const wanted = relationship.toLowerCase();
  return object.fields.find(
    (field) => field.type === 'reference' && field.relationshipName?.toLowerCase() === wanted,
  );
}

function readChildren(
  request: RestRequest,
  object: ObjectDefinition,
  id: string,
  relationship: string,
): Answer {
  const org = orgOf(request);
  const found = findChildren(org, object, relationship);
  if (found === undefined || !org.access(request.caller.userId, found.child.name).read) throw notFound();
  const access = org.access(request.caller.userId, found.child.name);
  const names =
    request.query.get('fields')?.split(',') ??
    found.child.fields.filter((field) => access.canReadField(field.name)).map((field) => field.name);
  const soql = `SELECT ${names.join(', ')} FROM ${found.child.name} WHERE ${found.lookup.name} = '${id}'`;
  const page = org.query(request.caller, soql, { includeDeleted: false, batchSize: 2000 });
  return json(200, {
    totalSize: page.totalSize,
    done: page.done,
    ...(page.nextLocator === undefined
      ? {}
      : { nextRecordsUrl: dataUrl(request, `/query/${page.nextLocator}`) }),
    records: page.records,
  });
}

function findChildren(
  org: Org,
  parent: ObjectDefinition,
  relationship: string,
): { readonly child: ObjectDefinition; readonly lookup: FieldDefinition } | undefined {
  const wanted = relationship.toLowerCase();
  for (const child of org.objects()) {
    const lookup = child.fields.find(
      (field) =>
        field.referenceTo.includes(parent.name) && field.childRelationshipName?.toLowerCase() === wanted,
    );
    if (lookup !== undefined) return { child, lookup };
  }
  return undefined;
}
