/** Rows of `OpportunityFieldHistory`, `AccountHistory`, `Site_Visit__History` and the like, where the org has them. */
import type { ObjectModel } from '../../schema/schema.ts';
import type { FieldDefinition } from '../../schema/types.ts';
import type { Row, Scalar } from '../../types.ts';
import type { RowChange, SaveContext } from '../save-context.ts';

function historyModel(context: SaveContext, model: ObjectModel): ObjectModel | undefined {
  if (model.name === 'Opportunity') return context.schema.get('OpportunityFieldHistory');
  const name =
    model.definition.kind === 'custom' ? model.name.replace(/__c$/, '__History') : `${model.name}History`;
  return context.schema.get(name);
}

/** `DataType` of a history row. Source: Object Reference, OpportunityFieldHistory. */
function dataType(field: FieldDefinition): string {
  switch (field.type) {
    case 'reference':
      return 'EntityId';
    case 'currency':
      return 'Currency';
    case 'percent':
      return 'Percent';
    case 'date':
      return 'DateOnly';
    case 'datetime':
      return 'DateTime';
    case 'picklist':
      return field.restrictedPicklist ? 'StaticEnum' : 'DynamicEnum';
    case 'boolean':
      return 'Boolean';
    case 'double':
    case 'int':
      return 'Double';
    default:
      return 'Text';
  }
}

export function writeFieldHistory(context: SaveContext, change: RowChange): void {
  const tracked = trackedFields(context, change.model);
  if (tracked.length === 0) return;
  const model = historyModel(context, change.model);
  if (model === undefined) return;
  const { row, before } = change;
  const parent = model.field(
    change.model.definition.kind === 'custom' ? 'ParentId' : `${change.model.name}Id`,
  );
  if (parent === undefined) return;
  const write = (fieldName: string, type: string, oldValue: Scalar, newValue: Scalar): void => {
    const history: Row = {
      Id: context.newId(model),
      IsDeleted: 0,
      [parent.name]: row['Id'] ?? null,
      CreatedById: context.caller.userId,
      CreatedDate: context.stamp,
      Field: fieldName,
      DataType: type,
      OldValue: oldValue,
      NewValue: newValue,
    };
    context.rows.insert(model, history);
    context.touched.add(model.name.toLowerCase());
  };
  if (before === undefined) {
    write('created', 'Text', null, null);
    return;
  }
  for (const field of tracked) {
    const oldValue = before[field.name] ?? null;
    const newValue = row[field.name] ?? null;
    if (oldValue === newValue) continue;
    // A lookup shows twice: by name and by id. Source: Object Reference, "FieldHistory" objects.
    const relation = field.type === 'reference' ? field.name.replace(/Id$/, '') : field.name;
    if (field.type === 'reference')
      write(relation, 'Text', nameOf(context, field, oldValue), nameOf(context, field, newValue));
    write(relation, dataType(field), shown(field, oldValue), shown(field, newValue));
  }
}

/** History is kept where an administrator asked for it. */
function trackedFields(context: SaveContext, model: ObjectModel): FieldDefinition[] {
  const chosen = context.setup.historyTracking[model.name.toLowerCase()] ?? [];
  return model.storedFields.filter((field) => field.trackHistory || chosen.includes(field.name));
}

/** Of long texts and multi-select picklists only that they changed is kept. Source: Salesforce Help, "Field History Tracking". */
function shown(field: FieldDefinition, value: Scalar): Scalar {
  if (field.type === 'multipicklist' || (field.type === 'textarea' && field.length > 255)) return null;
  if (value === null) return null;
  return field.type === 'boolean' ? String(value === 1) : String(value);
}

function nameOf(context: SaveContext, field: FieldDefinition, id: Scalar): Scalar {
  if (typeof id !== 'string') return null;
  const model = context.schema.byPrefix(id.slice(0, 3));
  if (model?.nameField === undefined || !field.referenceTo.includes(model.name)) return null;
  return context.rows.read(model, id)?.[model.nameField.name] ?? null;
}
