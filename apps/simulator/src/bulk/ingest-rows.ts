import type { FieldDefinition } from '../org/schema/types.ts';
import type { RowError, SaveOperation } from '../org/types.ts';
import type { IngestColumn } from './ingest-columns.ts';
import type { IngestJob } from './ingest-job.ts';

/** What a row asks for; or why it cannot even be tried. */
export type IngestRow =
  | { readonly id: string; readonly operation: SaveOperation; readonly error?: undefined }
  | { readonly id: string; readonly operation?: undefined; readonly error: RowError };

/** Source: Bulk API 2.0 Developer Guide, "Prepare CSV Files"; facts 4.3. */
const NULL_VALUE = '#N/A';

const XSD_TYPES: Partial<Record<FieldDefinition['type'], string>> = {
  boolean: 'boolean',
  int: 'int',
  long: 'long',
  double: 'double',
  currency: 'double',
  percent: 'double',
  date: 'date',
  datetime: 'dateTime',
  time: 'time',
};

/** One record of the upload as an operation on the org. A row that is too short lacks its last values. */
export function toIngestRow(
  job: Pick<IngestJob, 'operation' | 'object' | 'externalIdFieldName'>,
  columns: readonly IngestColumn[],
  record: readonly string[],
): IngestRow {
  const values: Record<string, unknown> = {};
  const isUpsert = job.operation === 'upsert';
  const keyName = isUpsert ? (job.externalIdFieldName ?? '').toLowerCase() : 'id';
  let id = '';
  let key: string | null = null;
  for (const [index, column] of columns.entries()) {
    const text = record[index] ?? '';
    // An empty cell says nothing about the field.
    if (text === '') continue;
    if (column.kind === 'parent') {
      values[column.relationship] =
        text === NULL_VALUE ? null : { attributes: { type: column.parentObject }, [column.keyField]: text };
      continue;
    }
    const { field } = column;
    if (field.type === 'id') id = text;
    if (field.name.toLowerCase() === keyName) {
      key = text === NULL_VALUE ? null : text;
      if (job.operation !== 'insert') continue;
    }
    if (text === NULL_VALUE) {
      values[field.name] = null;
      continue;
    }
    const value = readValue(field, text);
    if (value === undefined) return { id, error: notOfType(field, index, text) };
    values[field.name] = value;
  }
  return toOperation(job, id, key, values);
}

function toOperation(
  job: Pick<IngestJob, 'operation' | 'object' | 'externalIdFieldName'>,
  id: string,
  key: string | null,
  values: Readonly<Record<string, unknown>>,
): IngestRow {
  const { object } = job;
  switch (job.operation) {
    case 'insert':
      return { id: '', operation: { kind: 'create', object, values } };
    case 'upsert': {
      const externalIdField = job.externalIdFieldName ?? '';
      return { id, operation: { kind: 'upsert', object, externalIdField, externalId: key, values } };
    }
    case 'update':
      if (key === null) return { id, error: missing('Id not specified in an update call') };
      return { id, operation: { kind: 'update', object, id: key, values } };
    default:
      if (key === null) return { id, error: missing('Id not specified in a delete call') };
      return { id, operation: { kind: 'delete', object, id: key } };
  }
}

function missing(message: string): RowError {
  return { statusCode: 'MISSING_ARGUMENT', message, fields: ['Id'] };
}

/** Columns count from zero. Source: fixtures `responses/bulk/info/partial-failure.csv`. */
function notOfType(field: FieldDefinition, column: number, text: string): RowError {
  const type = XSD_TYPES[field.type] ?? 'string';
  return {
    statusCode: 'INVALID_FIELD',
    message: `Failed to deserialize field at col ${column}. Due to, '${text}' is not a valid value for the type xsd:${type}`,
    fields: [field.name],
  };
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WHOLE = /^[+-]?\d+$/;
const ZONE = '(?:Z|[+-]\\d{2}:?\\d{2})?';
const DATE = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})${ZONE}$`);
const DATETIME = new RegExp(`^(\\d{4}-\\d{2}-\\d{2})(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(${ZONE}))?$`);
const TIME = /^\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z?$/;

/** The value of a cell; undefined when it is not of the field's type. */
function readValue(field: FieldDefinition, text: string): unknown {
  switch (field.type) {
    case 'boolean':
      return BOOLEANS.get(text.toLowerCase());
    case 'int':
    case 'long':
      return WHOLE.test(text) ? Number(text) : undefined;
    case 'double':
    case 'currency':
    case 'percent':
      return DECIMAL.test(text) ? Number(text) : undefined;
    case 'date':
      return realDay(DATE.exec(text)?.[1]);
    case 'datetime':
      return readDatetime(text);
    case 'time':
      return TIME.test(text) ? text : undefined;
    default:
      return text;
  }
}

/** Without a zone it is UTC. Source: Bulk API 2.0 Developer Guide, "Valid Date Format in Records". */
function readDatetime(text: string): string | undefined {
  const [, day, zone] = DATETIME.exec(text) ?? [];
  if (realDay(day) === undefined) return undefined;
  const complete = text.includes('T') && (zone ?? '') === '' ? `${text}Z` : text;
  return Number.isNaN(Date.parse(complete.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))) ? undefined : complete;
}

function realDay(day: string | undefined): string | undefined {
  if (day === undefined) return undefined;
  const time = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(time.getTime()) || !time.toISOString().startsWith(day) ? undefined : day;
}
