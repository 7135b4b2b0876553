-- 0006 whether an app rotates refresh tokens, which its renewals alone tell
-- old code ok: yes (it neither reads nor writes the column)
-- locks: ACCESS EXCLUSIVE on connection, metadata only
alter table connection add column refresh_token_rotates boolean;
comment on column connection.refresh_token_rotates is 'whether the last renewal brought a new refresh token; null before the first one, and for logins without';
