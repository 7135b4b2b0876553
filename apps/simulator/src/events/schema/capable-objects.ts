import type { ObjectDefinition } from '../../org/schema/types.ts';

/** Source: Change Data Capture Developer Guide, "Change Event Object Support", as of facts 6.10. */
const STANDARD = new Set(
  `Account Contact Lead Opportunity OpportunityLineItem OpportunityContactRole OpportunitySplit AccountContactRelation
   AccountContactRole Campaign CampaignMember CampaignMemberStatus Case Task TaskRelation Event EventRelation User Product2
   Pricebook2 PricebookEntry Quote QuoteLineItem Order OrderItem Contract Asset EmailMessage ContentDocument ContentVersion
   ContentDocumentLink Individual ListEmail ProcessInstance`.split(/\s+/),
);

/** Whether changes of this object's rows can be captured at all. */
export function canBeCaptured(definition: ObjectDefinition): boolean {
  return definition.kind === 'custom' || STANDARD.has(definition.name);
}

/** `Account` → `AccountChangeEvent`, `Invoice__c` → `Invoice__ChangeEvent`. Source: facts 6.2. */
export function changeEventName(objectName: string): string {
  return /__c$/i.test(objectName) ? objectName.replace(/__c$/i, '__ChangeEvent') : `${objectName}ChangeEvent`;
}

/** The object behind the name of a change event; undefined when it is no such name. */
export function objectOfChangeEvent(eventName: string): string | undefined {
  const [, name, custom] = /^(\w+?)(__)?ChangeEvent$/.exec(eventName) ?? [];
  if (name === undefined) return undefined;
  return custom === undefined ? name : `${name}__c`;
}
