import type { MemberRole } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../lib/queries.ts';
import { roleIn } from '../lib/role.ts';

/** What the signed-in person is in this workspace; undefined for nobody, and before the session is read. */
export function useRole(workspace: string): MemberRole | undefined {
  const { data: session } = useQuery(sessionQuery);
  return session && roleIn(session, workspace);
}
