import type { MemberRole, Session } from '@sync-user/contract';

/** What the signed-in person is in a workspace; undefined where the person is nobody. Operators are admins everywhere. */
export function roleIn(session: Session, workspace: string): MemberRole | undefined {
  return session.isOperator ? 'admin' : session.roles[workspace];
}
