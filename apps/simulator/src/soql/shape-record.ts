/** SQL rows become the records of a REST answer. */
import { markDouble } from '../write-json.ts';
import type { ObjectModel } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { QueryRecord } from '../org/types.ts';
import type { Shape, ValueShape } from './select-list.ts';

export type SqlRow = readonly unknown[];
/** What a child subquery answered for the row with this id. */
export type ChildrenOf = (shape: Shape, id: string) => unknown;

export function recordUrl(objectName: string, id: string, apiVersion: number): string {
  return `/services/data/v${apiVersion.toFixed(1)}/sobjects/${objectName}/${id}`;
}

/** A stored value as JSON shows it: real booleans, and datetimes with `+0000`. Source: recorded answers. */
export function toJsonValue(field: FieldDefinition, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (field.type === 'boolean') return value === 1 || value === true;
  if (field.type === 'complexvalue' && typeof value === 'string') return JSON.parse(value);
  if (field.type === 'datetime' && typeof value === 'string') return value.replace(/Z$/, '+0000');
  return value;
}

export const DECIMALS = new Set(['double', 'currency', 'percent']);

function shapeValue(shape: ValueShape, row: SqlRow): unknown {
  const value = row[shape.column];
  if (shape.asLabel && typeof value === 'string') {
    return shape.field.picklistValues.find((entry) => entry.value === value)?.label ?? value;
  }
  return toJsonValue(shape.field, value);
}

function isBlob(shape: ValueShape, row: SqlRow): boolean {
  return shape.field.type === 'base64' && typeof row[shape.column] === 'string';
}

/** A file's content is read from an address of its own. Source: REST API Developer Guide, "Get Blob Data". */
function blobAddress(record: Record<string, unknown>, shape: ValueShape): string {
  const { url } = record['attributes'] as { readonly url?: string };
  return `${url ?? ''}/${shape.field.name}`;
}

export function shapeRecord(
  model: ObjectModel,
  shapes: readonly Shape[],
  row: SqlRow,
  apiVersion: number,
  childrenOf: ChildrenOf,
): QueryRecord {
  const id = row[0];
  const attributes =
    typeof id === 'string'
      ? { type: model.name, url: recordUrl(model.name, id, apiVersion) }
      : { type: model.name };
  const record: QueryRecord = { attributes };
  fill(record, shapes, row, apiVersion, childrenOf, String(id));
  return record;
}

function fill(
  record: Record<string, unknown>,
  shapes: readonly Shape[],
  row: SqlRow,
  apiVersion: number,
  childrenOf: ChildrenOf,
  id: string,
): void {
  for (const shape of shapes) {
    switch (shape.kind) {
      case 'value':
        record[shape.key] = isBlob(shape, row) ? blobAddress(record, shape) : shapeValue(shape, row);
        if (DECIMALS.has(shape.field.type)) markDouble(record, shape.key);
        break;
      case 'compound': {
        const parts = shape.parts.map((part) => [part.key, row[part.column] ?? null] as const);
        record[shape.key] = parts.every(([, value]) => value === null) ? null : Object.fromEntries(parts);
        break;
      }
      case 'parent': {
        const parentId = row[shape.idColumn];
        record[shape.key] =
          typeof parentId === 'string' ? parentRecord(shape, parentId, row, apiVersion, childrenOf) : null;
        break;
      }
      case 'typeof': {
        const targetId = row[shape.idColumn];
        record[shape.key] =
          typeof targetId === 'string' ? typeofRecord(shape, targetId, row, apiVersion, childrenOf) : null;
        break;
      }
      case 'children':
        record[shape.key] = childrenOf(shape, id);
    }
  }
}

function modelOf(models: readonly ObjectModel[], id: string): ObjectModel | undefined {
  return models.find((model) => model.definition.keyPrefix === id.slice(0, 3));
}

/** A parent of more than one possible object has the type `Name`, and the URL of the real object. */
function parentRecord(
  shape: Shape & { kind: 'parent' },
  id: string,
  row: SqlRow,
  apiVersion: number,
  childrenOf: ChildrenOf,
): Record<string, unknown> {
  const model = shape.model ?? modelOf(shape.models, id);
  const attributes = {
    type: shape.model?.name ?? 'Name',
    ...(model === undefined ? {} : { url: recordUrl(model.name, id, apiVersion) }),
  };
  const record: Record<string, unknown> = { attributes };
  fill(record, shape.shapes, row, apiVersion, childrenOf, id);
  return record;
}

function typeofRecord(
  shape: Shape & { kind: 'typeof' },
  id: string,
  row: SqlRow,
  apiVersion: number,
  childrenOf: ChildrenOf,
): Record<string, unknown> | null {
  const branch = shape.branches.find((candidate) => candidate.model.definition.keyPrefix === id.slice(0, 3));
  if (branch === undefined) return null;
  const record: Record<string, unknown> = {
    attributes: { type: branch.model.name, url: recordUrl(branch.model.name, id, apiVersion) },
  };
  fill(record, branch.shapes, row, apiVersion, childrenOf, id);
  return record;
}
