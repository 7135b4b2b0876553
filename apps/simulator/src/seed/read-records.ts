import type { Scalar } from '../org/types.ts';
import type { Problems } from './problems.ts';
import type { SeedRecord } from './seed.ts';
import { isObject, type SeedReader } from './seed-reader.ts';

/**
 * Records by object, or in one list with `attributes.type`, as the files of `sf data import tree` have them:
 * `attributes.referenceId` names a record, `"@name"` points at it, `{"records": [...]}` holds children.
 */
export function readRecords(reader: SeedReader, problems: Problems): SeedRecord[] {
  const value = reader.raw('records');
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    return reader
      .items('records')
      .flatMap(([item, path]) => readRecord(item, path, undefined, undefined, problems));
  }
  return reader.members('records').flatMap(([object, list, path]) => {
    if (!Array.isArray(list)) {
      problems.add(path, 'must be a list of records');
      return [];
    }
    return list.flatMap((item: unknown, index) =>
      readRecord(item, `${path}[${index}]`, object, undefined, problems),
    );
  });
}

function readRecord(
  item: unknown,
  path: string,
  object: string | undefined,
  relationship: string | undefined,
  problems: Problems,
): SeedRecord[] {
  if (!isObject(item)) {
    problems.add(path, 'must be an object with field values');
    return [];
  }
  const attributes = isObject(item['attributes']) ? item['attributes'] : {};
  const type = typeof attributes['type'] === 'string' ? attributes['type'] : object;
  if (type === undefined) {
    problems.add(path, 'needs "attributes": {"type": "Account"}, or must stand under its object\'s name');
    return [];
  }
  const ref = attributes['referenceId'] ?? item['ref'];
  if (ref !== undefined && typeof ref !== 'string') problems.add(`${path}.ref`, 'must be a text');
  const values: Record<string, Scalar> = {};
  const children: SeedRecord[] = [];
  for (const [name, value] of Object.entries(item)) {
    if (name === 'attributes' || name === 'ref') continue;
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      values[name] = value;
    } else if (isObject(value) && Array.isArray(value['records'])) {
      const list: readonly unknown[] = value['records'];
      for (const [index, child] of list.entries()) {
        children.push(...readRecord(child, `${path}.${name}.records[${index}]`, undefined, name, problems));
      }
    } else {
      problems.add(`${path}.${name}`, 'must be a text, a number, true, false, null, or {"records": [...]}');
    }
  }
  return [
    { path, object: type, ref: typeof ref === 'string' ? ref : undefined, values, children, relationship },
  ];
}
