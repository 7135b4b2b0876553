import { type ErrorCode, SyncError, type Trouble } from '@sync-user/contract';
import type { IsoInstant } from './ports/clock.ts';

/** An error as it is shown beside the thing it stops. */
export function toTrouble(error: SyncError, since: IsoInstant): Trouble {
  return { code: error.code, title: error.spec.title, message: error.message, fix: error.spec.fix, since };
}

/** How long to leave something alone after a failure, by the error's own policy. */
export function retryDelayMs(code: ErrorCode): number | undefined {
  const policy = new SyncError(code, '').spec.retry;
  if (policy === 'soon') return 10_000;
  if (policy === 'after_quota_reset') return 300_000;
  return undefined;
}
