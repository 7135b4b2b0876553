/** What Setup tells of itself: who changed what there, and the fields that were made. Rows: setup/audit-trail.ts, setup/custom-fields.ts. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import { audit, checkbox, created, id, readOnly, system, text } from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

const fixed = (name: string, length: number) => text(name, length, readOnly);

/** Source: Object Reference, SetupAuditTrail. */
const setupAuditTrail = setupObject('SetupAuditTrail', '0Ym', {
  label: 'Setup Audit Trail Entry',
  labelPlural: 'Setup Audit Trail Entries',
  fields: [
    id('Setup Audit Trail Entry'),
    fixed('Action', 40),
    fixed('Section', 40),
    ...created(),
    fixed('Display', 765),
    fixed('DelegateUser', 255),
    fixed('ResponsibleNamespacePrefix', 255),
    fixed('CreatedByContext', 255),
    fixed('CreatedByIssuer', 255),
  ],
});

/** Of the Tooling API alone. Source: Tooling API Guide, CustomField. */
const customField = setupObject('CustomField', '00N', {
  fields: [
    id('Custom Field'),
    fixed('TableEnumOrId', 40),
    fixed('DeveloperName', 40),
    fixed('NamespacePrefix', 15),
    fixed('EntityDefinitionId', 255),
    fixed('FullName', 255),
    fixed('Metadata', 32_000),
    fixed('ManageableState', 40),
    ...audit(),
  ],
});

/** Source: Object Reference, DuplicateRule. Rows: setup/duplicate-rules.ts. */
const duplicateRule = setupObject('DuplicateRule', '0Bm', {
  fields: [
    id('Duplicate Rule'),
    fixed('SobjectType', 40),
    fixed('SobjectSubtype', 40),
    fixed('DeveloperName', 80),
    fixed('MasterLabel', 80),
    fixed('NamespacePrefix', 15),
    checkbox('IsActive', { ...system, label: 'Active' }),
    ...audit(),
  ],
});

export const SETUP_OBJECTS: readonly ObjectDeclaration[] = [setupAuditTrail, customField, duplicateRule];
