-- 0003 selected objects announce that they moved, so that consoles need not ask
-- old code ok: yes (it does not listen)
-- locks: SHARE ROW EXCLUSIVE on selected_object and object_load for a moment
create function announce_moved_object() returns trigger language plpgsql as $$
begin
  -- equal announcements of one transaction are sent once
  perform pg_notify(tg_table_schema || '_object',
                    json_build_object('workspaceId', coalesce(new.workspace_id, old.workspace_id))::text);
  return null;
end
$$;
comment on function announce_moved_object is 'heard by listenChanges: state, progress or freshness of an object moved';

create trigger selected_object_announce after insert or update or delete on selected_object
  for each row execute function announce_moved_object();
create trigger object_load_announce after insert or update on object_load
  for each row execute function announce_moved_object();
