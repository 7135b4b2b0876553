/**
 * Up to when events have brought everything of the object `o`, as SQL: the last sign of life of a subscription that is
 * followed, once a poll has covered what was before. Null for objects that are not fed. By our clock.
 */
export const FED_UNTIL = /* sql */ `(
  select s.last_heard_at
    from event_entity e
    join event_subscription s using (workspace_id)
   where e.workspace_id = o.workspace_id and e.sobject = o.sobject and o.state = 'live' and o.paused_at is null
     and e.since is not null and o.deep_read_at > e.polled_after
     and s.state = 'live' and s.last_heard_at is not null)`;
