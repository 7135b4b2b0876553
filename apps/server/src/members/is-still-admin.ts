import type { Store } from '@sync-user/store';

/** Whether who is named in the audit trail may act for the workspace now; a key as long as it is not revoked. */
export async function isStillAdmin(
  store: Pick<Store, 'people' | 'members'>,
  workspaceId: string,
  actor: string,
): Promise<boolean> {
  const name = actor.slice(actor.indexOf(':') + 1);
  if (actor.startsWith('key:')) {
    const keys = await Promise.all([workspaceId, null].map((owner) => store.people.listApiKeys(owner)));
    return keys.flat().some((key) => key.name === name);
  }
  if (await store.people.isOperator(name)) return true;
  const member = await store.members.readByEmail(workspaceId, name);
  return member?.role === 'admin' && member.status === 'active';
}
