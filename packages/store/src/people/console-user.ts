import { SyncError } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';
import { hashPassword, verifyPassword } from './password.ts';

/** An account of the console. */
export interface ConsoleUser {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

interface ConsoleUserRow {
  user_id: string;
  email: string;
  name: string;
  password_hash: string;
}

/** @throws `API_CONFLICT` when the address has an account; addresses differ by more than letter case. */
export async function createConsoleUser(
  db: Queryable,
  user: { readonly email: string; readonly name: string; readonly password: string },
): Promise<ConsoleUser> {
  const { rows } = await db.query<{ user_id: string }>(
    /* sql */ `
    insert into console_user (email, name, password_hash) values ($1, $2, $3)
        on conflict do nothing
    returning user_id`,
    [user.email, user.name, await hashPassword(user.password)],
  );
  if (rows[0] === undefined)
    throw new SyncError('API_CONFLICT', `There is already an account for ${user.email}.`);
  return { userId: rows[0].user_id, email: user.email, name: user.name };
}

/** False when there is no such account. Its sessions end. */
export async function changePassword(db: Queryable, email: string, password: string): Promise<boolean> {
  const { rowCount } = await db.query(
    /* sql */ `
    with changed as (
      update console_user set password_hash = $2 where lower(email) = lower($1) returning user_id
    ), ended as (
      delete from console_session s using changed c where s.user_id = c.user_id
    )
    select user_id from changed`,
    [email, await hashPassword(password)],
  );
  return rowCount > 0;
}

export async function countConsoleUsers(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ users: number }>(/* sql */ `select count(*) as users from console_user`);
  return rows[0]?.users ?? 0;
}

/** The account, when the password is its own. A wrong password and an unknown address take the same time. */
export async function checkPassword(
  db: Queryable,
  email: string,
  password: string,
): Promise<ConsoleUser | undefined> {
  const { rows } = await db.query<ConsoleUserRow>(
    /* sql */ `select user_id, email, name, password_hash from console_user where lower(email) = lower($1)`,
    [email],
  );
  const row = rows[0];
  const right = await verifyPassword(password, row?.password_hash);
  return right && row !== undefined ? { userId: row.user_id, email: row.email, name: row.name } : undefined;
}
