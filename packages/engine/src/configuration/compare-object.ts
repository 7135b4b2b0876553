import type { ConfigurationChange, ConfiguredObject } from '@sync-user/contract';
import { toColumnType } from '../map/column-type.ts';
import { mapObject } from '../map/map-object.ts';
import type { FieldDescribe, ObjectDescribe } from '../ports/source-org.ts';
import { isRequired, withParts } from '../select/change-fields.ts';
import type { ConfigurationStep, FoundProblem } from './configuration-plan.ts';
import type { CurrentObject } from './configuration-state.ts';

export interface ObjectQuestion {
  /** As the file spells it. */
  readonly name: string;
  readonly wanted: ConfiguredObject;
  readonly current: CurrentObject | undefined;
  /** Undefined: the sync user does not see it in this org. */
  readonly describe: ObjectDescribe | undefined;
  /** Kept private here, selected or not. */
  readonly privateFields: readonly string[];
  readonly exact: boolean;
}

export interface ComparedObject {
  readonly problems: readonly FoundProblem[];
  readonly changes: readonly ConfigurationChange[];
  readonly steps: readonly ConfigurationStep[];
}

const PLACE = { workspaceId: '', schema: '' };

/** Compares one object of a file with what is selected here and with the org, by developer name. Pure. */
export function compareObject(question: ObjectQuestion): ComparedObject {
  const { name, current, describe } = question;
  if (describe === undefined && current === undefined) {
    const problem: FoundProblem = {
      severity: 'refused',
      at: ['objects', name],
      message: `The sync user sees no object ${name} in this org.`,
      fix: `Make it in this org and let the sync user read it, or take ${name} out of the file.`,
    };
    return { problems: [problem], changes: [], steps: [] };
  }
  const mapped = describe && mapObject(describe, [], PLACE);
  if (mapped?.kind === 'not_syncable' && current === undefined) {
    const fix = `Take ${name} out of the file.`;
    const message = `${name} cannot be synced: ${mapped.reason}.`;
    return {
      problems: [{ severity: 'refused', at: ['objects', name], message, fix }],
      changes: [],
      steps: [],
    };
  }
  const object = current?.stored.table.sobject ?? describe?.name ?? name;
  const always = new Set(
    mapped?.kind === 'mapped' ? mapped.table.columns.map(({ field }) => lower(field)) : [],
  );
  return compareFields(question, object, always);
}

function compareFields(
  { name, wanted, current, describe, privateFields, exact }: ObjectQuestion,
  object: string,
  always: ReadonlySet<string>,
): ComparedObject {
  const problems: FoundProblem[] = [];
  const at = (...rest: string[]): string[] => ['objects', name, ...rest];
  const seen = new Map(describe?.fields.map((field) => [lower(field.name), field]));
  const columns = new Map(current?.stored.table.columns.map((column) => [lower(column.field), column]));
  const isMapped = (field: string): boolean => columns.get(lower(field))?.removedAt === null;

  const secret = new Set(privateFields.map(lower));
  const named = new Set(wanted.private.map(lower));
  const hide = wanted.private.filter((field) => !secret.has(lower(field))).map(spell);
  const show = exact ? privateFields.filter((field) => !named.has(lower(field))) : [];
  const shown = new Set(show.map(lower));
  const hiddenThen = new Set([
    ...(describe === undefined ? wanted.private : withParts(describe, wanted.private)).map(lower),
    ...privateFields.map(lower).filter((field) => !shown.has(field)),
  ]);
  const cursorField = current?.stored.table.cursorField ?? 'SystemModstamp';
  for (const field of wanted.private) {
    if (isRequired({ cursorField }, field))
      problems.push({
        severity: 'refused',
        at: at('private', field),
        message: `Nothing of ${object} can be read without ${field}: it cannot be private.`,
        fix: 'Take it out of the list.',
      });
  }

  const add: string[] = [];
  for (const [field, type] of Object.entries(wanted.fields)) {
    if (hiddenThen.has(lower(field))) {
      const isByFile = !secret.has(lower(field)) || named.has(lower(field));
      problems.push({
        severity: isByFile ? 'refused' : 'warning',
        at: at('fields', field),
        message: isByFile
          ? `The file maps ${field} and keeps it, or the compound field it is a part of, private.`
          : `${field} is kept private in this workspace and stays so; it is not mapped.`,
        fix: isByFile ? 'Name it in one place only.' : 'Show it here first, or apply the file exactly.',
      });
      continue;
    }
    const problem = fieldProblem(object, field, type, seen.get(lower(field)), isMapped(field));
    if (problem !== undefined) problems.push({ ...problem, at: at('fields', field) });
    if (problem?.severity !== 'refused' && !isMapped(field)) add.push(spell(field));
  }

  const kept = new Set(Object.keys(wanted.fields).map(lower));
  const remove =
    current === undefined || !exact
      ? []
      : current.stored.table.columns
          .filter((column) => column.removedAt === null && !kept.has(lower(column.field)))
          .filter((column) => !always.has(lower(column.field)) && !hiddenThen.has(lower(column.field)))
          .map((column) => column.field)
          .filter((field) => !isRequired({ cursorField }, field));

  const difference = toDifference({ object, wanted, current, seen, add, remove, hide, show });
  return { problems, ...difference };

  function spell(field: string): string {
    return seen.get(lower(field))?.name ?? columns.get(lower(field))?.field ?? field;
  }
}

function fieldProblem(
  object: string,
  field: string,
  type: string,
  here: FieldDescribe | undefined,
  isMapped: boolean,
): Omit<FoundProblem, 'at'> | undefined {
  if (here === undefined) {
    // What is mapped already is lost for now: its own page says so.
    if (isMapped) return undefined;
    return {
      severity: 'refused',
      message: `The sync user sees no field ${object}.${field} in this org.`,
      fix: `Make it (${type}) in this org and let the sync user read it, or take it out of the file.`,
    };
  }
  const columnType = toColumnType(here.type);
  if (columnType === undefined || field === 'IsDeleted')
    return {
      severity: 'refused',
      message: `${object}.${field} is of type ${here.type} here, which is not mirrored.`,
      fix: 'Take it out of the file.',
    };
  if (here.type === type) return undefined;
  if (columnType === toColumnType(type))
    return {
      severity: 'warning',
      message: `${object}.${field} is ${here.type} here and ${type} in the file; its column is the same (${columnType}).`,
      fix: 'Nothing needs to be done, if what reads the mirror takes both.',
    };
  return {
    severity: 'refused',
    message: `${object}.${field} is ${here.type} here and ${type} in the file: its column would be of another type.`,
    fix: `Change the field’s type in this org, or write “${here.type}” in the file when that is what you want.`,
  };
}

interface Difference {
  readonly object: string;
  readonly wanted: ConfiguredObject;
  readonly current: CurrentObject | undefined;
  readonly seen: ReadonlyMap<string, FieldDescribe>;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly hide: readonly string[];
  readonly show: readonly string[];
}

/** What is to be said, and what is to be done. */
function toDifference(difference: Difference): Omit<ComparedObject, 'problems'> {
  const { object, wanted, current, seen, add, remove, hide, show } = difference;
  const changes: ConfigurationChange[] = [];
  const steps: ConfigurationStep[] = [];
  const note = (
    subject: ConfigurationChange['subject'],
    kind: ConfigurationChange['kind'],
    name: string,
    values: readonly [string | null, string | null],
    effect: string,
  ) => changes.push({ kind, subject, object, name, before: values[0], after: values[1], effect });
  const typeOf = (field: string): string => seen.get(lower(field))?.type ?? '';
  const reading = { mode: wanted.mode, intervalSeconds: wanted.intervalSeconds };
  const isNew = current === undefined;

  if (isNew) {
    note('object', 'add', object, [null, `${add.length} fields`], 'Its first load begins.');
    steps.push({
      kind: 'select',
      object,
      fields: add,
      private: hide,
      shown: show,
      rowFilter: wanted.rowFilter,
      reading,
    });
  } else if (add.length + remove.length + hide.length + show.length > 0) {
    steps.push({ kind: 'fields', object, add, remove, private: hide, shown: show });
  }
  for (const field of add)
    note(
      'field',
      'add',
      field,
      [null, typeOf(field)],
      isNew ? 'Comes with the first load.' : 'Its column is filled.',
    );
  for (const field of remove)
    note(
      'field',
      'remove',
      field,
      [typeOf(field), null],
      'It is read no more; its column goes after some days.',
    );
  for (const field of hide)
    note(
      'privacy',
      'add',
      field,
      [null, 'private'],
      isNew ? 'It is never asked for.' : 'Its values are deleted at once and never asked for again.',
    );
  for (const field of show) note('privacy', 'remove', field, ['private', null], 'It may be mapped again.');

  const before = current?.stored;
  const filterBefore = before?.table.rowFilter ?? null;
  if (wanted.rowFilter !== filterBefore) {
    const kind = filterBefore === null ? 'add' : wanted.rowFilter === null ? 'remove' : 'change';
    const effect = isNew
      ? 'Only these rows are loaded.'
      : wanted.rowFilter === null
        ? 'All rows come.'
        : 'Rows that do not meet it leave; those that do come.';
    note('row_filter', kind, 'Row filter', [filterBefore, wanted.rowFilter], effect);
    if (!isNew) steps.push({ kind: 'row_filter', object, filter: wanted.rowFilter });
  }
  const [modeBefore, intervalBefore] = [before?.mode ?? 'auto', before?.intervalSeconds ?? null];
  if (wanted.mode !== modeBefore)
    note('reading', 'change', 'Mode', [modeBefore, wanted.mode], 'It is read so from now on.');
  if (wanted.intervalSeconds !== intervalBefore)
    note(
      'reading',
      'change',
      'Interval',
      [seconds(intervalBefore), seconds(wanted.intervalSeconds)],
      'It is read so often from now on.',
    );
  if (!isNew && (wanted.mode !== modeBefore || wanted.intervalSeconds !== intervalBefore))
    steps.push({ kind: 'reading', object, reading });
  return { changes, steps };
}

function seconds(interval: number | null): string {
  return interval === null ? 'the workspace’s' : `${interval} s`;
}

function lower(name: string): string {
  return name.toLowerCase();
}
