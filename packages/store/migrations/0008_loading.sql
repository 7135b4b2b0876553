-- 0008 loads in parts (ranges of ids, queries beside bulk jobs, column chunks), and cells in quarantine
-- old code ok: yes (a load it began is begun anew by new code; of a load in parts it sees the phase only)
-- locks: ACCESS EXCLUSIVE on object_load for a moment (columns with constant defaults)
alter table object_load
  add column rows_counted bigint,
  add column planned      boolean not null default false;
comment on column object_load.rows_counted is 'records in the org when the load was planned; null when Salesforce could not count them';
comment on column object_load.planned is 'its parts are written; false for a load that has not begun, or that older code began';
comment on column object_load.job_id is 'of older code; each part has its own';
comment on column object_load.locator is 'of older code; each part has its own';

create table object_load_part (
  workspace_id  uuid not null,
  sobject       text not null,
  part          integer not null,
  transport     text not null check (transport in ('bulk', 'query')),
  after_id      text,
  through_id    text,
  fields        text[],
  fills         boolean not null default false,
  merge         boolean not null default false,
  job_id        text,
  begun_at      timestamptz,
  locator       text,
  pages_loaded  integer not null default 0,
  rows_loaded   bigint not null default 0,
  rows_expected bigint,
  first_page_at timestamptz,
  last_page_at  timestamptz,
  attempts      integer not null default 1,
  done          boolean not null default false,
  primary key (workspace_id, sobject, part),
  foreign key (workspace_id, sobject) references object_load on delete cascade
);
comment on table object_load_part is 'what a load is read in: the records with after_id < id <= through_id, by one bulk job or by queries';
comment on column object_load_part.fields is 'of a wide object some of its fields; null: all';
comment on column object_load_part.fills is 'adds its fields to rows that another part brought';
comment on column object_load_part.merge is 'rows of it may be there from an earlier try';
comment on column object_load_part.begun_at is 'our clock when its bulk job was made: a job that hangs has a deadline';
comment on column object_load_part.locator is 'bulk: page to fetch next; query: last id read. Moves in the transaction that writes the page';

create trigger object_load_part_announce after insert or update on object_load_part
  for each row execute function announce_moved_object();

create table load_reread (
  workspace_id uuid not null,
  sobject      text not null,
  record_id    text not null,
  primary key (workspace_id, sobject, record_id),
  foreign key (workspace_id, sobject) references object_load on delete cascade
);
comment on table load_reread is 'records that changed between the column chunks of a load: read again whole before it ends';

create table quarantined_cell (
  workspace_id  uuid not null,
  sobject       text not null,
  record_id     text not null,
  field         text not null,
  value         text not null,
  reason        text not null,
  kept          text,
  first_seen_at timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  primary key (workspace_id, sobject, field, record_id),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on table quarantined_cell is 'values that do not fit their column; a row goes when a later read of the cell fits';
comment on column quarantined_cell.value is 'as Salesforce sent it, at most 200 characters';
comment on column quarantined_cell.kept is 'what the mirror has instead; null: nothing';

-- pg_input_is_valid does the same from PostgreSQL 16 on
create function value_fits(value text, type text) returns boolean language plpgsql immutable as $$
begin
  case type
    when 'text' then return true;
    when 'boolean' then perform value::boolean;
    when 'numeric' then perform value::numeric;
    when 'integer' then return value::numeric = trunc(value::numeric) and value::numeric between -2147483648 and 2147483647;
    when 'bigint' then return value::numeric = trunc(value::numeric)
                          and value::numeric between -9223372036854775808 and 9223372036854775807;
    when 'date' then perform value::date;
    when 'timestamptz' then perform value::timestamptz;
    when 'time' then perform value::time;
  end case;
  return true;
exception when data_exception then
  return false;
end
$$;
comment on function value_fits is 'whether a value of Salesforce''s becomes one of a column''s type without loss';
