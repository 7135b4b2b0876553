import { type MemberRole, SyncError } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';
import { hashPassword, verifyPassword } from './password.ts';

/** An account of the console. */
export interface ConsoleUser {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  /** May act on the whole installation. */
  readonly isOperator: boolean;
  /** Workspaces where the account is a member that is not suspended. */
  readonly memberships: readonly { readonly slug: string; readonly role: MemberRole }[];
}

export interface ConsoleUserRow {
  user_id: string;
  email: string;
  name: string;
  is_operator: boolean;
  memberships: readonly { readonly slug: string; readonly role: MemberRole }[];
}

/** Columns of a `ConsoleUserRow`, of `console_user u`. */
export const USER_COLUMNS = `u.user_id, u.email, u.name, u.is_operator,
  (select coalesce(jsonb_agg(jsonb_build_object('slug', w.slug, 'role', m.role) order by w.slug), '[]')
     from member m join workspace w using (workspace_id)
    where lower(m.email) = lower(u.email) and not m.suspended) as memberships`;

export function toConsoleUser(row: ConsoleUserRow): ConsoleUser {
  return {
    userId: row.user_id,
    email: row.email,
    name: row.name,
    isOperator: row.is_operator,
    memberships: row.memberships,
  };
}

/** @throws `API_CONFLICT` when the address has an account; addresses differ by more than letter case. */
export async function createConsoleUser(
  db: Queryable,
  user: {
    readonly email: string;
    readonly name: string;
    readonly password: string;
    readonly isOperator: boolean;
  },
): Promise<ConsoleUser> {
  const { rows } = await db.query<ConsoleUserRow>(
    /* sql */ `
    insert into console_user as u (email, name, password_hash, is_operator) values ($1, $2, $3, $4)
        on conflict do nothing
    returning ${USER_COLUMNS}`,
    [user.email, user.name, await hashPassword(user.password), user.isOperator],
  );
  if (rows[0] === undefined)
    throw new SyncError('API_CONFLICT', `There is already an account for ${user.email}.`);
  return toConsoleUser(rows[0]);
}

/** False when there is no such account. Takes effect with its next request. */
export async function makeOperator(db: Queryable, email: string): Promise<boolean> {
  const { rowCount } = await db.query(
    /* sql */ `update console_user set is_operator = true where lower(email) = lower($1)`,
    [email],
  );
  return rowCount > 0;
}

export async function isOperator(db: Queryable, email: string): Promise<boolean> {
  const { rows } = await db.query(
    /* sql */ `select from console_user where lower(email) = lower($1) and is_operator`,
    [email],
  );
  return rows.length > 0;
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
  const { rows } = await db.query<ConsoleUserRow & { password_hash: string }>(
    /* sql */ `select ${USER_COLUMNS}, u.password_hash from console_user u where lower(u.email) = lower($1)`,
    [email],
  );
  const row = rows[0];
  const right = await verifyPassword(password, row?.password_hash);
  return right && row !== undefined ? toConsoleUser(row) : undefined;
}
