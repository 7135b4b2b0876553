import type { NoticeKind } from '@sync-user/contract';
import { type Clock, toInstant } from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { NoticeDesk } from '../connection/connection-context.ts';

/**
 * How long people are not told yet. A lost connection often comes back by itself or by somebody who is at it already
 * (a password is changed, then the user reconnects): what is mended within this time disturbs nobody, while an hour's
 * outage is known after two minutes. The console shows every incident at once.
 */
const GRACE_MS: Readonly<Record<NoticeKind, number>> = {
  connection_lost: 120_000,
  personal_connection_lost: 120_000,
  permissions_missing: 0,
  other_org: 0,
  approvals_used_up: 0,
  drift_not_mended: 0,
};

export interface NoticesOptions {
  readonly store: Pick<Store, 'notices'>;
  readonly clock: Clock;
  /** The server has SMTP_URL. */
  readonly canEmail: boolean;
  /** Overrides the grace of every kind; for tests. */
  readonly graceMs?: number | undefined;
  /** Called when something is to be told. */
  readonly onDue?: () => void;
}

/** Opens and closes incidents. Telling people is the work of `startDeliveries`, on any machine. */
export function createNotices({ store, clock, canEmail, graceMs, onDue }: NoticesOptions): NoticeDesk {
  return {
    async open(workspaceId, { kind, subject, title, text, action = null }) {
      const nowMs = clock.nowMs();
      const { opened } = await store.notices.open(
        workspaceId,
        { kind, subject, title, text, action },
        { now: toInstant(nowMs), tellAt: toInstant(nowMs + (graceMs ?? GRACE_MS[kind])), canEmail },
      );
      if (opened) onDue?.();
    },
    async close(workspaceId, kind, subject) {
      const { closed } = await store.notices.close(workspaceId, kind, subject, toInstant(clock.nowMs()));
      if (closed) onDue?.();
    },
  };
}
