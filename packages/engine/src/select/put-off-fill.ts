import type { SyncError } from '@sync-user/contract';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { BackfillKind } from '../ports/field-store.ts';
import { retryDelayMs, toTrouble } from '../trouble.ts';

/** Notes why columns are not filled now; it is tried again later, from where it stands. */
export async function putOffFill(
  ports: Pick<EnginePorts, 'fields' | 'clock'>,
  workspaceId: string,
  sobject: string,
  kind: BackfillKind,
  reason: SyncError,
): Promise<void> {
  const backfill = await ports.fields.readBackfill(workspaceId, sobject, kind);
  if (backfill === undefined || backfill.phase === 'done' || backfill.phase === 'failed') return;
  const nowMs = ports.clock.nowMs();
  await ports.fields.writeBackfill(backfill.backfillId, {
    trouble: toTrouble(reason, toInstant(nowMs)),
    nextAttemptAt: toInstant(nowMs + (retryDelayMs(reason.code) ?? 0)),
  });
}
