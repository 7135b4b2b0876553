/** A checked formula: every name is a field, every call has a type, blanks are where they belong. */
import type { ObjectModel } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { FormulaFunction } from './function-library.ts';

export type FormulaType =
  | 'text'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'time'
  | 'picklist'
  | 'multipicklist'
  | 'null';

/** Texts are never null: a blank text is empty. Dates are `2026-01-31`, datetimes and times as stored. */
export type FormulaValue = string | number | boolean | null;

/** One step to a parent row. */
export interface LookupStep {
  readonly lookup: FieldDefinition;
  readonly model: ObjectModel;
}

/** Rows that a formula reads without any path to them. Source: Salesforce Help, "Global Variables". */
export type GlobalRow = '$User' | '$Profile' | '$UserRole' | '$Organization';

export type Expression =
  | { readonly kind: 'literal'; readonly type: FormulaType; readonly value: FormulaValue }
  | {
      readonly kind: 'field';
      readonly type: FormulaType;
      readonly steps: readonly LookupStep[];
      readonly field: FieldDefinition;
      /** A blank number counts as zero. */
      readonly blankIsZero: boolean;
      /** An amount of a parent is converted into the currency of the row. Source: Salesforce Help, "Cross-Object Formulas". */
      readonly convert: boolean;
      /** The formula of a formula field, with its own way to treat blanks. */
      readonly formula: Expression | undefined;
    }
  | {
      readonly kind: 'global';
      readonly type: FormulaType;
      readonly row: GlobalRow;
      readonly field: FieldDefinition;
    }
  | { readonly kind: 'permission'; readonly type: 'boolean'; readonly name: string }
  /** A function or operator whose arguments are all computed first. */
  | {
      readonly kind: 'call';
      readonly type: FormulaType;
      readonly call: FormulaFunction;
      readonly args: readonly Expression[];
    }
  /** What decides itself which arguments it computes, or asks more than their values. */
  | {
      readonly kind: 'special';
      readonly type: FormulaType;
      readonly name: SpecialForm;
      readonly args: readonly Expression[];
    };

export type SpecialForm =
  | 'IF'
  | 'CASE'
  | 'AND'
  | 'OR'
  | 'NOT'
  | 'ISBLANK'
  | 'BLANKVALUE'
  | '='
  | '<'
  | '<='
  | '+'
  | '-'
  | '*'
  | '/'
  | 'TODAY'
  | 'NOW'
  | 'ISNEW'
  | 'ISCHANGED'
  | 'PRIORVALUE';

/** What the types are called in error messages. */
export const TYPE_NAMES: Readonly<Record<FormulaType, string>> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Boolean',
  date: 'Date',
  datetime: 'DateTime',
  time: 'Time',
  picklist: 'Picklist',
  multipicklist: 'Multi-select Picklist',
  null: 'Null',
};
