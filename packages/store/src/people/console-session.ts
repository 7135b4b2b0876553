import type { Queryable } from '../database/queryable.ts';
import { type ConsoleUser, type ConsoleUserRow, toConsoleUser, USER_COLUMNS } from './console-user.ts';
import { hashToken, makeToken } from './token.ts';

/** Begins a session; the token goes into the cookie and is stored nowhere. Expired sessions are swept out. */
export async function createConsoleSession(
  db: Queryable,
  userId: string,
  options: { readonly maxAgeSeconds: number },
): Promise<{ readonly token: string }> {
  const token = makeToken('');
  await db.query(/* sql */ `delete from console_session where expires_at <= now()`);
  await db.query(
    /* sql */ `
    insert into console_session (token_hash, user_id, expires_at)
    values ($1, $2, now() + make_interval(secs => $3))`,
    [hashToken(token), userId, options.maxAgeSeconds],
  );
  return { token };
}

/** Whose session it is; undefined when it is unknown, ended or expired. */
export async function readConsoleSession(db: Queryable, token: string): Promise<ConsoleUser | undefined> {
  const { rows } = await db.query<ConsoleUserRow>(
    /* sql */ `
    select ${USER_COLUMNS}
      from console_session s
      join console_user u using (user_id)
     where s.token_hash = $1 and s.expires_at > now()`,
    [hashToken(token)],
  );
  return rows[0] && toConsoleUser(rows[0]);
}

/** A session that is already gone is fine. */
export async function removeConsoleSession(db: Queryable, token: string): Promise<void> {
  await db.query(/* sql */ `delete from console_session where token_hash = $1`, [hashToken(token)]);
}
