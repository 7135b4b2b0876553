import { isSyncError, SyncError } from '@sync-user/contract';
import { createOrgAccess, type GrantedToken } from '@sync-user/salesforce';
import type { ConnectionIdentity, ConnectionQuestion, SalesforcePerson } from '@sync-user/store';
import type { ConnectionContext } from './connection-context.ts';
import { enterCall } from './open-org.ts';

const PATIENCE_MS = 30_000;
const MOST_OTHERS = 20;

/**
 * The question of which Salesforce user a member is: asked when the e-mails differ (letter case does not matter) and the
 * member has not confirmed this user before. Undefined is never answered with a guess.
 */
export async function askWhoItIs(
  context: ConnectionContext,
  workspaceId: string,
  login: {
    readonly memberId: string;
    readonly identity: ConnectionIdentity;
    readonly granted: GrantedToken;
  },
): Promise<ConnectionQuestion | null> {
  const { identity } = login;
  const member = await context.store.members.read(workspaceId, login.memberId);
  if (member === undefined) throw new SyncError('API_NOT_FOUND', 'The member is gone.');
  if (member.salesforceUserId === identity.userId) return null;
  if (identity.email !== null && identity.email.toLowerCase() === member.email.toLowerCase()) return null;
  return {
    memberEmail: member.email,
    signedInAs: {
      userId: identity.userId,
      username: identity.username,
      name: identity.displayName ?? identity.username,
      email: identity.email ?? '',
    },
    others: await findByEmail(context, workspaceId, { ...login, email: member.email }),
  };
}

/** Active users with that e-mail, as far as the one who logged in may see them. */
async function findByEmail(
  context: ConnectionContext,
  workspaceId: string,
  login: { readonly identity: ConnectionIdentity; readonly granted: GrantedToken; readonly email: string },
): Promise<SalesforcePerson[]> {
  const { identity, granted } = login;
  const access = createOrgAccess({
    tokens: {
      current: async () => granted,
      renew: async () => {
        throw new SyncError('SF_SESSION_EXPIRED', 'Salesforce refuses the token it has just given');
      },
    },
    username: identity.username,
    userId: identity.userId,
    dispatcher: context.agent,
    clock: context.clock,
    extraHosts: context.extraHosts,
    onCall: (call) => enterCall(context, workspaceId, call),
  });
  try {
    const asked = await access.query(
      `SELECT Id, Username, Name, Email FROM User WHERE IsActive = true AND Email = '${escapeSoql(login.email)}' LIMIT ${MOST_OTHERS}`,
      { cause: 'connect', sobject: 'User', signal: AbortSignal.timeout(PATIENCE_MS) },
    );
    if (asked.kind === 'refused') return [];
    return asked.value.records
      .map((user) => ({
        userId: String(user['Id']),
        username: String(user['Username']),
        name: String(user['Name']),
        email: String(user['Email']),
      }))
      .filter(({ userId }) => userId !== identity.userId);
  } catch (error) {
    // It helps to choose, and is not needed to ask.
    if (!isSyncError(error)) throw error;
    return [];
  }
}

function escapeSoql(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
