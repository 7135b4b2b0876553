/** Merging duplicates into one row. Source: SOAP API Developer Guide, merge(). */
import { requireRowAccess } from '../access/row-access.ts';
import { toId18 } from '../ids.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { Row, SaveOperation } from '../types.ts';
import type { Done } from './apply-operation.ts';
import { assignValues } from './assign-values.ts';
import { markDeleted, requireDeletable } from './delete-row.ts';
import { reparent } from './reparent.ts';
import { requireRow } from './require-row.ts';
import { refuse } from './row-failure.ts';
import type { RowChange, SaveContext } from './save-context.ts';
import { updateRow } from './write-row.ts';

/** Cases merge by other means, though their rows have a MasterRecordId. */
const MERGEABLE = new Set(['Account', 'Contact', 'Lead']);
const MAX_LOSERS = 2;
/** Links that say what a row is; they stay where they are. */
const OWN_LINKS = new Set(['MasterRecordId', 'PersonContactId']);

/** @throws RowFailure */
export function mergeRows(
  context: SaveContext,
  model: ObjectModel,
  operation: SaveOperation & { kind: 'merge' },
): Done {
  if (!MERGEABLE.has(model.name)) {
    throw refuse('INVALID_TYPE', `merge is not supported for ${model.name}`);
  }
  const id = requireId(operation.id);
  const loserIds = operation.loserIds.map(requireId);
  const access = context.access.access(context.caller.userId, model);
  if (!access.edit)
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  if (loserIds.length === 0 || loserIds.length > MAX_LOSERS) {
    throw refuse('INVALID_ARGUMENT_TYPE', 'merge takes one or two records to merge into the master record');
  }
  if (new Set([id, ...loserIds]).size <= loserIds.length) {
    throw refuse('INVALID_ID_FIELD', 'the master record and the records to merge must be different records');
  }
  const master = requireRow(context, model, id);
  requireRowAccess(context, model, master, 'edit');
  const losers = loserIds.map((loserId) => requireDeletable(context, model, loserId));
  refuseUnlike(model, master, losers);

  for (const loser of losers) {
    mergePersonContacts(context, master, loser);
    moveChildren(context, model, String(loser['Id']), id);
  }
  const before = requireRow(context, model, id);
  const change: RowChange = { model, row: { ...before }, before, changed: new Set() };
  assignValues(context, change, operation.values);
  for (const loserId of loserIds) markDeleted(context, model, loserId, { MasterRecordId: id });
  updateRow(context, change, { skipDuplicateRules: true, skipAssignmentRules: true });
  return { success: true, id, created: false };
}

function requireId(text: string): string {
  const id = toId18(text);
  if (id === undefined) throw refuse('MALFORMED_ID', `malformed id ${text}`);
  return id;
}

/** People merge with people, companies with companies; a converted lead is nobody any more. */
function refuseUnlike(model: ObjectModel, master: Readonly<Row>, losers: readonly Readonly<Row>[]): void {
  const kind = (row: Readonly<Row>): number => (row['IsPersonAccount'] === 1 ? 1 : 0);
  if (losers.some((loser) => kind(loser) !== kind(master))) {
    throw refuse('MERGE_FAILED', 'business accounts and person accounts cannot be merged with each other');
  }
  if (model.name === 'Lead' && [master, ...losers].some((row) => row['IsConverted'] === 1)) {
    throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  }
}

/** The contacts of two person accounts become one too. */
function mergePersonContacts(context: SaveContext, master: Readonly<Row>, loser: Readonly<Row>): void {
  const contacts = context.schema.get('Contact');
  const [kept, gone] = [master['PersonContactId'], loser['PersonContactId']];
  if (contacts === undefined || typeof kept !== 'string' || typeof gone !== 'string') return;
  moveChildren(context, contacts, gone, kept);
  markDeleted(context, contacts, gone, { MasterRecordId: kept });
}

/** Everything that names the loser names the master from now on. */
function moveChildren(context: SaveContext, model: ObjectModel, loserId: string, masterId: string): void {
  for (const { child, field } of context.schema.children(model.name)) {
    const { kind, view, associateParentEntity } = child.definition;
    if (
      view === true ||
      kind === 'platformEvent' ||
      associateParentEntity !== null ||
      OWN_LINKS.has(field.name)
    )
      continue;
    for (const childId of context.rows.findIds(child, field.name, loserId)) {
      if (childId === masterId) {
        // The master hung under the loser: it must not hang under itself.
        reparent(context, child, childId, { [field.name]: null });
      } else if (isSecondMember(context, child, childId, field.name, masterId)) {
        markDeleted(context, child, childId);
      } else {
        reparent(context, child, childId, { [field.name]: masterId });
      }
    }
  }
}

/** What somebody can be in only once. */
const MEMBERSHIPS: Readonly<Record<string, string>> = {
  CampaignMember: 'CampaignId',
  TaskRelation: 'TaskId',
  EventRelation: 'EventId',
};

/** Master and loser may be members of one campaign; one membership is left. */
function isSecondMember(
  context: SaveContext,
  child: ObjectModel,
  childId: string,
  fieldName: string,
  masterId: string,
): boolean {
  const group = MEMBERSHIPS[child.name];
  if (group === undefined) return false;
  const joined = context.rows.read(child, childId)?.[group];
  return context.rows
    .findIds(child, fieldName, masterId)
    .some((id) => context.rows.read(child, id)?.[group] === joined);
}
