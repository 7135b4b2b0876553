/** What happens to an org as a whole: a sandbox is refreshed, an instance moves. */
import { randomInt } from 'node:crypto';
import type { Router } from '../http/router.ts';
import { makeId, toId18 } from '../org/ids.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

const MOST_ORGANIZATIONS = 900_000_000;

export function addOrgRoutes(router: Router<ControlHandler>): void {
  router
    .on('POST', '/__simulator/org/refresh', refreshSandbox)
    .on('POST', '/__simulator/org/move', moveInstance);
}

/** A refreshed sandbox has a new organization id and knows none of the old one's tokens. Source: facts 1.6. */
function refreshSandbox({ world, body }: ControlRequest): unknown {
  const given = new BodyReader(body, ['organizationId']).text('organizationId');
  const id = given === undefined ? makeId('00D', randomInt(1, MOST_ORGANIZATIONS)) : toId18(given);
  if (id?.startsWith('00D') !== true) throw new ControlError('"organizationId" is not an organization id.');
  world.org.changeOrganizationId(id);
  world.tokens.revokeAll();
  return { organizationId: id };
}

/** The org answers at a new address; what is left of the old one is sign-in and 420. */
async function moveInstance({ world, body }: ControlRequest): Promise<unknown> {
  const name = new BodyReader(body, ['instanceName']).text('instanceName');
  const instanceUrl = await world.instances.move();
  // Replay ids of before the move mean nothing after it. Source: facts 6.3.
  world.pubSub?.cutStreams();
  world.events.log.moveTo(1000);
  if (name !== undefined) {
    // Nobody can write this field, so no save would.
    world.org.writeSilently('Organization', world.org.organizationId, { InstanceName: name });
  }
  return { instanceUrl };
}
