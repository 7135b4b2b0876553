/** What describe global and describe share about an object. Source: recorded answers, v48.0 to v59.0. */
import type { ObjectDefinition } from '../org/schema/types.ts';
import type { ObjectAccess } from '../org/types.ts';

/** First version whose answers name associated entities. Source: v48.0 lacks them, v52.0 has them. */
const ASSOCIATES_SINCE = 50;

export type Described = Record<string, unknown>;

/** Flags already say what this user may do: what the object allows and what the user is granted. */
export function objectFlags(object: ObjectDefinition, access: ObjectAccess, apiVersion: number): Described {
  return {
    activateable: false,
    ...(apiVersion < ASSOCIATES_SINCE
      ? {}
      : {
          associateEntityType: object.associateEntityType,
          associateParentEntity: object.associateParentEntity,
        }),
    createable: object.createable && access.create,
    custom: object.kind === 'custom' || object.kind === 'platformEvent',
    customSetting: object.customSetting != null,
    deepCloneable: object.deepCloneable ?? false,
    deletable: object.deletable && access.delete,
    deprecatedAndHidden: false,
    feedEnabled: object.feedEnabled,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: object.layoutable,
    mergeable: object.mergeable && access.edit,
    mruEnabled: object.mruEnabled,
    name: object.name,
    queryable: object.queryable,
    replicateable: object.replicateable,
    retrieveable: object.retrieveable,
    searchable: object.searchable,
    triggerable: object.triggerable,
    undeletable: object.undeletable && access.delete,
    updateable: object.updateable && access.edit,
  };
}
