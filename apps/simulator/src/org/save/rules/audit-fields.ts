import type { ObjectModel } from '../../schema/schema.ts';
import { SYSTEM_USER_ID } from '../../system-user.ts';
import type { SaveContext } from '../save-context.ts';

/** Fields that may be set on a new row. SystemModstamp never is. */
const AUDIT_FIELDS = new Set(['CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById']);

/** Source: Object Reference, "System Fields". Campaign is not among them. */
const OBJECTS = new Set(
  `Account ArticleVersion Attachment CampaignMember Case CaseComment Contact ContentVersion Contract Event Idea IdeaComment
   Lead Opportunity Question Task Vote`.split(/\s+/),
);

export function isAuditField(fieldName: string): boolean {
  return AUDIT_FIELDS.has(fieldName);
}

/** The org must allow it in Setup, and the user needs "Set Audit Fields upon Record Creation". Source: facts 8.7. */
export function maySetAuditFields(context: SaveContext, model: ObjectModel): boolean {
  const { userId } = context.caller;
  if (userId === SYSTEM_USER_ID) return true;
  if (!context.setup.auditFields) return false;
  const allowed = model.definition.kind === 'custom' || OBJECTS.has(model.name);
  return allowed && context.access.hasPermission(userId, 'CreateAuditFields');
}
