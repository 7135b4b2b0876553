/** What the platform itself does around a save, object by object. */
import { deriveActivity, touchActivityDates } from './rules/activity.ts';
import { relateActivity } from './rules/activity-relations.ts';
import { deriveCampaignMember } from './rules/campaign-member.ts';
import { checkCurrencyType, checkDatedRate, joinDatedRates, offerCurrencies } from './rules/currency.ts';
import { writeFieldHistory } from './rules/field-history.ts';
import { deriveOpportunity, writeOpportunityHistory } from './rules/opportunity.ts';
import { followEvent } from './rules/invited-users.ts';
import { derivePersonAccount, followPersonAccount } from './rules/person-account.ts';
import { derivePersonName } from './rules/person-name.ts';
import { deriveRecord, followRecord } from './rules/standard-records.ts';
import { assignProfileSet } from './rules/user.ts';
import type { RowChange, SaveContext } from './save-context.ts';

/** Derived fields, before the row is checked. */
export function beforeSave(context: SaveContext, change: RowChange): void {
  deriveRecord(context, change);
  switch (change.model.name) {
    case 'Contact':
    case 'Lead':
    case 'User':
      derivePersonName(change);
      break;
    case 'Account':
      derivePersonAccount(context, change);
      break;
    case 'Opportunity':
      deriveOpportunity(context, change);
      break;
    case 'Task':
    case 'Event':
      deriveActivity(context, change);
      break;
    case 'CampaignMember':
      deriveCampaignMember(context, change);
      break;
    case 'CurrencyType':
      checkCurrencyType(context, change);
      break;
    case 'DatedConversionRate':
      checkDatedRate(context, change);
      break;
    default:
  }
}

/** Rows in other tables, once the row is written. */
export function afterSave(context: SaveContext, change: RowChange): void {
  if (change.model.name === 'Account') followPersonAccount(context, change);
  if (change.model.name === 'Opportunity') writeOpportunityHistory(context, change);
  if (change.model.name === 'Task' || change.model.name === 'Event') {
    touchActivityDates(context, change);
    relateActivity(context, change);
    followEvent(context, change);
  }
  if (change.model.name === 'CurrencyType') offerCurrencies(context, change);
  if (change.model.name === 'DatedConversionRate')
    joinDatedRates(context, change.model, change.row['IsoCode'] ?? null);
  if (change.model.name === 'User') assignProfileSet(context, change);
  writeFieldHistory(context, change);
  followRecord(context, change);
}
