/** Rows of a new org beside its people and permissions: the standard price book, and the values of status picklists. */
import { picklistValues } from '../standard/field-helpers.ts';
import type { RowWriter } from './row-writer.ts';

type Meaning = Readonly<Record<string, readonly string[]>>;

/** Objects of status values, the fields they are of, and the values with a meaning. */
const STATUSES: readonly (readonly [status: string, object: string, field: string, meaning: Meaning])[] = [
  ['LeadStatus', 'Lead', 'Status', { IsConverted: ['Closed - Converted'] }],
  ['CaseStatus', 'Case', 'Status', { IsClosed: ['Closed'] }],
  ['TaskStatus', 'Task', 'Status', { IsClosed: ['Completed'] }],
  ['TaskPriority', 'Task', 'Priority', { IsHighPriority: ['High'] }],
];

export function writeBaseRecords(writer: RowWriter): void {
  writer.write('Pricebook2', [{ Name: 'Standard Price Book', IsActive: true, IsStandard: true }]);
  for (const [status, object, fieldName, meaning] of STATUSES) {
    const field = writer.definition(object).fields.find(({ name }) => name === fieldName);
    const values = field?.picklistValues ?? picklistValues('');
    writer.write(
      status,
      values.map(({ value, label, defaultValue }, index) => ({
        MasterLabel: label,
        ApiName: value,
        SortOrder: index + 1,
        IsDefault: defaultValue,
        ...Object.fromEntries(Object.entries(meaning).map(([flag, those]) => [flag, those.includes(value)])),
      })),
    );
  }
}
