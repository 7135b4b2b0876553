-- Whether an app rotates refresh tokens is told by its renewals only.

alter table connection add column refresh_token_rotates boolean;
comment on column connection.refresh_token_rotates is 'whether the last renewal brought a new refresh token; null before the first one, and for logins without';
