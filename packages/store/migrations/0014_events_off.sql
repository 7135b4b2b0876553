-- 0014 change events can be switched off for a workspace
-- old code ok: yes (it goes on following them)
-- locks: a moment on workspace, for a column with a constant default
alter table workspace add column events_on boolean not null default true;
comment on column workspace.events_on is 'false: somebody switched change events off; its objects are polled';
