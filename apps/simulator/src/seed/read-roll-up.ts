import type { FieldDeclaration, RollUpFilter, RollUpSummary } from '../org/schema/types.ts';
import type { SeedReader } from './seed-reader.ts';

const FIELD_NAME = { pattern: /^\w+\.\w+$/, wants: 'named Object.Field, like Line__c.Amount__c' };
const OPERATIONS = ['count', 'sum', 'min', 'max'] as const;
const FILTERS = ['equals', 'notEqual', 'lessThan', 'greaterThan', 'lessOrEqual', 'greaterOrEqual'] as const;

/** The keys of a roll-up summary field, in the words of the Metadata API. Its type follows from what it summarizes. */
export function readRollUp(reader: SeedReader): Partial<FieldDeclaration> {
  const summaryOperation = reader.oneOf('summaryOperation', OPERATIONS) ?? 'count';
  const summarizedField = reader.optionalText('summarizedField', FIELD_NAME) ?? null;
  if (summaryOperation !== 'count' && summarizedField === null) {
    reader.problem('summarizedField', `is missing; say which field of the children to ${summaryOperation}`);
  }
  const rollUp: RollUpSummary = {
    summaryForeignKey: reader.text('summaryForeignKey', FIELD_NAME),
    summaryOperation,
    summarizedField: summaryOperation === 'count' ? null : summarizedField,
    summaryFilterItems: reader.list('summaryFilterItems', readFilter),
  };
  return { rollUp, calculated: true, precision: 18, scale: 0 };
}

function readFilter(reader: SeedReader): RollUpFilter {
  const value = reader.raw('value');
  if (value !== undefined && typeof value === 'object') {
    reader.problem(
      'value',
      'must be a text, a number, true or false; several values are one text with commas',
    );
  }
  return {
    field: reader.text('field', FIELD_NAME),
    operation: reader.oneOf('operation', FILTERS) ?? 'equals',
    value: typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
  };
}
