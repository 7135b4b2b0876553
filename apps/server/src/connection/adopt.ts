import { type ConnectionMethod, type ConnectionState, SyncError } from '@sync-user/contract';
import { toInstant, toTrouble } from '@sync-user/engine';
import type { GrantedToken } from '@sync-user/salesforce';
import type {
  ConnectionChange,
  ConnectionIdentity,
  ConnectionQuestion,
  NewLogin,
  StoredConnection,
} from '@sync-user/store';
import { askWhoItIs } from './ask-who-it-is.ts';
import type { ConnectionContext } from './connection-context.ts';
import { lookWhoItIs } from './identity.ts';
import { closeIncident } from './incidents.ts';
import { revokeGrant } from './log-in.ts';
import { otherOrgRefusal } from './org-lock.ts';

/** A login that went well, and what it is for. */
export interface Login {
  readonly purpose: 'sync_user' | 'personal';
  /** Whose personal connection it becomes; null for the sync user's. */
  readonly memberId: string | null;
  readonly method: ConnectionMethod;
  readonly appId: string;
  readonly loginUrl: string;
  readonly granted: GrantedToken;
  /** Who had to log in; null: anybody. */
  readonly expectedUsername: string | null;
  readonly actor: string;
}

/** A grant that is not needed any more once the change is committed. */
interface Leftover {
  readonly loginUrl: string;
  readonly token: string | null;
}

interface Adopted {
  readonly connectionId: string;
  /** Kept, but not let in: thrown after the commit. */
  readonly refusal?: SyncError;
  readonly leftovers: readonly Leftover[];
}

/**
 * Makes a connection of a login: looks who it is, compares the org, and puts it in its place, all or nothing. The same
 * Salesforce user keeps its row; its former refresh token is revoked once the new one is stored, so that it takes none of
 * the user's five approvals.
 *
 * @returns the connection's id
 * @throws `SF_LOGIN_OTHER_USER`, `SF_USER_TAKEN`, `SF_WRONG_ORG`, `SF_SANDBOX_REFRESHED` (for a sync user the login is
 *   kept as a candidate nevertheless, so that the workspace can be moved to its org), `SF_…`
 */
export async function adopt(context: ConnectionContext, workspaceId: string, login: Login): Promise<string> {
  const identity = await lookWhoItIs(context, workspaceId, login.granted);
  const { expectedUsername } = login;
  if (expectedUsername !== null && expectedUsername.toLowerCase() !== identity.username.toLowerCase()) {
    throw new SyncError(
      'SF_LOGIN_OTHER_USER',
      `${identity.username} logged in; ${expectedUsername} was asked for.`,
    );
  }
  const question =
    login.memberId === null
      ? null
      : await askWhoItIs(context, workspaceId, {
          memberId: login.memberId,
          identity,
          granted: login.granted,
        });
  const adopted = await context.store.connections.change(workspaceId, (change) => {
    const place = { context, change, login, identity };
    return login.memberId === null ? placeSyncUser(place) : placePersonal(place, login.memberId, question);
  });
  if (adopted === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');

  for (const leftover of adopted.leftovers) {
    if (leftover.token !== login.granted.refreshToken) await revokeGrant(context, leftover);
  }
  const key = { workspaceId, connectionId: adopted.connectionId };
  const connection = await context.store.connections.read(key);
  if (connection?.state === 'active') await closeIncident(context, connection);
  if (adopted.refusal !== undefined) throw adopted.refusal;
  return adopted.connectionId;
}

interface Place {
  readonly context: ConnectionContext;
  readonly change: ConnectionChange;
  readonly login: Login;
  readonly identity: ConnectionIdentity;
}

async function placeSyncUser(place: Place): Promise<Adopted> {
  const { change, identity } = place;
  const current = change.connections.find(({ isSyncUser }) => isSyncUser);
  const refusal = refusalOf(place);
  const isSame = current !== undefined && isSameUser(current, identity);

  if (refusal === undefined && (current === undefined || isSame)) {
    const leftovers = await formerGrant(change, current);
    const connectionId = await write(place, current, { isSyncUser: true, memberId: null }, 'active');
    await change.noteOrganization({ id: identity.organizationId, name: identity.organizationName });
    await audit(place, connectionId, isSame ? 'connection.reconnected' : 'connection.connected');
    return { connectionId, leftovers };
  }

  const waiting = change.connections.find(({ isSyncUser, member }) => !isSyncUser && member === null);
  const leftovers = [...(await formerGrant(change, waiting))];
  const isSameCandidate = waiting !== undefined && isSameUser(waiting, identity);
  if (waiting !== undefined && !isSameCandidate) await change.end(waiting.id, nowOf(place));
  const connectionId = await write(
    place,
    isSameCandidate ? waiting : undefined,
    { isSyncUser: false, memberId: null },
    'pending',
    refusal,
  );
  await audit(place, connectionId, 'connection.candidate_connected', refusal?.code);
  return { connectionId, leftovers, ...(refusal === undefined ? {} : { refusal }) };
}

async function placePersonal(
  place: Place,
  memberId: string,
  question: ConnectionQuestion | null,
): Promise<Adopted> {
  const { change, identity } = place;
  const refusal = refusalOf(place);
  if (refusal !== undefined) throw refusal;
  const taken = change.connections.find(
    (one) => one.member !== null && one.member.id !== memberId && isSameUser(one, identity),
  );
  if (taken !== undefined) {
    throw new SyncError('SF_USER_TAKEN', `${identity.username} is connected by another member already.`);
  }
  const mine = change.connections.find(({ member }) => member?.id === memberId);
  const isSame = mine !== undefined && isSameUser(mine, identity);
  const leftovers = isSame || mine?.isSyncUser === false ? await formerGrant(change, mine) : [];
  if (mine !== undefined && !isSame) {
    // The sync user goes on reading, as nobody's own.
    if (mine.isSyncUser) await change.writeRole(mine.id, { isSyncUser: true, memberId: null });
    else await change.end(mine.id, nowOf(place));
  }
  // Whoever reads for everybody has been confirmed, and does not stop for a question.
  const asked = isSame && mine.isSyncUser ? null : question;
  const connectionId = await write(
    place,
    isSame ? mine : undefined,
    { isSyncUser: isSame && mine.isSyncUser, memberId },
    asked === null ? 'active' : 'pending',
    undefined,
    asked,
  );
  if (asked === null) await change.writeMemberUser(memberId, identity.userId);
  await audit(
    place,
    connectionId,
    isSame ? 'personal_connection.reconnected' : 'personal_connection.connected',
  );
  return { connectionId, leftovers };
}

async function write(
  place: Place,
  before: StoredConnection | undefined,
  role: { readonly isSyncUser: boolean; readonly memberId: string | null },
  state: ConnectionState,
  refusal?: SyncError,
  question: ConnectionQuestion | null = null,
): Promise<string> {
  const { change, login, identity } = place;
  const { granted } = login;
  const at = nowOf(place);
  const written: NewLogin = {
    method: login.method,
    appId: login.appId,
    loginUrl: login.loginUrl,
    identity,
    tokens: {
      accessToken: { token: granted.token, instanceUrl: granted.instanceUrl },
      refreshToken: granted.refreshToken,
      scopes: granted.scope,
    },
    state,
    trouble: refusal === undefined ? null : toTrouble(refusal, at),
    question,
    at,
  };
  if (before === undefined) return await change.insert(role, written);
  await change.renewLogin(before.id, written);
  return before.id;
}

function refusalOf({ change, login, identity }: Place): SyncError | undefined {
  const known = change.history.find(
    ({ organizationId }) => organizationId === change.workspace.organizationId,
  );
  const isOwnAddress = !/^https:\/\/(login|test)\.salesforce\.com$/.test(login.loginUrl);
  return otherOrgRefusal(change.workspace, identity, {
    wasSandbox: known?.isSandbox === true,
    sameAddress:
      known !== undefined &&
      ((isOwnAddress && known.loginUrl === login.loginUrl) ||
        known.instanceUrl === login.granted.instanceUrl),
  });
}

/** Asked before the new one is written. Only refresh tokens: an access token of the same user may well be the one just granted. */
async function formerGrant(
  change: ConnectionChange,
  before: StoredConnection | undefined,
): Promise<readonly Leftover[]> {
  if (before === undefined) return [];
  const { refreshToken } = await change.readSecrets(before.id);
  return [{ loginUrl: before.loginUrl, token: refreshToken }];
}

export function isSameUser(
  one: StoredConnection,
  other: { readonly organizationId: string | null; readonly userId: string | null },
): boolean {
  return one.organizationId === other.organizationId && one.userId === other.userId;
}

async function audit(place: Place, connectionId: string, action: string, code?: string): Promise<void> {
  const { change, login, identity } = place;
  await change.audit({
    actor: login.actor,
    action,
    target: connectionId,
    asUser: identity.username,
    details: {
      method: login.method,
      organizationId: identity.organizationId,
      ...(code === undefined ? {} : { code }),
    },
  });
}

function nowOf({ context }: Place) {
  return toInstant(context.clock.nowMs());
}
