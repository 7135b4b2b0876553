import type { LinkStore } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { sqlState } from '../database/database-error.ts';
import { quote } from '../database/identifier.ts';
import { tableName } from '../mirror/table-sql.ts';
import { readWorkspace } from '../workspace/stored-workspace.ts';

/** Entries of the feed that are looked at together. */
const BATCH = 5000;

const NOTHING = { died: [], returned: [], left: [], through: 0, more: false, behind: [] };

/** See `LinkStore`. */
export function createLinkStore(db: Database): LinkStore {
  return {
    async readUnfollowed(workspaceId) {
      const workspace = await readWorkspace(db, { workspaceId });
      if (workspace === undefined) return NOTHING;
      const feed = quote(workspace.schema);
      const { rows } = await db.query<{
        object: string | null;
        record_id: string | null;
        operation: string | null;
        named: string[] | null;
        through: number;
        entries: number;
        behind: string[];
      }>(
        /* sql */ `
        with late as (
          select sobject, paused_links_seq as seq
            from selected_object
           where workspace_id = $1 and paused_links_seq is not null and state = 'live' and paused_at is null
        ), place as (
          select least(w.links_seq, (select min(seq) from late)) as after, h.last_seq,
                 array(select sobject from late) as behind
            from workspace w, ${feed}.sync_feed_head h
           where w.workspace_id = $1
        ), link as materialized (
          select f.sobject, f.column_name, f.reference_to
            from object_field f where f.workspace_id = $1 and cardinality(f.reference_to) > 0
        ), stamp as materialized (
          select o.sobject, f.column_name
            from selected_object o
            join object_field f on f.workspace_id = o.workspace_id and f.sobject = o.sobject
                               and lower(f.field) = lower(o.cursor_field)
           where o.workspace_id = $1
        ), entries as (
          select c.seq, c.object, c.record_id, c.operation, c.changed
            from ${feed}.sync_change c cross join place left join stamp on stamp.sobject = c.object
           where c.seq > place.after and c.seq <= place.last_seq
             and (c.operation in ('delete', 'undelete')
                  or (c.operation = 'update' and not c.changed ? stamp.column_name
                      and exists (select from link l
                                   where l.sobject = c.object and c.changed -> l.column_name -> 1 = 'null')))
           order by c.seq
           limit ${BATCH}
        ), latest as (
          (select distinct on (object, record_id) object, record_id, operation, null::text[] as named
             from entries where operation <> 'update' order by object, record_id, seq desc)
           union all
          select distinct null, e.changed -> l.column_name ->> 0, 'left', l.reference_to
            from entries e join link l on l.sobject = e.object
           where e.operation = 'update' and e.changed -> l.column_name -> 1 = 'null'
        ), size as (
          select count(*) as entries, max(seq) as last_seq from entries
        )
        select latest.object, latest.record_id, latest.operation, latest.named, size.entries, place.behind,
               case when size.entries < ${BATCH} then place.last_seq else size.last_seq end as through
          from place cross join size left join latest on true`,
        [workspaceId],
      );
      const [first] = rows;
      if (first === undefined) return NOTHING;
      const records = (operation: string) =>
        rows.flatMap((row) =>
          row.operation === operation && row.object !== null && row.record_id !== null
            ? [{ object: row.object, id: row.record_id }]
            : [],
        );
      return {
        died: records('delete'),
        returned: records('undelete'),
        left: rows.flatMap(({ named, record_id: id }) =>
          named === null || id === null ? [] : [{ objects: named, id }],
        ),
        through: first.through,
        more: first.entries === BATCH,
        behind: first.behind,
      };
    },

    async listPointing(table, columns, ids) {
      const conditions = columns.map((column) => `${quote(column)} = any($1)`);
      try {
        const { rows } = await db.query<{ id: string }>(
          /* sql */ `select "id" as id from ${tableName(table)} where ${conditions.join(' or ')}`,
          [[...ids]],
        );
        return rows.map(({ id }) => id);
      } catch (error) {
        // Deselected, or waiting for its first load.
        if (sqlState(error) === '42P01') return [];
        throw error;
      }
    },

    async writeFollowed(workspaceId, through, caughtUp) {
      await db.query(
        /* sql */ `
        with late as (
          update selected_object o
             set paused_links_seq = nullif(greatest(o.paused_links_seq, $2), greatest(w.links_seq, $2))
            from workspace w
           where o.workspace_id = $1 and w.workspace_id = $1 and o.sobject = any($3)
             and o.paused_links_seq is not null and o.state = 'live' and o.paused_at is null
        )
        update workspace set links_seq = $2 where workspace_id = $1 and links_seq < $2`,
        [workspaceId, through, caughtUp],
      );
    },
  };
}
