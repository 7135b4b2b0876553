/**
 * The schema of the org: what describe answers are made from. Standard objects are declared in
 * `standard/`, custom ones in a seed file or through the control plane.
 */

/** Salesforce's own field type names, as in `type` of a describe answer. */
export type FieldType =
  | 'id'
  | 'string'
  | 'boolean'
  | 'int'
  | 'long'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'reference'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'email'
  | 'phone'
  | 'url'
  | 'textarea'
  | 'encryptedstring'
  | 'address'
  | 'location'
  | 'base64'
  | 'anyType'
  | 'complexvalue';

/** One value of a picklist. `value` is the API name: what is stored and sent. */
export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly active: boolean;
  readonly defaultValue: boolean;
  /** Values of the controlling field that this one goes with; left out when it goes with all of them. */
  readonly validFor?: readonly string[];
}

/** A custom setting's rows belong to everybody (list) or to a user, a profile or the org (hierarchy). */
export type CustomSettingKind = 'List' | 'Hierarchy';

/** A roll-up summary, in the words of the Metadata API's CustomField. */
export interface RollUpSummary {
  /** `Line__c.Invoice__c`: the child's master-detail field. */
  readonly summaryForeignKey: string;
  readonly summaryOperation: 'count' | 'sum' | 'min' | 'max';
  /** `Line__c.Amount__c`; null for a count. */
  readonly summarizedField: string | null;
  /** Children must meet all of them. */
  readonly summaryFilterItems: readonly RollUpFilter[];
}

export interface RollUpFilter {
  /** `Line__c.Status__c` */
  readonly field: string;
  readonly operation: 'equals' | 'notEqual' | 'lessThan' | 'greaterThan' | 'lessOrEqual' | 'greaterOrEqual';
  /** As text; several, separated by commas, mean any of them. */
  readonly value: string;
}

/** One field. Flags that describe derives from others (soapType, byteLength …) are not stored here. */
export interface FieldDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly custom: boolean;
  /** Characters, for text types. 18 for id and reference. */
  readonly length: number;
  /** Total digits and digits after the point, for numbers. */
  readonly precision: number;
  readonly scale: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly groupable: boolean;
  readonly permissionable: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly externalId: boolean;
  readonly idLookup: boolean;
  readonly nameField: boolean;
  readonly htmlFormatted: boolean;
  readonly calculated: boolean;
  readonly calculatedFormula: string | null;
  /** Blank numbers in the formula count as zero. */
  readonly formulaTreatNullNumberAsZero: boolean;
  /** How a roll-up summary field is computed; null for every other field. */
  readonly rollUp: RollUpSummary | null;
  /** Display format such as `INV-{0000}`; null when not auto-number. */
  readonly autoNumberFormat: string | null;
  readonly defaultValue: string | number | boolean | null;
  readonly picklistValues: readonly PicklistValue[];
  readonly restrictedPicklist: boolean;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  /** Name of the relationship from the parent's side, e.g. `Contacts`; null when there is none. */
  readonly childRelationshipName: string | null;
  /** Deleting the parent deletes this row. */
  readonly cascadeDelete: boolean;
  /** Deleting the parent is refused while this row exists. */
  readonly restrictedDelete: boolean;
  /** Master-detail: the parent is required and decides access. */
  readonly masterDetail: boolean;
  /** `BillingAddress` for `BillingCity`; `Name` for `FirstName`. */
  readonly compoundFieldName: string | null;
  readonly extraTypeInfo: string | null;
  readonly inlineHelpText: string | null;
  /** A change of this field writes a row into the object's history. */
  readonly trackHistory: boolean;
  /** The field whose value decides which values this picklist offers. */
  readonly controllerName?: string | null;
  /** How an encrypted text is shown. Source: Object Reference, "encryptedString". */
  readonly mask?: { readonly type: EncryptedMask; readonly character: '*' | 'X' };
  /** Lines that a multi-select picklist shows; describe has it as the precision. */
  readonly visibleLines?: number;
  /** What describe says in spite of the rule that all other fields of the type follow. */
  readonly described?: Readonly<Record<string, unknown>>;
}

export type EncryptedMask = 'all' | 'creditCard' | 'ssn' | 'lastFour' | 'sin' | 'nino';

export type ObjectKind = 'standard' | 'custom' | 'platformEvent' | 'setup';

/** Organization-wide default of an object. Source: Metadata API Developer Guide, CustomObject (sharingModel). */
export type SharingModel =
  | 'Private'
  | 'Read'
  | 'ReadWrite'
  | 'ReadWriteTransfer'
  | 'FullAccess'
  | 'ControlledByParent';

/** One sobject. */
export interface ObjectDefinition {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  /** Three characters; null for objects whose rows have no ids of their own. */
  readonly keyPrefix: string | null;
  readonly kind: ObjectKind;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly undeletable: boolean;
  readonly mergeable: boolean;
  readonly queryable: boolean;
  readonly retrieveable: boolean;
  readonly replicateable: boolean;
  readonly searchable: boolean;
  readonly layoutable: boolean;
  readonly triggerable: boolean;
  readonly feedEnabled: boolean;
  readonly mruEnabled: boolean;
  /** Salesforce names its stage-history objects' parents; null for the others. */
  readonly associateParentEntity: string | null;
  readonly associateEntityType: string | null;
  /** False where a delete is final at once (CampaignMember, history rows). */
  readonly recycleBin: boolean;
  /** Deep cloning takes the row's children along. */
  readonly deepCloneable?: boolean;
  readonly customSetting?: CustomSettingKind | null;
  /** Its rows are another object's, seen another way: see `storage/views.ts`. */
  readonly view?: boolean;
  /** Of objects whose default the Organization row does not hold; ReadWrite when absent. */
  readonly sharingModel?: SharingModel;
  readonly fields: readonly FieldDefinition[];
}

/** What a declaration may leave out; `defineField` in `define.ts` fills the rest by type. */
export type FieldDeclaration = Partial<FieldDefinition> & Pick<FieldDefinition, 'name' | 'type'>;
export type ObjectDeclaration = Partial<Omit<ObjectDefinition, 'fields'>> &
  Pick<ObjectDefinition, 'name'> & { readonly fields: readonly FieldDeclaration[] };
