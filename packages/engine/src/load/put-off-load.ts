import type { SyncError } from '@sync-user/contract';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { retryDelayMs, toTrouble } from '../trouble.ts';

/** Notes why a load does not begin, or go on, now; it is tried again later, from where it stands. */
export async function putOffLoad(
  ports: Pick<EnginePorts, 'objects' | 'clock'>,
  workspaceId: string,
  sobject: string,
  reason: SyncError,
): Promise<void> {
  const object = await ports.objects.read(workspaceId, sobject);
  if (object?.state !== 'waiting' && object?.state !== 'loading') return;
  const nowMs = ports.clock.nowMs();
  await ports.objects.writeState(workspaceId, sobject, object.state, toTrouble(reason, toInstant(nowMs)), {
    from: object.state,
    nextAttemptAt: toInstant(nowMs + (retryDelayMs(reason.code) ?? 0)),
  });
}
