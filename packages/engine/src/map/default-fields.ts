/** Fields of every object that has them: identity, ownership, attribution, and what the sync itself needs. */
const EVERYWHERE = [
  'Id',
  'Name',
  'OwnerId',
  'RecordTypeId',
  'CurrencyIsoCode',
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
];

/**
 * What a person expects to find of a standard object without choosing. Objects not named here, custom ones among them,
 * are mapped whole; custom fields of standard objects are always mapped.
 */
const BY_OBJECT: Readonly<Record<string, readonly string[]>> = {
  Account: words(`
    ParentId Type Industry Website Phone Fax AccountNumber AccountSource Rating Site AnnualRevenue
    NumberOfEmployees Ownership TickerSymbol Sic Description BillingStreet
    BillingCity BillingState BillingPostalCode BillingCountry ShippingStreet ShippingCity
    ShippingState ShippingPostalCode ShippingCountry MasterRecordId`),
  Contact: words(`
    AccountId ReportsToId Salutation FirstName LastName Title Department Email Phone MobilePhone
    HomePhone OtherPhone Fax LeadSource Birthdate Description AssistantName MailingStreet
    MailingCity MailingState MailingPostalCode MailingCountry HasOptedOutOfEmail DoNotCall
    EmailBouncedDate EmailBouncedReason IsEmailBounced MasterRecordId`),
  Lead: words(`
    Salutation FirstName LastName Company Title Email Phone MobilePhone Website Status LeadSource
    Industry Rating AnnualRevenue NumberOfEmployees Description Street City State PostalCode
    Country IsConverted ConvertedDate ConvertedAccountId ConvertedContactId ConvertedOpportunityId
    HasOptedOutOfEmail DoNotCall MasterRecordId`),
  Opportunity: words(`
    AccountId ContactId CampaignId StageName Amount ExpectedRevenue Probability CloseDate Type
    LeadSource NextStep Description IsClosed IsWon ForecastCategory ForecastCategoryName
    TotalOpportunityQuantity Fiscal FiscalYear FiscalQuarter PushCount LastStageChangeDate
    HasOpportunityLineItem Pricebook2Id`),
  // Without its counters of members and opportunities, which move without a stamp (assumed).
  Campaign: words(`
    ParentId Type Status StartDate EndDate IsActive BudgetedCost ActualCost Description
    ExpectedRevenue ExpectedResponse NumberSent`),
  CampaignMember: words(`
    CampaignId LeadId ContactId AccountId Status HasResponded FirstRespondedDate Type FirstName
    LastName Email Phone CompanyOrAccount LeadOrContactId LeadOrContactOwnerId`),
  Task: words(`
    WhoId WhatId AccountId Subject Status Priority ActivityDate Description IsClosed IsHighPriority
    TaskSubtype CallType CallDurationInSeconds CallDisposition CompletedDateTime IsArchived
    IsRecurrence ReminderDateTime IsReminderSet`),
  Event: words(`
    WhoId WhatId AccountId Subject Location StartDateTime EndDateTime ActivityDate ActivityDateTime
    DurationInMinutes IsAllDayEvent IsPrivate ShowAs Description EventSubtype IsChild IsGroupEvent
    IsArchived IsRecurrence`),
  User: words(`
    Username FirstName LastName Email Alias Title Department Division CompanyName IsActive UserType
    ProfileId UserRoleId ManagerId FederationIdentifier EmployeeNumber Phone MobilePhone
    TimeZoneSidKey LocaleSidKey LanguageLocaleKey DefaultCurrencyIsoCode
    UserPermissionsMarketingUser`),
};

/** A list of names written as running text: easier to read and to compare with Setup than one name a line. */
function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Objects that most products want, in the order they are best loaded: parents before children. */
export const RECOMMENDED_OBJECTS: readonly string[] = [
  'User',
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'OpportunityHistory',
  'OpportunityFieldHistory',
  'Campaign',
  'CampaignMember',
  'Task',
  'Event',
];

/**
 * Fields that move without moving the record's stamp, so that no poll can see it, and why. They can be chosen, and are read
 * again daily then; nobody is given them unasked, because a column that looks fresh and is not is worse than none.
 * Source: Object Reference, "System Fields" (LastViewedDate, LastReferencedDate); Change Data Capture Developer Guide,
 * "StandardObjectNameChangeEvent" (LastActivityDate and PhotoUrl are derived); ContractLineItem and Entitlement: Status
 * follows from their dates.
 */
const MOVES_WITHOUT_STAMP: Readonly<Record<string, string>> = {
  lastactivitydate: 'Salesforce derives it from activities, without a stamp: all rows are read again daily.',
  lastvieweddate: 'It tells when the sync user looked, without a stamp: all rows are read again daily.',
  lastreferenceddate: 'It tells when the sync user looked, without a stamp: all rows are read again daily.',
  lastlogindate: 'A login does not stamp the user: all rows are read again daily.',
  photourl: 'Salesforce derives it, without a stamp: all rows are read again daily.',
  hasopenactivity: 'Salesforce derives it from activities, without a stamp: all rows are read again daily.',
  hasoverduetask: 'It follows from the clock, without a stamp: all rows are read again daily.',
  isunreadbyowner: 'Looking at a record does not stamp it: all rows are read again daily.',
  'contractlineitem.status': 'It follows from its dates, without a stamp: all rows are read again daily.',
  'entitlement.status': 'It follows from its dates, without a stamp: all rows are read again daily.',
  'servicecontract.status': 'It follows from its dates, without a stamp: all rows are read again daily.',
};

/** Why a field moves without a stamp; undefined for fields that move with their record. */
export function movesWithoutStamp(sobject: string, field: string): string | undefined {
  return (
    MOVES_WITHOUT_STAMP[field.toLowerCase()] ??
    MOVES_WITHOUT_STAMP[`${sobject}.${field}`.toLowerCase()] ??
    (/^Campaign$/i.test(sobject) && CAMPAIGN_COUNTER.test(field)
      ? 'Its counters may move without a stamp (assumed): all rows are read again daily.'
      : undefined)
  );
}

/** Counters of members and of opportunities of a campaign, and those of its hierarchy. */
const CAMPAIGN_COUNTER = /^(?:Hierarchy)?(?:NumberOf|AmountAll|AmountWon)/i;

/** Whether a field is mapped when nobody chose. */
export function isDefaultField(
  sobject: string,
  field: { readonly name: string; readonly custom: boolean },
): boolean {
  if (movesWithoutStamp(sobject, field.name) !== undefined) return false;
  const chosen = BY_OBJECT[sobject];
  return (
    chosen === undefined || field.custom || EVERYWHERE.includes(field.name) || chosen.includes(field.name)
  );
}
