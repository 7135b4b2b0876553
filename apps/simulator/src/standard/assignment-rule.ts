import type { ObjectDeclaration } from '../org/schema/types.ts';
import { audit, checkbox, id, picklist, readOnly, system, text } from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

/** Rules that give new leads and cases their owners. Source: Object Reference, AssignmentRule. */
export const assignmentRule: ObjectDeclaration = setupObject('AssignmentRule', '01Q', {
  fields: [
    id('Assignment Rule'),
    text('Name', 120, { ...readOnly, nameField: true }),
    picklist('SobjectType', 'Case=Case|Lead=Lead', { ...readOnly, label: 'SObject Type' }),
    checkbox('Active', system),
    ...audit(),
  ],
});
