import type { PreflightServices } from '@sync-user/api';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { actorOf } from '../members/actor-of.ts';
import { readSubject } from '../preflight/open-access.ts';
import type { PreflightRunner } from '../preflight/preflight-runner.ts';

export function createPreflightServices(
  context: ConnectionContext,
  runner: PreflightRunner,
): Pick<PreflightServices, 'read' | 'run'> {
  return {
    async read(workspaceId, connectionId) {
      const { id } = await readSubject(context, workspaceId, connectionId);
      return context.store.preflight.read(workspaceId, id);
    },
    run: (workspaceId, connectionId, caller) =>
      runner.run(workspaceId, connectionId, { actor: actorOf(caller), caller }),
  };
}
