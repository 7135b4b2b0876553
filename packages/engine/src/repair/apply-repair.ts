import { isSyncError, type RepairResult } from '@sync-user/contract';
import type { OrgAccess, RowOutcome } from '../ports/org-access.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';
import { inParts } from './held-permissions.ts';
import { count, findRows, patchOf, type RepairStep, type WantedRow } from './repair-steps.ts';

/** Most rows of one call. Source: REST API Developer Guide, "sObject Collections". */
const ROWS_PER_CALL = 200;
/** How often a step looks again after an answer that was lost, or after somebody else was quicker. */
const MAX_LOOKS = 4;

/** Said of a row that somebody else has made in the mean time: looking again finds it. */
const IS_THERE = new Set(['DUPLICATE_VALUE', 'DUPLICATE_DEVELOPER_NAME', 'DUPLICATES_DETECTED']);
/** Said of objects and fields that have no permission of their own: everybody may read them. */
const NOT_GRANTABLE = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST';

type StepReport = RepairResult['steps'][number];

/** How to take a step back. */
type Undo =
  | { readonly kind: 'remove'; readonly ids: Set<string> }
  | {
      readonly kind: 'restore';
      readonly rows: (Readonly<Record<string, unknown>> & { readonly id: string })[];
    };

interface Done {
  readonly step: RepairStep;
  readonly report: StepReport;
  readonly made: Undo & { readonly kind: 'remove' };
  readonly changed: Undo & { readonly kind: 'restore' };
}

/**
 * Carries the steps out, one after the other. Each looks first at what is there, makes what is missing, and looks again
 * when an answer was lost or somebody else was quicker: a row is never made twice, and nothing is taken away. When a step
 * cannot be done, what this run made is taken back in reverse order, and what could not be taken back is told.
 */
export async function applyRepair(
  writer: OrgAccess,
  steps: readonly RepairStep[],
  context: CallContext,
): Promise<Pick<RepairResult, 'outcome' | 'message' | 'steps'>> {
  const done: Done[] = [];
  let setId: string | undefined;
  for (const [index, step] of steps.entries()) {
    const current: Done = {
      step,
      report: { text: step.text, outcome: 'done', detail: null },
      made: { kind: 'remove', ids: new Set() },
      changed: { kind: 'restore', rows: [] },
    };
    done.push(current);
    const outcome = await runStep(writer, current, setId, context);
    if (outcome.kind === 'failed') {
      const back = await takeBack(writer, done, context);
      const rest = steps
        .slice(index + 1)
        .map(({ text }) => ({ text, outcome: 'not_done' as const, detail: null }));
      return {
        outcome: 'rolled_back',
        message: sayRolledBack(step, outcome.reason, back),
        steps: [...back, ...rest],
      };
    }
    current.report.detail = outcome.detail;
    if (step.sobject === 'PermissionSet') setId = outcome.firstId;
  }
  return {
    outcome: 'applied',
    message: 'The permission set is complete and assigned.',
    steps: done.map(({ report }) => report),
  };
}

function sayRolledBack(step: RepairStep, reason: string, back: readonly StepReport[]): string {
  const left = back.filter(({ outcome }) => outcome === 'not_undone');
  const rest =
    left.length === 0
      ? 'Everything made before was taken back.'
      : `Not everything could be taken back: ${left.map(({ text }) => text).join('; ')}.`;
  return `${step.text}: ${reason} ${rest}`;
}

type StepOutcome =
  | { readonly kind: 'done'; readonly firstId: string | undefined; readonly detail: string | null }
  | { readonly kind: 'failed'; readonly reason: string };

async function runStep(
  writer: OrgAccess,
  done: Done,
  setId: string | undefined,
  context: CallContext,
): Promise<StepOutcome> {
  const { step } = done;
  const skipped = new Set<string>();
  let before: ReadonlySet<string> | undefined;
  let lastTrouble = '';
  let sure = true;
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    context.signal.throwIfAborted();
    try {
      const found = await writer.query(findRows(step, setId), context);
      if (found.kind === 'refused') return { kind: 'failed', reason: found.error.message };
      const existing = found.value.records;
      before ??= new Set(existing.map((row) => String(row['Id'])));
      // An answer was lost: what is there now and was not there before is ours.
      if (!sure) {
        for (const row of existing) if (!before.has(String(row['Id']))) done.made.ids.add(String(row['Id']));
      }
      const lacking = toDo(step, existing, skipped);
      if (lacking.create.length + lacking.update.length === 0) {
        const [first] = existing;
        return {
          kind: 'done',
          firstId: first === undefined ? undefined : String(first['Id']),
          detail: say(done, skipped),
        };
      }
      const refused = await send(writer, done, lacking, setId, context);
      for (const { wanted, outcome } of refused) {
        if (outcome.code === NOT_GRANTABLE) skipped.add(wanted.key.toLowerCase());
        else if (!IS_THERE.has(outcome.code)) return { kind: 'failed', reason: sayRefused(refused) };
      }
      lastTrouble = refused.length === 0 ? lastTrouble : sayRefused(refused);
    } catch (error) {
      // Whether Salesforce acted is not known: the next look tells.
      if (!isSyncError(error) || context.signal.aborted) throw error;
      lastTrouble = error.message;
      sure = false;
    }
  }
  return { kind: 'failed', reason: `${lastTrouble || 'It did not come to an end'}.` };
}

interface ToDo {
  readonly create: WantedRow[];
  readonly update: { readonly wanted: WantedRow; readonly row: SourceRecord }[];
}

function toDo(step: RepairStep, existing: readonly SourceRecord[], skipped: ReadonlySet<string>): ToDo {
  const byKey = new Map(existing.map((row) => [String(row[step.key]).toLowerCase(), row]));
  const todo: ToDo = { create: [], update: [] };
  for (const wanted of step.wanted) {
    const key = wanted.key.toLowerCase();
    const row = byKey.get(key);
    if (row === undefined) {
      if (!skipped.has(key)) todo.create.push(wanted);
    } else if (Object.keys(patchOf(wanted, row)).length > 0) todo.update.push({ wanted, row });
  }
  return todo;
}

interface Refused {
  readonly wanted: WantedRow;
  readonly outcome: RowOutcome & { readonly kind: 'failed' };
}

async function send(
  writer: OrgAccess,
  { step, made, changed }: Done,
  lacking: ToDo,
  setId: string | undefined,
  context: CallContext,
): Promise<Refused[]> {
  const refused: Refused[] = [];
  const link = step.setColumn === null ? {} : { [step.setColumn]: setId };
  for (const part of inParts(lacking.create, ROWS_PER_CALL)) {
    const rows = part.map((wanted) => ({
      ...link,
      ...wanted.values,
      ...Object.fromEntries(wanted.ticks.map((tick) => [tick, true])),
    }));
    const answer = await writer.create(step.sobject, rows, { allOrNone: false }, context);
    for (const [index, wanted] of part.entries()) {
      const outcome = outcomeAt(answer, index);
      if (outcome.kind === 'saved') made.ids.add(outcome.id);
      else refused.push({ wanted, outcome });
    }
  }
  for (const part of inParts(lacking.update, ROWS_PER_CALL)) {
    // Noted before it is sent: if the answer is lost, saying the old values again does no harm.
    for (const { wanted, row } of part) changed.rows.push(oldValues(wanted, row));
    const rows = part.map(({ wanted, row }) => ({ id: String(row['Id']), ...patchOf(wanted, row) }));
    const answer = await writer.update(step.sobject, rows, { allOrNone: false }, context);
    for (const [index, { wanted }] of part.entries()) {
      const outcome = outcomeAt(answer, index);
      if (outcome.kind === 'failed') refused.push({ wanted, outcome });
    }
  }
  return refused;
}

function oldValues(
  wanted: WantedRow,
  row: SourceRecord,
): Readonly<Record<string, unknown>> & { readonly id: string } {
  const columns = Object.keys(patchOf(wanted, row));
  return {
    id: String(row['Id']),
    ...Object.fromEntries(columns.map((column) => [column, row[column] ?? false])),
  };
}

/** A call that was refused as a whole is every row's refusal. */
function outcomeAt(answer: Awaited<ReturnType<OrgAccess['create']>>, index: number): RowOutcome {
  if (answer.kind === 'refused') {
    return {
      kind: 'failed',
      code: String(answer.error.details['salesforceCode'] ?? answer.error.code),
      message: answer.error.message,
      fields: [],
    };
  }
  const outcome = answer.value[index];
  if (outcome === undefined) throw new Error(`no outcome for row ${index}`);
  return outcome;
}

/** Takes back, last step first. A set that this run made takes its rows along. */
async function takeBack(
  writer: OrgAccess,
  done: readonly Done[],
  context: CallContext,
): Promise<StepReport[]> {
  const ownSet = done.some(({ step, made }) => step.sobject === 'PermissionSet' && made.ids.size > 0);
  const reports: StepReport[] = [];
  for (const [index, each] of [...done.entries()].toReversed()) {
    const { step, report, made, changed } = each;
    const failed = index === done.length - 1;
    const untouched = made.ids.size + changed.rows.length === 0;
    if (untouched) {
      reports.unshift({
        ...report,
        outcome: failed ? 'failed' : 'done',
        detail: failed ? report.detail : null,
      });
      continue;
    }
    const withSet = ownSet && step.setColumn === 'ParentId';
    const left = withSet ? undefined : await takeBackOne(writer, each, context);
    reports.unshift({
      text: report.text,
      outcome: left === undefined ? (failed ? 'failed' : 'undone') : 'not_undone',
      detail: left ?? (withSet ? WITH_SET : null),
    });
  }
  // What was to go with the set stays with it.
  const set = reports[done.findIndex(({ step }) => step.sobject === 'PermissionSet')];
  if (!ownSet || set?.outcome !== 'not_undone') return reports;
  return reports.map((report) => (report.detail === WITH_SET ? { ...report, ...LEFT_IN_SET } : report));
}

const WITH_SET = 'Gone with the permission set.';
const LEFT_IN_SET = { outcome: 'not_undone', detail: 'It is in the permission set that is left.' } as const;

/** Undefined when nothing is left; else what is. */
async function takeBackOne(
  writer: OrgAccess,
  { step, made, changed }: Done,
  context: CallContext,
): Promise<string | undefined> {
  let left: string | undefined;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      left = await undoOnce(writer, step, made.ids, changed.rows, context);
      if (left === undefined) return undefined;
    } catch (error) {
      if (!isSyncError(error)) throw error;
      left = error.message;
    }
  }
  return `${count(made.ids.size + changed.rows.length, 'row')} of ${step.sobject} may be left: ${left ?? ''}`;
}

/** Deleting a row that is gone already is as good as deleting it: the answer of the first try may have been lost. */
const IS_GONE = new Set(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'MALFORMED_ID', 'NOT_FOUND']);

async function undoOnce(
  writer: OrgAccess,
  step: RepairStep,
  ids: ReadonlySet<string>,
  rows: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[],
  context: CallContext,
): Promise<string | undefined> {
  const troubles: string[] = [];
  for (const part of inParts(rows, ROWS_PER_CALL)) {
    const answer = await writer.update(step.sobject, part, { allOrNone: false }, context);
    troubles.push(...part.flatMap((_, index) => troubleIn(outcomeAt(answer, index))));
  }
  // Children before their parents, which were made first.
  for (const part of inParts([...ids].toReversed(), ROWS_PER_CALL)) {
    const answer = await writer.remove(part, context);
    troubles.push(...part.flatMap((_, index) => troubleIn(outcomeAt(answer, index))));
  }
  return troubles.length === 0 ? undefined : [...new Set(troubles)].slice(0, 3).join(' ');
}

function troubleIn(outcome: RowOutcome): string[] {
  return outcome.kind === 'failed' && !IS_GONE.has(outcome.code) ? [outcome.message] : [];
}

/** In Salesforce's words; the first few, because one reason often stands for many rows. */
function sayRefused(refused: readonly Refused[]): string {
  const told = new Map<string, string[]>();
  for (const { wanted, outcome } of refused) {
    const text = `${outcome.message || outcome.code} (${outcome.code})`;
    told.set(text, [...(told.get(text) ?? []), wanted.key]);
  }
  return Array.from(told, ([text, keys]) => {
    const more = keys.length > 5 ? ` and ${keys.length - 5} more` : '';
    return `Salesforce refused ${keys.slice(0, 5).join(', ')}${more}: ${text}.`;
  })
    .slice(0, 3)
    .join(' ');
}

function say({ made, changed }: Done, skipped: ReadonlySet<string>): string | null {
  const parts = [
    ...(made.ids.size === 0 ? [] : [`${count(made.ids.size, 'row')} made`]),
    ...(changed.rows.length === 0 ? [] : [`${count(changed.rows.length, 'row')} completed`]),
    ...(skipped.size === 0 ? [] : [`without a permission of their own: ${[...skipped].join(', ')}`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
