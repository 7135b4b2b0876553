/** Source: Change Data Capture Developer Guide, "StandardObjectNameChangeEvent" (objects that support change events). */
const STANDARD = new Set(
  `Account AccountContactRelation AccountContactRole Asset Campaign CampaignMember CampaignMemberStatus Case Contact
   ContentDocument ContentDocumentLink ContentVersion Contract EmailMessage Event EventRelation Individual Lead ListEmail
   Opportunity OpportunityContactRole OpportunityLineItem OpportunitySplit Order OrderItem Pricebook2 PricebookEntry
   ProcessInstance Product2 Quote QuoteLineItem Task TaskRelation User`.split(/\s+/),
);

/** Whether Salesforce can send change events of the object: custom objects, and the standard ones of its list. */
export function isEventCapable(sobject: string): boolean {
  return sobject.endsWith('__c') || STANDARD.has(sobject);
}

/** `AccountChangeEvent`, `Invoice__ChangeEvent`. */
export function toEventName(sobject: string): string {
  return sobject.endsWith('__c') ? `${sobject.slice(0, -1)}ChangeEvent` : `${sobject}ChangeEvent`;
}

/** The object whose changes `AccountChangeEvent` tells of; undefined for what is no such name. */
export function fromEventName(event: string): string | undefined {
  const [, custom] = /^(\w+__)ChangeEvent$/.exec(event) ?? [];
  if (custom !== undefined) return `${custom}c`;
  return /^(\w+)ChangeEvent$/.exec(event)?.[1];
}
