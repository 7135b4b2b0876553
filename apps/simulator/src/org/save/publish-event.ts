import { randomUUID } from 'node:crypto';
import { checkRow } from './check-row.ts';
import type { RowChange, SaveContext } from './save-context.ts';

/**
 * A platform event is published when the transaction commits, and not kept as a row. Its UUID is how the publisher
 * knows it again. Source: Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs".
 */
export function publishEvent(context: SaveContext, change: RowChange, id: string): string {
  const { row, model } = change;
  checkRow(context, change);
  const eventUuid = randomUUID();
  row['EventUuid'] = eventUuid;
  row['CreatedDate'] = new Date(context.now()).toISOString();
  row['CreatedById'] = context.caller.userId;
  context.record({ kind: 'publish', object: model.name, id, after: row });
  return eventUuid;
}
