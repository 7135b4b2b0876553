import { readUser, readUserByUsername, querySystem } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import { OAuthError } from './oauth-error.ts';

/** The user if they may have a token. @throws OAuthError `inactive_user`, `invalid_grant` */
export function assertMayLogIn(world: World, user: OrgUser | undefined): OrgUser {
  if (user === undefined) throw new OAuthError('invalid_grant', 'authentication failure');
  if (!user.isActive) throw new OAuthError('inactive_user', 'user is inactive');
  if (isFrozen(world, user.id)) throw new OAuthError('invalid_grant', 'authentication failure');
  return user;
}

/** The user if name and password fit and they may sign in. @throws OAuthError */
export function assertPassword(world: World, username: string, password: string): OrgUser {
  const user = readUserByUsername(world.org, username);
  if (user === undefined || !world.passwords.matches(user.id, password)) {
    throw new OAuthError('invalid_grant', 'authentication failure');
  }
  return assertMayLogIn(world, user);
}

export function readTokenUser(world: World, userId: string): OrgUser | undefined {
  return readUser(world.org, userId);
}

/** Frozen users keep their record active but cannot sign in. Source: Object Reference, UserLogin.IsFrozen. */
function isFrozen(world: World, userId: string): boolean {
  if (world.org.object('UserLogin') === undefined) return false;
  return (
    querySystem(world.org, `SELECT Id FROM UserLogin WHERE UserId = '${userId}' AND IsFrozen = true LIMIT 1`)
      .length > 0
  );
}
