import type { FieldInfo } from '@sync-user/contract';
import { formulaGraph } from '../formula/formula-graph.ts';
import { toColumnType } from '../map/column-type.ts';
import { toColumns } from '../map/map-object.ts';
import type { IsoInstant } from '../ports/clock.ts';
import type { MappedColumn } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { FieldDescribe, ObjectDescribe } from '../ports/source-org.ts';
import { isRequired } from './change-fields.ts';

export interface FieldFacts {
  readonly object: StoredObject;
  /** All selected objects of the workspace: formulas read across them. */
  readonly objects: readonly StoredObject[];
  readonly describe: ObjectDescribe;
  readonly privateFields: readonly string[];
  /** Columns that are being filled. */
  readonly filling: readonly string[];
  /** Records of the object whose formulas wait to be read again. */
  readonly stale: number;
  /** When a column removed at `removedAt` goes. */
  readonly dropAt: (removedAt: IsoInstant) => IsoInstant;
}

/** Every field of an object that the sync user sees, and those it saw once: what becomes of each, and how fresh it is. Pure. */
export function listFields(facts: FieldFacts): FieldInfo[] {
  const { object, describe } = facts;
  const graph = formulaGraph(facts.objects.map((one) => one.table));
  const columns = new Map(object.table.columns.map((column) => [lower(column.field), column]));
  const hidden = new Set(facts.privateFields.map(lower));
  const visible = new Map(describe.fields.map((field) => [lower(field.name), field]));

  const seen = describe.fields.map((field) => {
    const column = columns.get(lower(field.name));
    const isPrivate = hidden.has(lower(field.name));
    const state = isPrivate ? 'private' : column === undefined ? stateOf(field) : stateOfColumn(column);
    return toInfo(field, column, state);
  });
  const gone = object.table.columns.filter((column) => !visible.has(lower(column.field)));
  return [...seen, ...gone.map((column) => toInfo(undefined, column, stateOfColumn(column)))];

  function toInfo(
    field: FieldDescribe | undefined,
    column: MappedColumn | undefined,
    state: FieldInfo['state'],
  ): FieldInfo {
    const about = field ?? column;
    if (about === undefined) throw new Error('neither a field nor a column');
    const [would] = field === undefined ? [] : toColumns(field, object.table.cursorField);
    const name = field?.name ?? column?.field ?? '';
    const fresh = graph.of(describe.name, name);
    const sfType = field?.type ?? column?.sfType ?? '';
    return {
      name,
      label: about.label,
      type: sfType,
      custom: /__\w+$/.test(name),
      state,
      why: column?.trouble?.message ?? (state === 'not_syncable' ? notSyncable(sfType) : fresh.why),
      column: state === 'private' ? null : (column?.column ?? null),
      columnType: column?.columnType ?? would?.columnType ?? null,
      length: about.length,
      precision: about.precision,
      scale: about.scale,
      referenceTo: [...about.referenceTo],
      partOf: field?.compoundFieldName ?? null,
      encrypted: field?.encrypted ?? false,
      calculated: about.calculated,
      formula: column?.formula ?? field?.calculatedFormula ?? null,
      dependsOn: [...fresh.dependsOn],
      freshness: fresh.freshness,
      asOf: column === undefined || state !== 'mapped' ? null : asOf(column, fresh.freshness),
      removedAt: column?.removedAt ?? null,
      droppedAt: column?.removedAt == null ? null : facts.dropAt(column.removedAt),
      filling: facts.filling.includes(name),
      required: isRequired(object.table, name),
      trouble: column?.trouble ?? null,
    };
  }

  /** A column that moves with its record is as fresh as the object; one that reads others, once none of them waits. */
  function asOf(column: MappedColumn, freshness: FieldInfo['freshness']): IsoInstant | null {
    const readThrough = object.cursor?.readThrough ?? null;
    if (freshness === 'record') return readThrough;
    if (freshness !== 'related') return column.asOf;
    if (facts.stale > 0) return column.asOf;
    const others = facts.objects.flatMap((one) => one.cursor?.readThrough ?? []);
    return others.reduce<IsoInstant | null>((a, b) => (a !== null && a < b ? a : b), readThrough);
  }
}

function stateOf(field: FieldDescribe): FieldInfo['state'] {
  if (field.name === 'IsDeleted') return 'not_syncable';
  return toColumnType(field.type) === undefined ? 'not_syncable' : 'available';
}

function stateOfColumn(column: MappedColumn): FieldInfo['state'] {
  if (column.removedAt !== null) return 'removed';
  return column.trouble === null ? 'mapped' : 'lost';
}

const NOT_SYNCABLE: Readonly<Record<string, string>> = {
  boolean: 'It is read with every row and not kept: deleted records leave the table.',
  address: 'It is a compound value: its parts are fields of their own.',
  location: 'It is a compound value: its latitude and longitude are fields of their own.',
  base64: 'Binary content is not mirrored: fetch it from Salesforce by the record’s id.',
  complexvalue: 'Salesforce’s own structure, which has no column type.',
  json: 'Salesforce’s own structure, which has no column type.',
};

function notSyncable(type: string): string {
  return NOT_SYNCABLE[type] ?? `Fields of type ${type} are not mirrored.`;
}

function lower(name: string): string {
  return name.toLowerCase();
}
