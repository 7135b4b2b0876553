/** Object declarations with the flags that real orgs show for objects of that kind. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import { labelFromName } from './field-helpers.ts';

type Rest = Omit<ObjectDeclaration, 'name' | 'keyPrefix'>;

/** Objects people work with: records with owners, recycle bin, triggers. */
export function recordObject(name: string, keyPrefix: string, rest: Rest): ObjectDeclaration {
  const label = rest.label ?? labelFromName(name);
  return {
    name,
    keyPrefix,
    label,
    labelPlural: `${label}s`,
    kind: 'standard',
    createable: true,
    updateable: true,
    deletable: true,
    undeletable: true,
    mergeable: false,
    queryable: true,
    retrieveable: true,
    replicateable: true,
    searchable: true,
    layoutable: true,
    triggerable: true,
    feedEnabled: false,
    mruEnabled: true,
    recycleBin: true,
    ...rest,
  };
}

/** Configuration and log rows: readable by query, no layout, no recycle bin, writable only where said. */
export function setupObject(name: string, keyPrefix: string, rest: Rest): ObjectDeclaration {
  const label = rest.label ?? labelFromName(name);
  return {
    name,
    keyPrefix,
    label,
    labelPlural: `${label}s`,
    kind: 'setup',
    createable: false,
    updateable: false,
    deletable: false,
    undeletable: false,
    mergeable: false,
    queryable: true,
    retrieveable: true,
    replicateable: false,
    searchable: false,
    layoutable: false,
    triggerable: false,
    feedEnabled: false,
    mruEnabled: false,
    recycleBin: false,
    ...rest,
  };
}

/** For setup objects that the data API can create, change and delete. */
export const writable = { createable: true, updateable: true, deletable: true } as const;
