import type { MemberRole } from '@sync-user/contract';
import { SyncError } from '@sync-user/contract';
import type { Database } from '../database/database.ts';
import type { Queryable, Transaction } from '../database/queryable.ts';

/** A person in a workspace. */
export interface StoredMember {
  readonly memberId: string;
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  /** `invited`: there is no account to sign in with yet. */
  readonly status: 'invited' | 'active' | 'suspended';
  readonly salesforceUserId: string | null;
  readonly createdAt: string;
}

interface MemberRow {
  member_id: string;
  email: string;
  name: string;
  role: MemberRole;
  status: StoredMember['status'];
  salesforce_user_id: string | null;
  created_at: string;
}

const COLUMNS = `m.member_id, m.email, m.name, m.role, m.salesforce_user_id, m.created_at,
  case when m.suspended then 'suspended'
       when exists (select from console_user u where lower(u.email) = lower(m.email)) then 'active'
       else 'invited' end as status`;

/** By name. */
export async function listMembers(db: Queryable, workspaceId: string): Promise<StoredMember[]> {
  const { rows } = await db.query<MemberRow>(
    /* sql */ `select ${COLUMNS} from member m where m.workspace_id = $1 order by lower(m.name), m.member_id`,
    [workspaceId],
  );
  return rows.map(toMember);
}

/** Undefined when there is none; an id that is no UUID is nobody's. */
export async function readMember(
  db: Queryable,
  workspaceId: string,
  by: { readonly memberId: string } | { readonly email: string },
): Promise<StoredMember | undefined> {
  const [condition, value] =
    'memberId' in by ? ['m.member_id::text = $2', by.memberId] : ['lower(m.email) = lower($2)', by.email];
  const { rows } = await db.query<MemberRow>(
    /* sql */ `select ${COLUMNS} from member m where m.workspace_id = $1 and ${condition}`,
    [workspaceId, value],
  );
  return rows[0] && toMember(rows[0]);
}

/** Undefined when the address is a member's already, however it is typed. */
export async function insertMember(
  db: Queryable,
  workspaceId: string,
  member: { readonly email: string; readonly name: string; readonly role: MemberRole },
): Promise<StoredMember | undefined> {
  const { rows } = await db.query<MemberRow>(
    /* sql */ `
    insert into member as m (workspace_id, email, name, role) values ($1, $2, $3, $4)
        on conflict (workspace_id, lower(email)) do nothing
    returning ${COLUMNS}`,
    [workspaceId, member.email, member.name, member.role],
  );
  return rows[0] && toMember(rows[0]);
}

/** The member with this address; made, as an admin, when an operator first needs to be one. */
export async function ensureMember(
  db: Queryable,
  workspaceId: string,
  person: { readonly email: string; readonly name: string },
): Promise<StoredMember> {
  const found =
    (await readMember(db, workspaceId, { email: person.email })) ??
    (await insertMember(db, workspaceId, { ...person, role: 'admin' })) ??
    // Made by another request in between.
    (await readMember(db, workspaceId, { email: person.email }));
  if (found === undefined) throw new Error('the member was neither found nor made');
  return found;
}

/**
 * Undefined when there is no such member.
 * @throws `API_CONFLICT` when the workspace would be left without an admin who can sign in
 */
export async function changeMember(
  db: Database,
  workspaceId: string,
  memberId: string,
  change: {
    readonly name?: string | undefined;
    readonly role?: MemberRole | undefined;
    readonly suspended?: boolean | undefined;
  },
): Promise<StoredMember | undefined> {
  return await db.transact(async (tx) => {
    const found = await lockMember(tx, workspaceId, memberId);
    if (found === undefined) return undefined;
    if (change.role === 'member' || change.suspended === true) await refuseLastAdmin(tx, workspaceId, found);
    const { rows } = await tx.query<MemberRow>(
      /* sql */ `
      update member m
         set name = coalesce($3, name), role = coalesce($4, role), suspended = coalesce($5, suspended)
       where m.workspace_id = $1 and m.member_id = $2
      returning ${COLUMNS}`,
      [workspaceId, memberId, change.name ?? null, change.role ?? null, change.suspended ?? null],
    );
    return rows[0] && toMember(rows[0]);
  });
}

/**
 * Removes a member whose own connection is gone already; connections of history, and one that reads for the workspace,
 * stay without the link. False when there was none. @throws `API_CONFLICT` for the last admin who can sign in
 */
export async function removeMember(db: Database, workspaceId: string, memberId: string): Promise<boolean> {
  return await db.transact(async (tx) => {
    const found = await lockMember(tx, workspaceId, memberId);
    if (found === undefined) return false;
    await refuseLastAdmin(tx, workspaceId, found);
    await tx.query(
      /* sql */ `
      update connection set member_id = null
       where workspace_id = $1 and member_id = $2 and (is_sync_user or state = 'replaced')`,
      [workspaceId, memberId],
    );
    await tx.query(/* sql */ `delete from member where workspace_id = $1 and member_id = $2`, [
      workspaceId,
      memberId,
    ]);
    return true;
  });
}

/** @throws `API_CONFLICT` when the member is the last admin who can sign in */
export async function assertNotLastAdmin(db: Database, workspaceId: string, memberId: string): Promise<void> {
  await db.transact(async (tx) => {
    const found = await lockMember(tx, workspaceId, memberId);
    if (found !== undefined) await refuseLastAdmin(tx, workspaceId, found);
  });
}

export async function writeSalesforceUser(
  db: Queryable,
  workspaceId: string,
  memberId: string,
  userId: string | null,
): Promise<void> {
  await db.query(
    /* sql */ `update member set salesforce_user_id = $3 where workspace_id = $1 and member_id = $2`,
    [workspaceId, memberId, userId],
  );
}

/** Locks every member of the workspace: two admins who demote each other at once must not both succeed. */
async function lockMember(
  tx: Transaction,
  workspaceId: string,
  memberId: string,
): Promise<StoredMember | undefined> {
  await tx.query(
    /* sql */ `select member_id from member where workspace_id = $1 order by member_id for update`,
    [workspaceId],
  );
  return readMember(tx, workspaceId, { memberId });
}

async function refuseLastAdmin(tx: Transaction, workspaceId: string, member: StoredMember): Promise<void> {
  if (member.role !== 'admin' || member.status !== 'active') return;
  const others = (await listMembers(tx, workspaceId)).filter(
    ({ memberId, role, status }) => memberId !== member.memberId && role === 'admin' && status === 'active',
  );
  if (others.length > 0) return;
  throw new SyncError(
    'API_CONFLICT',
    `${member.name} is the last admin of this workspace. Make somebody else an admin first.`,
  );
}

function toMember(row: MemberRow): StoredMember {
  return {
    memberId: row.member_id,
    email: row.email,
    name: row.name,
    role: row.role,
    status: row.status,
    salesforceUserId: row.salesforce_user_id,
    createdAt: row.created_at,
  };
}
