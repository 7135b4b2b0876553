import type { Database } from '../database/database.ts';
import { type ConsoleUser, type ConsoleUserRow, toConsoleUser, USER_COLUMNS } from './console-user.ts';
import { hashPassword } from './password.ts';
import { hashToken, makeToken } from './token.ts';

/**
 * Makes the link's token for a member; earlier ones end. Undefined when the person has an account: a link must never
 * set somebody's password anew.
 */
export async function createInvitation(
  db: Database,
  workspaceId: string,
  memberId: string,
  options: { readonly maxAgeSeconds: number },
): Promise<{ readonly token: string; readonly expiresAt: string } | undefined> {
  return await db.transact(async (tx) => {
    const { rows } = await tx.query<{ has_account: boolean }>(
      /* sql */ `
      select exists (select from console_user u where lower(u.email) = lower(m.email)) as has_account
        from member m
       where m.workspace_id = $1 and m.member_id = $2
         for update`,
      [workspaceId, memberId],
    );
    if (rows[0] === undefined || rows[0].has_account) return undefined;
    await tx.query(
      /* sql */ `
      delete from invitation where (workspace_id = $1 and member_id = $2) or expires_at <= now()`,
      [workspaceId, memberId],
    );
    const token = makeToken('');
    const made = await tx.query<{ expires_at: string }>(
      /* sql */ `
      insert into invitation (token_hash, workspace_id, member_id, expires_at)
      values ($1, $2, $3, now() + make_interval(secs => $4))
      returning expires_at`,
      [hashToken(token), workspaceId, memberId, options.maxAgeSeconds],
    );
    if (made.rows[0] === undefined) throw new Error('the invitation was not returned');
    return { token, expiresAt: made.rows[0].expires_at };
  });
}

/**
 * Makes the account that the link is for. It works once: every invitation of this address ends with it, those of other
 * workspaces too. Undefined when it is used, replaced, too old, its member suspended, or the address has an account.
 */
export async function acceptInvitation(
  db: Database,
  token: string,
  password: string,
): Promise<
  { readonly user: ConsoleUser; readonly workspaceId: string; readonly memberId: string } | undefined
> {
  const passwordHash = await hashPassword(password);
  return await db.transact(async (tx) => {
    const found = await tx.query<{ workspace_id: string; member_id: string; email: string; name: string }>(
      /* sql */ `
      select i.workspace_id, i.member_id, m.email, m.name
        from invitation i
        join member m using (workspace_id, member_id)
       where i.token_hash = $1 and i.expires_at > now() and not m.suspended
         for update of i`,
      [hashToken(token)],
    );
    const member = found.rows[0];
    if (member === undefined) return undefined;
    const made = await tx.query<ConsoleUserRow>(
      /* sql */ `
      insert into console_user as u (email, name, password_hash) values ($1, $2, $3)
          on conflict do nothing
      returning ${USER_COLUMNS}`,
      [member.email, member.name, passwordHash],
    );
    if (made.rows[0] === undefined) return undefined;
    await tx.query(
      /* sql */ `
      delete from invitation i
       using member m
       where m.workspace_id = i.workspace_id and m.member_id = i.member_id and lower(m.email) = lower($1)`,
      [member.email],
    );
    return {
      user: toConsoleUser(made.rows[0]),
      workspaceId: member.workspace_id,
      memberId: member.member_id,
    };
  });
}
