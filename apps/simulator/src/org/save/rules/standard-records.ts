/** The rules of products, files, cases and campaigns, in one place for the stations of a save. */
import { joinDatedRates } from './currency.ts';
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row } from '../../types.ts';
import type { RowChange, SaveContext } from '../save-context.ts';
import { deriveRelation, followRelation } from './activity-relations.ts';
import { countForCampaigns } from './campaign-counters.ts';
import { keepOneDefault } from './campaign-member.ts';
import { deriveCase, moveComments } from './case.ts';
import { keepOnePrimary, makePrimaryRole, showPrimary } from './contact-roles.ts';
import { deriveAttachment, deriveContentLink, deriveContentVersion, publishVersion } from './files.ts';
import { followInvitation, inviteUser } from './invited-users.ts';
import { carryAmount, deriveAmount, deriveLineItem } from './line-items.ts';
import { derivePricebookEntry, spreadStandardPrice } from './price-books.ts';

/** Derived fields, before the row is checked. @throws RowFailure */
export function deriveRecord(context: SaveContext, change: RowChange): void {
  switch (change.model.name) {
    case 'PricebookEntry':
      derivePricebookEntry(context, change);
      break;
    case 'OpportunityLineItem':
      deriveLineItem(context, change);
      break;
    case 'Opportunity':
      deriveAmount(context, change);
      break;
    case 'Case':
      deriveCase(context, change);
      break;
    case 'Attachment':
      deriveAttachment(change);
      break;
    case 'ContentVersion':
      deriveContentVersion(context, change);
      break;
    case 'TaskRelation':
    case 'EventRelation':
      deriveRelation(context, change);
      inviteUser(context, change);
      break;
    case 'ContentDocumentLink':
      deriveContentLink(context, change);
      break;
    default:
  }
}

/** Other rows, once this one is written. @throws RowFailure */
export function followRecord(context: SaveContext, change: RowChange): void {
  const { model, row, before } = change;
  switch (model.name) {
    case 'PricebookEntry':
      spreadStandardPrice(context, change);
      break;
    case 'OpportunityLineItem':
      carryAmount(context, model, row['OpportunityId'] ?? null);
      break;
    case 'OpportunityContactRole':
      keepOnePrimary(context, change);
      break;
    case 'Opportunity':
      makePrimaryRole(context, change);
      break;
    case 'Case':
      moveComments(context, change);
      break;
    case 'ContentVersion':
      publishVersion(context, change);
      break;
    case 'TaskRelation':
    case 'EventRelation':
      followRelation(context, model, row, 'written');
      break;
    case 'CampaignMemberStatus':
      keepOneDefault(context, change);
      break;
    case 'Campaign':
      if (before === undefined) makeMemberStatuses(context, row);
      break;
    default:
  }
  countForCampaigns(context, model, before, row);
}

/** `before` is the row that was deleted, `after` the one that was undeleted. */
export function followRemoval(
  context: SaveContext,
  model: ObjectModel,
  before: Readonly<Row> | undefined,
  after: Readonly<Row> | undefined,
): void {
  const opportunity = (before ?? after)?.['OpportunityId'] ?? null;
  if (model.name === 'OpportunityLineItem') carryAmount(context, model, opportunity);
  if (model.name === 'OpportunityContactRole') showPrimary(context, opportunity);
  if (model.name === 'DatedConversionRate') joinDatedRates(context, model, before?.['IsoCode'] ?? null);
  const relation = before ?? after;
  if (relation !== undefined)
    followRelation(context, model, relation, before === undefined ? 'restored' : 'removed');
  if (model.name === 'EventRelation') followInvitation(context, relation?.['Id'], before !== undefined);
  countForCampaigns(context, model, before, after);
}

/** A new campaign has two statuses of members. Source: Object Reference, CampaignMemberStatus. */
function makeMemberStatuses(context: SaveContext, campaign: Readonly<Row>): void {
  const statuses = context.schema.get('CampaignMemberStatus');
  if (statuses === undefined) return;
  const CampaignId = campaign['Id'] ?? null;
  context.platform.create(statuses, { CampaignId, Label: 'Sent', SortOrder: 1, IsDefault: 1 });
  context.platform.create(statuses, { CampaignId, Label: 'Responded', SortOrder: 2, HasResponded: 1 });
}
