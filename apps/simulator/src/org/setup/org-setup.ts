/** What administrators set up beside schema and rows. Kept as one value; seeds and the control plane change it. */

/** One condition of an assignment rule's entry. Source: Metadata API, FilterItem. */
export interface Criterion {
  readonly field: string;
  readonly operator: 'equals' | 'notEqual' | 'contains' | 'startsWith' | 'lessThan' | 'greaterThan';
  readonly value: string | number | boolean | null;
}

/** Entries are tried in order; the first whose criteria all hold names the owner. Source: Metadata API, AssignmentRules. */
export interface AssignmentRuleSetup {
  /** Id of the rule's AssignmentRule row. */
  readonly id: string;
  readonly object: string;
  readonly isActive: boolean;
  readonly entries: readonly {
    readonly criteria: readonly Criterion[];
    /** A user or a queue. */
    readonly ownerId: string;
  }[];
}

/** How two values are compared. Source: Salesforce Help, "Matching Methods Used with Matching Rules". */
export type MatchingMethod = 'exact' | 'email' | 'phone' | 'firstName' | 'lastName' | 'companyName';

export interface MatchingField {
  readonly field: string;
  /** The field of the object that is searched, when that is another object. */
  readonly matchField: string;
  readonly method: MatchingMethod;
  /** Two empty values count as the same. */
  readonly matchBlankFields: boolean;
}

/** `block` refuses; `alert` refuses unless the caller asks to save all the same; `allow` only reports. */
export type DuplicateAction = 'block' | 'alert' | 'allow';

export interface DuplicateRuleSetup {
  /** Developer name. */
  readonly name: string;
  readonly object: string;
  readonly isActive: boolean;
  readonly onCreate: DuplicateAction;
  readonly onUpdate: DuplicateAction;
  readonly alertText: string;
  /** Developer name of the matching rule, and the object it searches. */
  readonly matchingRule: string;
  readonly matchObject: string;
  /** Rows match when all of these do. */
  readonly fields: readonly MatchingField[];
  /** False: rows the caller may not see are found all the same. */
  readonly enforceSharing: boolean;
}

/** What a record type offers. */
export interface RecordTypeSetup {
  /** Lower-cased field name → the values that rows of this type may have. Fields that are not named have all. */
  readonly picklists: Readonly<Record<string, readonly string[]>>;
  /** Lower-cased field name → the value a new row of this type gets. */
  readonly defaults: Readonly<Record<string, string>>;
}

/** Which record types of an object a profile has. */
export interface RecordTypeAssignment {
  readonly availableIds: readonly string[];
  /** Null for the master record type. */
  readonly defaultId: string | null;
}

/** A validation rule, in the words of the Metadata API. A row for which its formula is true is refused. */
export interface ValidationRuleSetup {
  readonly name: string;
  readonly active: boolean;
  readonly errorConditionFormula: string;
  readonly errorMessage: string;
  /** The message shows at this field; null for the top of the page. */
  readonly errorDisplayField: string | null;
}

export interface OrgSetup {
  /** By lower-cased object name. */
  readonly validationRules: Readonly<Record<string, readonly ValidationRuleSetup[]>>;
  /** A child's save that moves a roll-up summary stamps the parent too. Facts 5.2 leave it open, so it is a switch. */
  readonly rollUpStamping: boolean;
  /** Advanced currency management: opportunities convert by the rate of their close date. Source: facts 8.2. */
  readonly advancedCurrencyManagement: boolean;
  readonly assignmentRules: readonly AssignmentRuleSetup[];
  readonly duplicateRules: readonly DuplicateRuleSetup[];
  /** By record type id. */
  readonly recordTypes: Readonly<Record<string, RecordTypeSetup>>;
  /** By profile id, then by lower-cased object name. */
  readonly recordTypeAssignments: Readonly<Record<string, Readonly<Record<string, RecordTypeAssignment>>>>;
  /** "Enable 'Set Audit Fields upon Record Creation'" in Setup > User Interface. */
  readonly auditFields: boolean;
  readonly personAccounts: boolean;
  /** Shared Activities: tasks and events may be with several contacts. Source: Salesforce Help, "Enable Shared Activities". */
  readonly sharedActivities: boolean;
  /** Lower-cased object name → fields whose history is kept, beside those that say so themselves. */
  readonly historyTracking: Readonly<Record<string, readonly string[]>>;
}

export const NEW_ORG_SETUP: OrgSetup = {
  validationRules: {},
  rollUpStamping: true,
  advancedCurrencyManagement: false,
  assignmentRules: [],
  duplicateRules: [],
  recordTypes: {},
  recordTypeAssignments: {},
  auditFields: true,
  personAccounts: false,
  sharedActivities: false,
  historyTracking: {},
};
