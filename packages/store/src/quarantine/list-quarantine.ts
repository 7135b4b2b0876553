import { type QuarantinePage, SyncError } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';

export interface QuarantineQuery {
  readonly object?: string | undefined;
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

interface CellRow {
  sobject: string;
  record_id: string;
  field: string;
  value: string;
  reason: string;
  kept: string | null;
  first_seen_at: string;
  last_seen_at: string;
}

/** Cells in quarantine by object, field and record. @throws `API_INVALID_REQUEST` for a cursor that is none */
export async function listQuarantine(
  db: Queryable,
  workspaceId: string,
  query: QuarantineQuery,
): Promise<QuarantinePage> {
  const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  const object = query.object?.toLowerCase() ?? null;
  const { rows } = await db.query<CellRow>(
    /* sql */ `
    select sobject, record_id, field, value, reason, kept, first_seen_at, last_seen_at
      from quarantined_cell
     where workspace_id = $1
       and ($2::text is null or lower(sobject) = $2)
       and ($3::text is null or (sobject, field, record_id) > ($3, $4, $5))
     order by sobject, field, record_id
     limit $6`,
    [workspaceId, object, ...(after ?? [null, null, null]), query.limit + 1],
  );
  const counted = await db.query<{ total: number }>(
    /* sql */ `
    select count(*) as total from quarantined_cell
     where workspace_id = $1 and ($2::text is null or lower(sobject) = $2)`,
    [workspaceId, object],
  );
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    cells: shown.map((row) => ({
      object: row.sobject,
      recordId: row.record_id,
      field: row.field,
      value: row.value,
      reason: row.reason,
      kept: row.kept,
      firstSeenAt: row.first_seen_at,
      lastSeenAt: row.last_seen_at,
    })),
    total: counted.rows[0]?.total ?? 0,
    nextCursor: last === undefined ? null : toCursor([last.sobject, last.field, last.record_id]),
  };
}

type Place = readonly [sobject: string, field: string, recordId: string];

function toCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function fromCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && place.length === 3) {
      const [sobject, field, recordId] = place.map(String);
      if (sobject !== undefined && field !== undefined && recordId !== undefined)
        return [sobject, field, recordId];
    }
  } catch {
    // Said below.
  }
  throw new SyncError('API_INVALID_REQUEST', 'The cursor is not one of ours.');
}
