-- 0002 the org whose data a workspace holds, so that the org lock outlives a disconnection
-- old code ok: yes (it neither reads nor writes these columns)
-- locks: ACCESS EXCLUSIVE on workspace, metadata only, no rewrite; then one row for each connection
alter table workspace
  add column organization_id   text,
  add column organization_name text;

comment on column workspace.organization_id is
  'org of the first connection; the mirror holds its data, so no other org may be connected';

update workspace w
   set organization_id = c.organization_id, organization_name = c.organization_name
  from connection c
 where c.workspace_id = w.workspace_id
   and c.organization_id is not null;
