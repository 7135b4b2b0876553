/** Rows that tell of objects and fields: who may not read those is not shown these. */
import type { ObjectModel, Schema } from '../schema/schema.ts';
import { quote } from '../storage/tables.ts';
import type { EffectiveAccess } from './effective-access.ts';

/** A condition on the rows under `alias`; undefined when it always holds. */
export function withoutHidden(
  schema: Schema,
  access: EffectiveAccess,
  userId: string,
  model: ObjectModel,
  alias: string,
): string | undefined {
  // OpportunityHistory tells of stages, not of fields: all of its rows are there.
  const isHistory = model.definition.associateEntityType === 'History' && model.has('Field');
  if (!isHistory) return withoutDefinitions(schema, access, userId, model, alias);
  const parent = schema.get(model.definition.associateParentEntity ?? '');
  return parent === undefined
    ? undefined
    : noneOf(alias, 'Field', hiddenFields(access, userId, parent).flatMap(namesInHistory));
}

function hiddenFields(access: EffectiveAccess, userId: string, model: ObjectModel): { name: string }[] {
  const rights = access.access(userId, model);
  return model.definition.fields.filter((field) => !rights.canReadField(field.name));
}

/**
 * A lookup stands there without its `Id`. Source: Object Reference, OpportunityFieldHistory: it respects field-level
 * security on the parent object.
 */
function namesInHistory({ name }: { readonly name: string }): string[] {
  return [name, name.replace(/Id$/, '')];
}

/** The schema as rows shows nobody what describe would not. */
function withoutDefinitions(
  schema: Schema,
  access: EffectiveAccess,
  userId: string,
  model: ObjectModel,
  alias: string,
): string | undefined {
  if (model.name !== 'EntityDefinition' && model.name !== 'FieldDefinition') return undefined;
  const hidden = schema.models().flatMap((object) => {
    if (model.name === 'EntityDefinition') return access.access(userId, object).read ? [] : [object.name];
    return hiddenFields(access, userId, object).map((field) => `${object.name}.${field.name}`);
  });
  return noneOf(alias, 'DurableId', hidden);
}

function noneOf(alias: string, column: string, values: readonly string[]): string | undefined {
  if (values.length === 0) return undefined;
  return `${alias}.${quote(column)} not in (select value from json_each('${JSON.stringify(values)}'))`;
}
