import type { MemberRole } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../lib/queries.ts';
import { roleIn } from '../lib/role.ts';

/** Whether the signed-in person may act on the whole installation. */
export function useIsOperator(): boolean {
  const { data: session } = useQuery(sessionQuery);
  return session?.isOperator ?? false;
}

/** What the signed-in person is in this workspace; undefined for nobody, and before the session is read. */
export function useRole(workspace: string): MemberRole | undefined {
  const { data: session } = useQuery(sessionQuery);
  return session && roleIn(session, workspace);
}
