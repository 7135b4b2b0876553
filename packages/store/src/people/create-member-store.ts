import type { Database } from '../database/database.ts';
import { acceptInvitation, createInvitation } from './invitation.ts';
import * as member from './member.ts';

/** Verbs about the people of a workspace. */
export function createMemberStore(db: Database) {
  return {
    list: (workspaceId: string) => member.listMembers(db, workspaceId),
    read: (workspaceId: string, memberId: string) => member.readMember(db, workspaceId, { memberId }),
    readByEmail: (workspaceId: string, email: string) => member.readMember(db, workspaceId, { email }),
    insert: (workspaceId: string, one: Parameters<typeof member.insertMember>[2]) =>
      member.insertMember(db, workspaceId, one),
    ensure: (workspaceId: string, person: { readonly email: string; readonly name: string }) =>
      member.ensureMember(db, workspaceId, person),
    change: (workspaceId: string, memberId: string, change: Parameters<typeof member.changeMember>[3]) =>
      member.changeMember(db, workspaceId, memberId, change),
    remove: (workspaceId: string, memberId: string) => member.removeMember(db, workspaceId, memberId),
    assertNotLastAdmin: (workspaceId: string, memberId: string) =>
      member.assertNotLastAdmin(db, workspaceId, memberId),
    writeSalesforceUser: (workspaceId: string, memberId: string, userId: string | null) =>
      member.writeSalesforceUser(db, workspaceId, memberId, userId),
    invite: (workspaceId: string, memberId: string, options: { readonly maxAgeSeconds: number }) =>
      createInvitation(db, workspaceId, memberId, options),
    accept: (token: string, password: string) => acceptInvitation(db, token, password),
  };
}
