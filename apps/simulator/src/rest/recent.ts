/** What a user looked at last. Source: REST API Developer Guide, "Recently Viewed Items", "MRU Header". */
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { QueryRecord } from '../org/types.ts';
import { readRows } from './read-rows.ts';
import { orgOf } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';

/** Salesforce keeps the 200 most recent. */
const MOST_KEPT = 200;

export function addRecentRoutes(router: Router<RestHandler>): void {
  router.on('GET', '/recent', answerRecent);
}

/** With `Sforce-Mru: updateMru=true` a row that is read counts as looked at. */
export function noteRecent(request: RestRequest, object: string, id: string): void {
  if (!/\bupdateMru\s*=\s*true\b/i.test(request.headers['sforce-mru'] ?? '')) return;
  noteViewed(request, object, [id]);
}

export function noteViewed(request: RestRequest, object: string, ids: readonly string[]): void {
  const { database } = tableOf(request);
  const viewedAt = orgOf(request).clock.now();
  const name = orgOf(request).object(object)?.name ?? object;
  const insert = database.prepare(
    `insert into sim_recent (user_id, id, object, viewed_at, position)
     values (?, ?, ?, ?, (select coalesce(max(position), 0) + 1 from sim_recent))
     on conflict (user_id, id) do update set viewed_at = excluded.viewed_at, position = excluded.position`,
  );
  for (const id of ids) insert.run(request.caller.userId, id, name, viewedAt);
}

/** The newest first; of one object, or of all. Rows that are gone or out of reach are left out. */
export function recentRows(request: RestRequest, object: string | undefined, limit: number): QueryRecord[] {
  const { database } = tableOf(request);
  const rows = database
    .prepare(
      `select object, id from sim_recent where user_id = ? and (? is null or object = ?)
       order by position desc limit ?`,
    )
    .all(request.caller.userId, object ?? null, object ?? null, limit);
  return rows.flatMap((row) => {
    const definition = orgOf(request).object(String(row['object']));
    const nameField = definition?.fields.find((field) => field.nameField);
    if (definition === undefined) return [];
    const [shaped] = readRows(request, definition, [String(row['id'])], ['Id', nameField?.name ?? 'Id']);
    return shaped ?? [];
  });
}

function answerRecent(request: RestRequest): Answer {
  const limit = Number(request.query.get('limit') ?? MOST_KEPT);
  return json(200, recentRows(request, undefined, Number.isInteger(limit) ? limit : MOST_KEPT));
}

function tableOf({ world }: RestRequest): RestRequest['world'] {
  world.database.exec(
    `create table if not exists sim_recent (
       user_id text not null, id text not null, object text not null, viewed_at integer not null,
       position integer not null, primary key (user_id, id)
     )`,
  );
  return world;
}
