/**
 * The objects behind change events: listed and described like others, but never queried. They follow their entity, so none
 * is declared. Source: recorded describe global, recorded child relationships; Change Data Capture Developer Guide.
 */
import { canBeCaptured, changeEventName, objectOfChangeEvent } from '../events/schema/capable-objects.ts';
import { eventFieldsOf } from '../events/schema/event-fields.ts';
import { defineObject } from '../org/schema/define.ts';
import type { FieldDeclaration, FieldDefinition, ObjectDefinition } from '../org/schema/types.ts';
import type { ObjectAccess, Org } from '../org/types.ts';

const OF_AN_EVENT = {
  createable: false,
  updateable: false,
  defaultedOnCreate: false,
  filterable: false,
  sortable: false,
  groupable: false,
  permissionable: false,
  idLookup: false,
  described: { aggregatable: false },
} as const;
const HEAD: readonly FieldDeclaration[] = [
  { name: 'Id', type: 'id', label: 'Change Event ID', nillable: true, ...OF_AN_EVENT },
  { name: 'ReplayId', type: 'string', label: 'Replay ID', length: 1000, nillable: true, ...OF_AN_EVENT },
  {
    name: 'ChangeEventHeader',
    type: 'complexvalue',
    label: 'Change Event Header',
    nillable: false,
    ...OF_AN_EVENT,
  },
];
const known = new WeakMap<ObjectDefinition, ObjectDefinition>();

function eventObject(entity: ObjectDefinition): ObjectDefinition {
  const defined = known.get(entity);
  if (defined !== undefined) return defined;
  const label = `${entity.label} Change Event`;
  const carried = new Set(eventFieldsOf(entity).map((field) => field.name));
  const ofEvent = (field: FieldDefinition): boolean =>
    carried.has(field.name) || (field.compoundFieldName !== null && carried.has(field.compoundFieldName));
  const definition = defineObject({
    name: changeEventName(entity.name),
    label,
    labelPlural: label,
    kind: 'standard',
    associateEntityType: 'ChangeEvent',
    associateParentEntity: entity.name,
    createable: false,
    updateable: false,
    deletable: false,
    undeletable: false,
    queryable: false,
    retrieveable: true,
    replicateable: false,
    searchable: false,
    layoutable: false,
    triggerable: true,
    mruEnabled: false,
    fields: [...HEAD, ...entity.fields.filter(ofEvent).map(asEventField)],
  });
  // Like a platform event: custom where its entity is, and without the system fields of rows.
  const whole = entity.kind === 'custom' ? { ...definition, kind: 'platformEvent' as const } : definition;
  known.set(entity, whole);
  return whole;
}

/** Everything but checkboxes can be missing from an event; relationships cannot be followed. */
function asEventField(field: FieldDefinition): FieldDeclaration {
  return {
    ...field,
    ...OF_AN_EVENT,
    nillable: field.type !== 'boolean',
    nameField: false,
    relationshipName: null,
    childRelationshipName: null,
    cascadeDelete: false,
    restrictedDelete: false,
    masterDetail: false,
  };
}

/** What describe global lists: the org's objects, and their change events. */
export function describedObjects(org: Org): readonly ObjectDefinition[] {
  const objects = org.objects();
  return [...objects, ...objects.filter(canBeCaptured).map(eventObject)];
}

export function describedObject(org: Org, name: string): ObjectDefinition | undefined {
  const own = org.object(name);
  if (own !== undefined) return own;
  const entity = org.object(objectOfChangeEvent(name) ?? '');
  return entity !== undefined && canBeCaptured(entity) ? eventObject(entity) : undefined;
}

/** A change event is seen by whom its entity is. */
export function describedAccess(org: Org, userId: string, object: ObjectDefinition): ObjectAccess {
  const entity = object.associateEntityType === 'ChangeEvent' ? object.associateParentEntity : null;
  const access = org.access(userId, entity ?? object.name);
  if (entity === null) return access;
  const own = new Set(HEAD.map((field) => field.name.toLowerCase()));
  return {
    ...access,
    canReadField: (name) => own.has(name.toLowerCase()) || access.canReadField(name),
    canEditField: () => false,
  };
}
