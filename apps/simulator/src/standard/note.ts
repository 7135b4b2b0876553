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

export const note: ObjectDeclaration = recordObject('Note', '002', {
  layoutable: false,
  mruEnabled: false,
  fields: [
    id('Note'),
    isDeleted(),
    lookup('ParentId', 'Account Campaign Case Contact Lead Opportunity', {
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
