/** Who is invited to an event, and who and what activities are about where Shared Activities are on. */
import type { FieldDeclaration, ObjectDeclaration } from '../org/schema/types.ts';
import { ACTIVITY_TARGETS } from './activity-fields.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  dateTime,
  id,
  integer,
  isDeleted,
  lookup,
  readOnly,
  text,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

const fixed = { ...createOnly, nillable: false } as const;
const NO_PAGES = { undeletable: false, searchable: false, layoutable: false, mruEnabled: false } as const;
/** Neither written nor told of: the rows, and their ids, are another object's. Source: recorded describe global. */
function viewObject(name: string, rest: Parameters<typeof recordObject>[2]): ObjectDeclaration {
  const declaration = recordObject(name, '', {
    ...NO_PAGES,
    createable: false,
    updateable: false,
    deletable: false,
    replicateable: false,
    triggerable: false,
    recycleBin: false,
    view: true,
    ...rest,
  });
  return { ...declaration, keyPrefix: null };
}

const accountId = () => lookup('AccountId', 'Account', readOnly);
const typeName = () => text('Type', 50, { ...readOnly, groupable: true });

/** Invitees by their answers. Source: a recorded describe of Event and public describes of these objects. */
function answers(name: string, label: string): ObjectDeclaration {
  const children = { ...readOnly, childRelationshipName: `${name}s` } as const;
  return viewObject(name, {
    label,
    fields: [
      id('Event Relation'),
      lookup('RelationId', 'Calendar Contact Lead User', children),
      lookup('EventId', 'Event', children),
      dateTime('RespondedDate', { ...readOnly, label: 'Response Date' }),
      text('Response', 255, { ...readOnly, label: 'Comment' }),
      ...audit(),
      isDeleted(),
      typeName(),
    ],
  });
}

export const INVITATION_OBJECTS: readonly ObjectDeclaration[] = [
  answers('AcceptedEventRelation', 'Accepted Event Relation'),
  answers('DeclinedEventRelation', 'Declined Event Relation'),
  answers('UndecidedEventRelation', 'Undecided Event Relation'),
];

/** What Shared Activities add to EventRelation. Source: Object Reference, EventRelation; a public describe of one. */
export const SHARED_EVENT_RELATION: readonly FieldDeclaration[] = [
  checkbox('IsWhat', { ...createOnly, label: 'Is What' }),
  checkbox('IsParent', { ...always, label: 'Is Parent' }),
  checkbox('IsInvitee', { ...always, label: 'Is Invitee' }),
  accountId(),
];

/** What they add to Task and Event. */
export const RELATION_COUNTS: readonly FieldDeclaration[] = [
  integer('WhoCount', 9, { ...readOnly, label: 'Relation Count' }),
  integer('WhatCount', 9, { ...readOnly, label: 'Related To Count' }),
];

/** Everything an event can be related to once they are on. */
export const EVENT_RELATION_TARGETS = [
  ...new Set(`${ACTIVITY_TARGETS} Calendar Contact Lead User`.split(' ')),
].toSorted();

const taskRelation: ObjectDeclaration = recordObject('TaskRelation', '0RT', {
  ...NO_PAGES,
  updateable: false,
  triggerable: false,
  fields: [
    id('Task Relation'),
    lookup('RelationId', [...new Set(`${ACTIVITY_TARGETS} Contact Lead`.split(' '))].toSorted().join(' '), {
      ...fixed,
      childRelationshipName: 'TaskRelations',
      cascadeDelete: true,
    }),
    lookup('TaskId', 'Task', { ...fixed, childRelationshipName: 'TaskRelations', cascadeDelete: true }),
    checkbox('IsWhat', { ...createOnly, label: 'Is What' }),
    accountId(),
    ...audit(),
    isDeleted(),
  ],
});

/** People alone. Source: Object Reference, TaskWhoRelation, EventWhoRelation. */
function whos(kind: 'Task' | 'Event'): ObjectDeclaration {
  const children = { ...readOnly, childRelationshipName: `${kind}WhoRelations` } as const;
  return viewObject(`${kind}WhoRelation`, {
    fields: [
      id(`${kind} Relation`),
      lookup('RelationId', 'Contact Lead', children),
      lookup(`${kind}Id`, kind, children),
      accountId(),
      ...audit(),
      isDeleted(),
      typeName(),
    ],
  });
}

/** Only orgs with Shared Activities have them. */
export const SHARED_ACTIVITY_OBJECTS: readonly ObjectDeclaration[] = [
  taskRelation,
  whos('Task'),
  whos('Event'),
];
