/** Share rows that people write, and those that go with an owner. Source: Object Reference, AccountShare …; facts 7.4 and 8.7. */
import { shareObjectName } from '../../../access/access-rules.ts';
import {
  levelRank,
  LEVELS,
  shareLevelField,
  shareParentField,
  sharingOf,
  type Level,
} from '../../../access/sharing-model.ts';
import type { ObjectModel } from '../../../schema/schema.ts';
import type { Row } from '../../../types.ts';
import { refuse } from '../../row-failure.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../../save-context.ts';
import { integrity, isPlatform, refuseDuplicate, text } from './setup-checks.ts';

/** Who may share the record adds manual shares to it, and only such as give more than everybody has. */
export function checkShare(context: SaveContext, change: RowChange, shared: ObjectModel): void {
  const { model, row, before } = change;
  const parentField = shareParentField(model.name);
  const levelField = shareLevelField(model.name);
  requireMayShare(context, shared, text(row[parentField]));
  if (before === undefined) {
    setField(change, 'RowCause', text(row['RowCause']) || 'Manual');
    if (!isPlatform(context) && row['RowCause'] !== 'Manual') {
      throw refuse(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `bad value for restricted picklist field: ${text(row['RowCause'])}`,
        ['RowCause'],
      );
    }
    refuseDuplicate(context, change, [parentField, 'UserOrGroupId', 'RowCause']);
  } else {
    requireManual(before);
  }
  const level = text(row[levelField]);
  const sharing = sharingOf(shared, context.sharing.organization());
  if (sharing.kind !== 'owned')
    throw integrity(`${shared.definition.label} is controlled by its parent`, parentField);
  if (level === 'All')
    throw refuse(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      `bad value for restricted picklist field: ${level}`,
      [levelField],
    );
  const known = LEVELS.find((one): one is Level => one === level) ?? 'None';
  if (levelRank(known) <= levelRank(sharing.level)) {
    throw integrity(
      `trivial share level ${known}, for organization with default level ${sharing.level}`,
      levelField,
    );
  }
}

export function checkShareDelete(
  context: SaveContext,
  model: ObjectModel,
  shared: ObjectModel,
  row: Readonly<Row>,
): void {
  if (isPlatform(context)) return;
  requireManual(row);
  requireMayShare(context, shared, text(row[shareParentField(model.name)]));
}

function requireManual(row: Readonly<Row>): void {
  if (row['RowCause'] === 'Manual') return;
  throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
}

function requireMayShare(context: SaveContext, shared: ObjectModel, recordId: string): void {
  if (context.sharing.allows(context.caller.userId, shared, recordId, 'share')) return;
  throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
}

/** A new owner gives to others what they like: manual shares go with the old one. Source: facts 8.7. */
export function dropManualShares(context: SaveContext, change: RowChange): void {
  if (change.before === undefined || !change.model.has('OwnerId') || !hasChanged(change, 'OwnerId')) return;
  const share = context.schema.get(shareObjectName(change.model.name));
  if (share === undefined) return;
  const where = `"${shareParentField(share.name)}" = ? and "RowCause" = 'Manual'`;
  for (const row of context.access.reader.rows(share.name, where, String(change.row['Id']))) {
    context.rows.removeForGood(share, String(row['Id']), context.stamp);
  }
}
