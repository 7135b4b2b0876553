export { describedField } from './described-field.ts';
export { mappedColumn } from './mapped-column.ts';
