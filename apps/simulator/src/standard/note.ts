import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  id,
  isDeleted,
  lookup,
  owner,
  required,
  text,
  textArea,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

/** Source: recorded child relationships; cases have comments instead. */
const NOTE_PARENTS = 'Account Asset Campaign Contact Contract Lead Opportunity Product2';

export const note: ObjectDeclaration = recordObject('Note', '002', {
  layoutable: false,
  mruEnabled: false,
  fields: [
    id('Note'),
    isDeleted(),
    lookup('ParentId', NOTE_PARENTS, {
      ...createOnly,
      nillable: false,
      childRelationshipName: 'Notes',
      cascadeDelete: true,
    }),
    text('Title', 80, { ...required, nameField: true }),
    checkbox('IsPrivate', { ...always, label: 'Private' }),
    textArea('Body', 32000, always),
    owner(),
    ...audit(),
  ],
});
