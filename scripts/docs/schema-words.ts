import { toAnchor } from './markdown.ts';
import type { Schema } from './open-api.ts';

const COMPONENT = '#/components/schemas/';

export interface FieldRow {
  /** `headline.tone`, `objects[].name`. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly notes: string;
}

export function shapeHeading(name: string): string {
  return `${name} shape`;
}

/** Name of the shape a schema refers to; undefined for one that is written out in place. */
export function shapeName(schema: Schema): string | undefined {
  return schema.$ref?.startsWith(COMPONENT) === true ? schema.$ref.slice(COMPONENT.length) : undefined;
}

/** The fields of an object, those of objects within it included; shapes with a name are linked, not repeated. */
export function toFieldRows(schema: Schema, prefix = ''): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const row: FieldRow = {
      path,
      type: toWords(field),
      required: schema.required?.includes(name) === true,
      notes: toNotes(field),
    };
    const inner = withoutNull(field);
    if (inner.properties !== undefined) return [row, ...toFieldRows(inner, `${path}.`)];
    if (inner.items !== undefined && inner.items !== false && inner.items.properties !== undefined)
      return [row, ...toFieldRows(inner.items, `${path}[].`)];
    return [row];
  });
}

/** A schema's type as a person would say it. */
export function toWords(schema: Schema): string {
  const shape = shapeName(schema);
  if (shape !== undefined) return `[${shape}](#${toAnchor(shapeHeading(shape))})`;
  if (schema.anyOf !== undefined) return schema.anyOf.map(toWords).join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined)
    return schema.enum.length > 12
      ? 'one of the [error codes](errors.md)'
      : schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(toWords).join(', ')}]`;
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  if (schema.type === 'array') return schema.items ? `list of ${toWords(schema.items)}` : 'list';
  if (schema.type === 'object') {
    const values = schema.additionalProperties;
    return typeof values === 'object' ? `map of name → ${toWords(values)}` : 'object';
  }
  if (schema.format === 'date-time') return 'instant';
  return String(schema.type ?? 'anything');
}

/** What is allowed besides the type, and the schema's own words. */
export function toNotes(schema: Schema): string {
  const notes = [schema.description ?? ''];
  if (schema.default !== undefined) notes.push(`Default \`${JSON.stringify(schema.default)}\``);
  const { minimum, maximum } = schema;
  if (isReal(minimum) && isReal(maximum)) notes.push(`${minimum} to ${maximum}`);
  else if (isReal(minimum)) notes.push(`${minimum} or more`);
  if (schema.maxLength !== undefined)
    notes.push(`${schema.minLength ?? 0} to ${schema.maxLength} characters`);
  if (schema.pattern !== undefined) notes.push(`\`${schema.pattern}\``);
  return notes.filter((note) => note !== '').join('. ');
}

/** The generator writes JavaScript's limits where the contract has none. */
function isReal(limit: number | undefined): limit is number {
  return limit !== undefined && Math.abs(limit) !== Number.MAX_SAFE_INTEGER;
}

function withoutNull(schema: Schema): Schema {
  const rest = schema.anyOf?.filter((one) => one.type !== 'null');
  return rest?.length === 1 && rest[0] !== undefined ? rest[0] : schema;
}
