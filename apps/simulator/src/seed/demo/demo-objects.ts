/** Custom objects and fields of the demo company, in the seed file's own format. */
export type SeedObjectJson = Readonly<Record<string, unknown>>;

export const DEMO_OBJECTS: readonly SeedObjectJson[] = [
  {
    name: 'Subscription__c',
    label: 'Subscription',
    plural: 'Subscriptions',
    nameField: { label: 'Subscription Number', autoNumber: 'SUB-{00000}' },
    fields: [
      {
        name: 'Account__c',
        type: 'masterDetail',
        referenceTo: 'Account',
        childRelationshipName: 'Subscriptions',
      },
      {
        name: 'Opportunity__c',
        type: 'lookup',
        referenceTo: 'Opportunity',
        childRelationshipName: 'Subscriptions',
      },
      {
        name: 'Status__c',
        type: 'picklist',
        restricted: true,
        values: ['Trial', { value: 'Active', default: true }, 'Past Due', 'Cancelled'],
      },
      { name: 'Plan__c', type: 'picklist', values: ['Starter', 'Growth', 'Scale', 'Enterprise'] },
      { name: 'Robots__c', type: 'number', precision: 6, scale: 0, label: 'Robots' },
      { name: 'Monthly_Fee__c', type: 'currency', precision: 16, scale: 2 },
      { name: 'Discount__c', type: 'percent', precision: 5, scale: 2 },
      { name: 'Start_Date__c', type: 'date', required: true },
      { name: 'End_Date__c', type: 'date' },
      { name: 'Auto_Renew__c', type: 'checkbox', default: true },
      {
        name: 'Modules__c',
        type: 'multipicklist',
        values: ['Picking', 'Sorting', 'Pallets', 'Analytics', 'Safety+'],
      },
      {
        name: 'Billing_Key__c',
        type: 'text',
        length: 20,
        externalId: true,
        unique: true,
        caseSensitive: true,
      },
    ],
  },
  {
    name: 'Site_Visit__c',
    label: 'Site Visit',
    plural: 'Site Visits',
    nameField: { label: 'Visit' },
    fields: [
      { name: 'Account__c', type: 'lookup', referenceTo: 'Account', childRelationshipName: 'Site_Visits' },
      { name: 'Contact__c', type: 'lookup', referenceTo: 'Contact', childRelationshipName: 'Site_Visits' },
      { name: 'Engineer__c', type: 'lookup', referenceTo: 'User' },
      { name: 'Arrived_At__c', type: 'dateTime', label: 'Arrived' },
      { name: 'Gate_Opens__c', type: 'time' },
      { name: 'Location__c', type: 'location' },
      { name: 'Outcome__c', type: 'picklist', values: ['Installed', 'Repaired', 'Inspected', 'Postponed'] },
      { name: 'Satisfaction__c', type: 'number', precision: 3, scale: 1 },
      { name: 'Report__c', type: 'longTextArea', length: 32000 },
      { name: 'Photos__c', type: 'url' },
    ],
  },
];

export const DEMO_FIELDS: Readonly<Record<string, readonly SeedObjectJson[]>> = {
  Account: [
    { name: 'Customer_Number__c', type: 'text', length: 12, externalId: true, unique: true },
    { name: 'Segment__c', type: 'picklist', values: ['Enterprise', 'Mid-Market', 'Small Business'] },
    { name: 'Health_Score__c', type: 'number', precision: 3, scale: 0 },
    { name: 'Renewal_Date__c', type: 'date' },
  ],
  Contact: [
    {
      name: 'Preferred_Language__c',
      type: 'picklist',
      values: ['English', 'German', 'French', 'Spanish', 'Japanese'],
    },
    { name: 'Newsletter__c', type: 'checkbox' },
  ],
  Opportunity: [
    {
      name: 'Products__c',
      type: 'multipicklist',
      values: [
        'PickMate 300',
        'PickMate 500',
        'PalletPro X',
        'ConveyIQ',
        'SortStation',
        'FleetMind',
        'TugBot 2',
        'ShelfScout',
      ],
    },
    { name: 'Loss_Reason__c', type: 'picklist', values: ['Price', 'Timing', 'Competitor', 'No decision'] },
  ],
};
