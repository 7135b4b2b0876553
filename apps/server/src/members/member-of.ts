import type { Caller } from '@sync-user/api';
import { SyncError } from '@sync-user/contract';
import type { Store, StoredMember } from '@sync-user/store';

/**
 * The member that a caller is. Only operators are made one when they first need to be: who was removed while a request
 * was under way must not come back by it.
 *
 * @throws `API_FORBIDDEN` for a key, which is no person, and for who is no member any more
 */
export async function memberOf(
  store: Pick<Store, 'members'>,
  workspaceId: string,
  { email, name, workspaces }: Caller,
): Promise<StoredMember> {
  if (email === null) {
    throw new SyncError(
      'API_FORBIDDEN',
      'A key is no person: sign in to the console for a Salesforce account of your own.',
    );
  }
  if (workspaces === 'all') return await store.members.ensure(workspaceId, { email, name });
  const member = await store.members.readByEmail(workspaceId, email);
  if (member !== undefined && member.status !== 'suspended') return member;
  throw new SyncError('API_FORBIDDEN', 'You are no member of this workspace any more.');
}
