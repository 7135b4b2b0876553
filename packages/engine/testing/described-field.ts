import type { FieldDescribe } from '../src/ports/source-org.ts';

/** A field as describe shows it, plain unless told otherwise. */
export function describedField(name: string, type: string, more: Partial<FieldDescribe> = {}): FieldDescribe {
  return {
    name,
    label: name,
    type,
    length: 0,
    precision: 0,
    scale: 0,
    custom: name.endsWith('__c'),
    calculated: false,
    calculatedFormula: null,
    encrypted: false,
    nillable: true,
    relationshipName: null,
    externalId: false,
    unique: false,
    nameField: name === 'Name',
    filterable: true,
    compoundFieldName: null,
    referenceTo: [],
    ...more,
  };
}
