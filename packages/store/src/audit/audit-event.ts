import type { Queryable } from '../database/queryable.ts';

/** Something that was done, by whom. Details are facts without secrets or record contents. */
export interface AuditEvent {
  /** Null: it concerns the whole installation. */
  readonly workspaceId: string | null;
  /** `user:<email>`, `key:<name>` or `system`. */
  readonly actor: string;
  /** Noun and past tense: `connection.connected`. */
  readonly action: string;
  readonly target: string | null;
  /** Username of the Salesforce user in whose name it was done; absent when Salesforce had no part in it. */
  readonly asUser?: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}

export interface StoredAuditEvent extends AuditEvent {
  readonly id: number;
  readonly asUser: string | null;
  readonly at: string;
}

/** Runs in the caller's transaction when `db` is one, so that the event stands or falls with what it tells of. */
export async function recordAuditEvent(db: Queryable, event: AuditEvent): Promise<void> {
  await db.query(
    /* sql */ `
    insert into audit_event (workspace_id, actor, action, target, as_user, details)
    values ($1, $2, $3, $4, $5, $6)`,
    [
      event.workspaceId,
      event.actor,
      event.action,
      event.target,
      event.asUser ?? null,
      JSON.stringify(event.details),
    ],
  );
}

/** Newest first; `before` is the id of the last event of the page before, `action` how its action begins. */
export async function listAuditEvents(
  db: Queryable,
  workspaceId: string | null,
  query: {
    readonly limit: number;
    readonly before?: number | undefined;
    readonly action?: string | undefined;
  },
): Promise<StoredAuditEvent[]> {
  const { rows } = await db.query<{
    event_id: number;
    workspace_id: string | null;
    at: string;
    actor: string;
    action: string;
    target: string | null;
    as_user: string | null;
    details: AuditEvent['details'];
  }>(
    /* sql */ `
    select event_id, workspace_id, at, actor, action, target, as_user, details
      from audit_event
     where workspace_id is not distinct from $1
       and ($3::bigint is null or event_id < $3)
       and ($4::text is null or starts_with(action, $4))
     order by event_id desc
     limit $2`,
    [workspaceId, query.limit, query.before ?? null, query.action ?? null],
  );
  return rows.map((row) => ({
    id: row.event_id,
    workspaceId: row.workspace_id,
    at: row.at,
    actor: row.actor,
    action: row.action,
    target: row.target,
    asUser: row.as_user,
    details: row.details,
  }));
}
