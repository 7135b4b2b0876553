import { ERRORS, type FieldPolicy, type Trouble } from '@sync-user/contract';
import { toColumnType } from '../map/column-type.ts';
import { isDefaultField } from '../map/default-fields.ts';
import { toColumns } from '../map/map-object.ts';
import type { IsoInstant } from '../ports/clock.ts';
import type { FoundChange } from '../ports/field-store.ts';
import type { ColumnType, MappedColumn } from '../ports/mirror.ts';
import type { FieldDescribe, ObjectDescribe } from '../ports/source-org.ts';

/** What the org's own list of fields says of one that describe does not show. */
export type WhereGone = 'hidden' | 'deleted' | 'unknown';

export interface KnownFields {
  readonly columns: readonly MappedColumn[];
  readonly cursorField: string;
  /** Fields that describe showed the last time, mapped or not; null: it was not looked at yet, and nothing is news. */
  readonly known: readonly string[] | null;
  readonly privateFields: readonly string[];
  readonly policy: FieldPolicy;
  readonly now: IsoInstant;
  /** Asked for fields that vanished. */
  readonly whereGone: (field: string) => WhereGone;
}

export interface ComparedFields {
  /** The columns as they are from now on, new ones behind. */
  readonly columns: readonly MappedColumn[];
  readonly changes: readonly FoundChange[];
  readonly lost: readonly string[];
  readonly recovered: readonly string[];
  /** Fields whose values must be read again although no stamp moved: new, back, perhaps made anew, of another type or formula. */
  readonly refill: readonly string[];
  readonly known: readonly string[];
}

/**
 * Compares the mapped columns with what the sync user sees now. Pure. A lost field keeps its column and its last values and
 * says why; one that is back is read again; a field of another type gets a column that holds both.
 */
export function compareFields(describe: ObjectDescribe, before: KnownFields): ComparedFields {
  const visible = new Map(describe.fields.map((field) => [lower(field.name), field]));
  const changes: FoundChange[] = [];
  const lost: string[] = [];
  const recovered: string[] = [];
  const refill: string[] = [];

  const columns = before.columns.map((column): MappedColumn => {
    const field = visible.get(lower(column.field));
    if (field === undefined) {
      if (column.trouble !== null || column.removedAt !== null) return column;
      lost.push(column.field);
      const where = before.whereGone(column.field);
      changes.push(
        changeOf(column, { kind: where === 'hidden' ? 'hidden' : 'removed', before: null, after: null }),
      );
      return { ...column, trouble: lostFieldTrouble(column.field, describe.name, where, before.now) };
    }
    const back = column.trouble?.code === 'SF_FIELD_NOT_READABLE';
    if (back) {
      recovered.push(column.field);
      changes.push(changeOf(column, { kind: 'returned', before: null, after: null }));
    }
    const { found, anew } = compareField(column, field);
    changes.push(...found);
    const isNotRead = column.removedAt !== null;
    if ((back || anew) && !isNotRead) refill.push(column.field);
    return {
      ...refreshed(column, field),
      trouble: back ? null : column.trouble,
      ...(anew && { asOf: null }),
    };
  });

  const added = newFields(describe, before).map((field) => ({ field, renamedFrom: renamedFrom(field) }));
  function renamedFrom(field: FieldDescribe): MappedColumn | undefined {
    const alike = before.columns.filter(
      (column) => lost.includes(column.field) && column.label === field.label && column.sfType === field.type,
    );
    return field.custom && alike.length === 1 ? alike[0] : undefined;
  }
  const fresh: MappedColumn[] = [];
  for (const { field, renamedFrom } of added) {
    const wanted = isDefaultField(describe.name, field) && toColumnType(field.type) !== undefined;
    const takes = wanted && before.policy === 'add';
    const about = { field: field.name, label: field.label, sfType: field.type };
    if (renamedFrom !== undefined) {
      // It stands where the loss stood: one event, not two.
      const index = changes.findIndex((change) => change.field === renamedFrom.field);
      changes.splice(index, 1);
    }
    changes.push({
      ...about,
      kind: renamedFrom === undefined ? 'added' : 'renamed',
      before: renamedFrom?.field ?? null,
      after: renamedFrom === undefined ? null : field.name,
      decision: !wanted ? 'none_needed' : takes ? 'automatic' : 'waiting',
    });
    if (takes) fresh.push(...toColumns(field, before.cursorField));
  }
  refill.push(...fresh.map((column) => column.field));
  return {
    columns: [...columns, ...fresh],
    changes,
    lost,
    recovered,
    refill,
    known: describe.fields.map((field) => field.name),
  };
}

function newFields(describe: ObjectDescribe, before: KnownFields): FieldDescribe[] {
  if (before.known === null) return [];
  const old = new Set(
    [...before.known, ...before.columns.map((column) => column.field), ...before.privateFields].map(lower),
  );
  return describe.fields.filter((field) => !old.has(lower(field.name)));
}

/**
 * `anew`: its values are read again. A custom field in which anything was changed may have been deleted and made anew under
 * its name, and has lost its values then; standard fields cannot be deleted. One made anew exactly as it was between two
 * comparisons shows nothing here.
 */
function compareField(column: MappedColumn, field: FieldDescribe): { found: FoundChange[]; anew: boolean } {
  const found: FoundChange[] = [];
  let anew = false;
  if (field.type !== column.sfType) {
    found.push(changeOf(column, { kind: 'retyped', before: column.sfType, after: field.type }));
    anew = true;
  } else if (sizeOf(column) !== sizeOf(field)) {
    const kind = isNarrower(field, column) ? 'narrowed' : 'widened';
    found.push(changeOf(column, { kind, before: sizeOf(column), after: sizeOf(field) }));
    // Values were cut to fit, or the field was made anew; neither moves a stamp.
    anew = kind === 'narrowed' || field.custom;
  } else if (pointsElsewhere(column, field)) {
    const [before, after] = [column, field].map(
      ({ referenceTo }) => `reference to ${referenceTo.join(', ')}`,
    );
    found.push(changeOf(column, { kind: 'retyped', before: before ?? null, after: after ?? null }));
    anew = true;
  }
  if (field.label !== column.label) {
    found.push(changeOf(column, { kind: 'relabelled', before: column.label, after: field.label }));
    anew ||= field.custom;
  }
  if (field.calculated && !column.calculated) {
    found.push(changeOf(column, { kind: 'formula_changed', before: null, after: field.calculatedFormula }));
    anew = true;
  }
  if (column.calculated && field.calculatedFormula !== column.formula) {
    found.push(
      changeOf(column, { kind: 'formula_changed', before: column.formula, after: field.calculatedFormula }),
    );
    anew = true;
  }
  return { found, anew };
}

/** A lookup keeps its object for life; one to another object is another field. */
function pointsElsewhere(column: MappedColumn, { custom, referenceTo }: FieldDescribe): boolean {
  if (!custom || column.referenceTo.length === 0 || referenceTo.length === 0) return false;
  return !referenceTo.some((sobject) => column.referenceTo.includes(sobject));
}

interface Size {
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
}

/** A text's characters, or a number's digits and places. */
function sizeOf({ length, precision, scale }: Size): string {
  return length > 0 ? String(length) : `${precision},${scale}`;
}

function isNarrower(now: Size, before: Size): boolean {
  return (
    now.length < before.length ||
    now.scale < before.scale ||
    now.precision - now.scale < before.precision - before.scale
  );
}

function changeOf(column: MappedColumn, change: Pick<FoundChange, 'kind' | 'before' | 'after'>): FoundChange {
  return {
    ...change,
    field: column.field,
    label: column.label,
    sfType: column.sfType,
    decision: 'none_needed',
  };
}

function refreshed(column: MappedColumn, field: FieldDescribe): MappedColumn {
  const wanted = toColumnType(field.type);
  const columnType = wanted === undefined ? column.columnType : widest(column.columnType, wanted);
  return {
    ...column,
    label: field.label,
    sfType: field.type,
    columnType,
    length: wanted === 'text' ? field.length : 0,
    precision: field.precision,
    scale: field.scale,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    calculated: field.calculated,
    formula: field.calculatedFormula,
  };
}

const NUMBERS: readonly ColumnType[] = ['integer', 'bigint', 'numeric'];

/** A type that holds the values of both: the wider number, else text. */
export function widest(before: ColumnType, after: ColumnType): ColumnType {
  if (before === after) return before;
  const widths = [before, after].map((type) => NUMBERS.indexOf(type));
  return widths.includes(-1) ? 'text' : (NUMBERS[Math.max(...widths)] ?? 'text');
}

const GONE_WORDS: Readonly<Record<WhereGone, string>> = {
  hidden: 'is hidden from the sync user: its field-level security does not let it be read',
  deleted: 'does not exist any more: it was deleted, or its API name was changed',
  unknown: 'is not visible to the sync user any more: it was deleted, renamed or hidden',
};

export function lostFieldTrouble(
  field: string,
  sobject: string,
  where: WhereGone,
  since: IsoInstant,
): Trouble {
  const { title, fix } = ERRORS.SF_FIELD_NOT_READABLE;
  return {
    code: 'SF_FIELD_NOT_READABLE',
    title,
    message: `${sobject}.${field} ${GONE_WORDS[where]}. Its column keeps the last values read.`,
    fix,
    since,
  };
}

function lower(name: string): string {
  return name.toLowerCase();
}
