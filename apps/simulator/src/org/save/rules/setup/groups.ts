/** Public groups and queues. Source: Object Reference, Group, GroupMember, QueueSobject. */
import { refuse } from '../../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../../save-context.ts';
import { integrity, refuseDuplicate, text } from './setup-checks.ts';

export function checkGroup(context: SaveContext, change: RowChange): void {
  if (change.before === undefined) {
    setField(change, 'Type', text(change.row['Type']) || 'Regular');
    const type = change.row['Type'];
    // The platform makes the others itself.
    if (type !== 'Regular' && type !== 'Queue') {
      throw refuse(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `bad value for restricted picklist field: ${text(type)}`,
        ['Type'],
      );
    }
  }
  if (text(change.row['DeveloperName']) === '') {
    setField(change, 'DeveloperName', text(change.row['Name']).replaceAll(/\W+/g, '_'));
  }
  refuseDuplicate(context, change, ['DeveloperName', 'Type'], undefined, 'DUPLICATE_DEVELOPER_NAME');
}

export function checkGroupMember(context: SaveContext, change: RowChange): void {
  refuseDuplicate(context, change, ['GroupId', 'UserOrGroupId']);
  if (change.row['GroupId'] === change.row['UserOrGroupId']) {
    throw integrity('A group cannot be a member of itself', 'UserOrGroupId');
  }
}

export function checkQueueSobject(context: SaveContext, change: RowChange): void {
  const object = context.schema.get(text(change.row['SobjectType']));
  if (object === undefined || object.field('OwnerId')?.referenceTo.includes('Group') !== true) {
    const message = `bad value for restricted picklist field: ${text(change.row['SobjectType'])}`;
    throw refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['SobjectType']);
  }
  setField(change, 'SobjectType', object.name);
  refuseDuplicate(context, change, ['QueueId', 'SobjectType']);
}
