import { makeId } from './ids.ts';
import type { ObjectModel } from './schema/schema.ts';
import type { OrgStore } from './storage/org-store.ts';

/** The next id of the object. Never given twice, also when the row is rolled back. */
export function newId(store: OrgStore, model: ObjectModel): string {
  const prefix = requirePrefix(model);
  return makeId(prefix, store.takeNumbers(prefix, 1));
}

export function requirePrefix(model: ObjectModel): string {
  const prefix = model.definition.keyPrefix;
  if (prefix === null)
    throw new Error(`${model.name} has no key prefix, so its rows have no ids of their own.`);
  return prefix;
}
