import { isSyncError } from '@sync-user/contract';
import type { CallContext } from '@sync-user/engine';
import { USER_INFO_PATH } from '../constants.ts';
import { jsonObject, optionalText, text } from '../wire/read-json.ts';
import { callForJson } from './call-org.ts';
import { type ProbeOptions, queryOne, toProbeConnection } from './probe.ts';

/** The user behind a token. */
export interface UserFacts {
  /** 18 characters, `005…`. */
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
}

/**
 * Reads whose token it is: the OpenID user info, which is not an API call; where the token's scopes do not open it, the
 * User record, which is one.
 */
export async function fetchUserInfo(
  options: ProbeOptions & { readonly userId: string },
  context: CallContext,
): Promise<UserFacts> {
  try {
    const { body } = await callForJson(
      toProbeConnection(options),
      {
        method: 'GET',
        path: USER_INFO_PATH,
        repeatable: true,
        readsObject: false,
        authenticated: true,
        counted: false,
      },
      context,
    );
    const info = jsonObject(body, 'user info');
    const username = text(info, 'preferred_username');
    return {
      id: text(info, 'user_id'),
      username,
      displayName: optionalText(info, 'name') ?? username,
      email: optionalText(info, 'email') ?? '',
    };
  } catch (error) {
    if (!isSyncError(error, 'SF_INSUFFICIENT_ACCESS', 'SF_NOT_FOUND', 'SF_SESSION_EXPIRED')) throw error;
    return fetchUserRecord(options, context);
  }
}

async function fetchUserRecord(
  options: ProbeOptions & { readonly userId: string },
  context: CallContext,
): Promise<UserFacts> {
  if (!/^005[A-Za-z0-9]{12,15}$/.test(options.userId)) throw new Error('not the id of a user');
  const soql = `SELECT Id, Username, Name, Email FROM User WHERE Id = '${options.userId}'`;
  const found = await queryOne(options, soql, context);
  const username = text(found, 'Username');
  return {
    id: text(found, 'Id'),
    username,
    displayName: optionalText(found, 'Name') ?? username,
    email: optionalText(found, 'Email') ?? '',
  };
}
