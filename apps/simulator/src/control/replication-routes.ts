import type { Router } from '../http/router.ts';
import { purgeDeleteLog, type ReplicationSettings } from '../rest/delete-log.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

export function addReplicationControls(router: Router<ControlHandler>): void {
  router.on('POST', '/__simulator/replication', setReplication);
}

/** `/updated` and `/deleted`: how many ids, since when, and what the delete log has forgotten. */
function setReplication({ world, body }: ControlRequest): ReplicationSettings {
  const reader = new BodyReader(body, ['maxIds', 'enabledAt', 'deleteLogLimit', 'purge']);
  const { replication } = world.settings.current;
  const enabledAt = reader.text('enabledAt');
  if (enabledAt !== undefined && Number.isNaN(Date.parse(enabledAt))) {
    throw new ControlError(`enabledAt is not a time: ${enabledAt}`);
  }
  world.settings.change({
    replication: {
      ...replication,
      maxIds: reader.number('maxIds', 1) ?? replication.maxIds,
      enabledAt: enabledAt ?? replication.enabledAt,
      deleteLogLimit: reader.number('deleteLogLimit', 0) ?? replication.deleteLogLimit,
    },
  });
  if (reader.raw('purge') === true) purgeDeleteLog(world, world.org.clock.now());
  return world.settings.current.replication;
}
