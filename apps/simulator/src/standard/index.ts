/** The standard objects that every org has from its first day. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import { account } from './account.ts';
import { INVITATION_OBJECTS } from './activity-relations.ts';
import { assignmentRule } from './assignment-rule.ts';
import { campaign } from './campaign.ts';
import { campaignMember } from './campaign-member.ts';
import { campaignMemberStatus } from './campaign-member-status.ts';
import { caseObject } from './case.ts';
import { contact } from './contact.ts';
import { currencyType } from './currency-type.ts';
import { event } from './event.ts';
import { EVENT_OBJECTS } from './event-objects.ts';
import { FILE_OBJECTS } from './files.ts';
import { GROUP_OBJECTS } from './group-objects.ts';
import { HISTORY_OBJECTS } from './history-objects.ts';
import { lead } from './lead.ts';
import { LOGIN_OBJECTS } from './login-objects.ts';
import { note } from './note.ts';
import { opportunity } from './opportunity.ts';
import { opportunityContactRole } from './opportunity-contact-role.ts';
import { opportunityFieldHistory } from './opportunity-field-history.ts';
import { opportunityHistory } from './opportunity-history.ts';
import { opportunityStage } from './opportunity-stage.ts';
import { organization } from './organization.ts';
import { PERMISSION_OBJECTS } from './permission-objects.ts';
import { PRODUCT_OBJECTS } from './products.ts';
import { recordType } from './record-type.ts';
import { SERVICE_OBJECTS } from './service-objects.ts';
import { SETUP_OBJECTS } from './setup-objects.ts';
import { STATUS_OBJECTS } from './statuses.ts';
import { SHARE_OBJECTS } from './share-objects.ts';
import { task } from './task.ts';
import { user } from './user.ts';
import { userRole } from './user-role.ts';

export const STANDARD_OBJECTS: readonly ObjectDeclaration[] = [
  organization,
  user,
  userRole,
  ...PERMISSION_OBJECTS,
  ...GROUP_OBJECTS,
  ...SHARE_OBJECTS,
  ...LOGIN_OBJECTS,
  recordType,
  assignmentRule,
  account,
  contact,
  lead,
  campaign,
  campaignMember,
  campaignMemberStatus,
  opportunity,
  opportunityHistory,
  opportunityFieldHistory,
  opportunityStage,
  opportunityContactRole,
  task,
  event,
  caseObject,
  note,
  ...EVENT_OBJECTS,
  ...STATUS_OBJECTS,
  ...PRODUCT_OBJECTS,
  ...FILE_OBJECTS,
  ...SERVICE_OBJECTS,
  ...INVITATION_OBJECTS,
  ...HISTORY_OBJECTS,
  ...SETUP_OBJECTS,
];

/** Only orgs with several currencies have it; a seed with currencies defines it. */
export const MULTI_CURRENCY_OBJECTS: readonly ObjectDeclaration[] = [currencyType];
