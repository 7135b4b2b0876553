import type { FieldDefinition, ObjectDefinition } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import { type GeneratorContext, literal, plausibleSql, ruleSql } from './generator-sql.ts';
import { AUTOMATED_PROCESS_ID, systemCaller } from './row-writer.ts';
import type { SeedGeneration } from './seed.ts';

/** Most parents that generated rows of one lookup spread over. */
const MAX_PARENTS = 1000;
const SECONDS_PER_DAY = 86_400;
/** Generated rows were made and changed over this long. */
const SPREAD_DAYS = 730;

/** Fills an object with made-up rows. Calling it again adds as many again, with other numbers. @returns rows made */
export function generateRows(org: Org, generation: SeedGeneration): number {
  const definition = org.object(generation.object);
  if (definition === undefined) throw new Error(`The org has no object ${generation.object}.`);
  if (generation.rows > 0)
    org.generateRows(definition.name, generation.rows, columnsOf(org, definition, generation));
  return generation.rows;
}

/** SQL per field, in terms of `n`, which runs from 1. */
function columnsOf(
  org: Org,
  definition: ObjectDefinition,
  generation: SeedGeneration,
): Record<string, string> {
  const parents = new Map<string, readonly string[]>();
  const before = org.countRows(definition.name);
  const context: GeneratorContext = {
    nowSeconds: Math.floor(org.clock.now() / 1000),
    n: before === 0 ? 'n' : `(n + ${before})`,
    randomSeed: generation.randomSeed,
    parentIds: (objectName) => {
      const known = parents.get(objectName) ?? readParentIds(org, objectName);
      parents.set(objectName, known);
      return known;
    },
  };
  const rules = new Map([...generation.fields].map(([name, rule]) => [name.toLowerCase(), rule]));
  const columns: Record<string, string> = {};
  for (const [position, field] of definition.fields.entries()) {
    const rule = rules.get(field.name.toLowerCase());
    const sql =
      rule === undefined
        ? (systemSql(field, context, generation.rows) ??
          (isFilled(field) ? plausibleSql(field, context, position + 1) : undefined))
        : ruleSql(field, rule, context, position + 1);
    const value = sql ?? defaultSql(field);
    if (value !== undefined) columns[field.name] = value;
  }
  const { FirstName: first, LastName: last } = columns;
  // `Name` of people is made of its parts. Source: Object Reference, Contact.
  if (first !== undefined && last !== undefined && columns['Name'] === undefined)
    columns['Name'] = `trim(coalesce(${first}, '') || ' ' || coalesce(${last}, ''))`;
  return columns;
}

/** Custom fields and the ones a person would fill in; not those that Salesforce works out. */
function isFilled(field: FieldDefinition): boolean {
  if (field.calculated) return false;
  return field.createable || field.autoNumberFormat !== null;
}

function defaultSql(field: FieldDefinition): string | undefined {
  if (field.type === 'boolean') return literal(field.defaultValue === true);
  return field.defaultValue === null ? undefined : literal(field.defaultValue);
}

/** Rows were made one after the other over two years and not changed since; everything belongs to the first user. */
function systemSql(field: FieldDefinition, context: GeneratorContext, count: number): string | undefined {
  const spread = SPREAD_DAYS * SECONDS_PER_DAY;
  // In order, so that the index on SystemModstamp grows at its end: a third faster than scattered stamps.
  const moment = `${context.nowSeconds - 60 - spread} + n * ${spread} / ${count}`;
  switch (field.name) {
    case 'CreatedDate':
    case 'LastModifiedDate':
    case 'SystemModstamp':
      return `strftime('%Y-%m-%dT%H:%M:%S.000Z', ${moment}, 'unixepoch')`;
    case 'IsDeleted':
      return '0';
    case 'CreatedById':
    case 'LastModifiedById':
    case 'OwnerId':
      return literal(context.parentIds('User')[0] ?? AUTOMATED_PROCESS_ID);
    case 'RecordTypeId':
      return 'null';
    case 'CurrencyIsoCode':
      return defaultSql(field);
    default:
      return undefined;
  }
}

function readParentIds(org: Org, objectName: string): string[] {
  const definition = org.object(objectName);
  if (definition === undefined || !definition.queryable) return [];
  const active = objectName === 'User' ? " WHERE IsActive = true AND UserType = 'Standard'" : '';
  const soql = `SELECT Id FROM ${definition.name}${active} ORDER BY Id LIMIT ${MAX_PARENTS}`;
  const page = org.query(systemCaller, soql, { includeDeleted: false, batchSize: 2000 });
  return page.records.map((record) => String(record['Id']));
}
