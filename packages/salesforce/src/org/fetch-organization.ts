import { isSyncError, SyncError } from '@sync-user/contract';
import type { AccessToken, CallContext, TokenSource } from '@sync-user/engine';
import { DATA_PATH, USER_INFO_PATH } from '../constants.ts';
import { jsonObject, optionalText, text, unexpected } from '../wire/read-json.ts';
import { toQueryPage } from '../wire/to-query-page.ts';
import { createApiVersions } from './api-versions.ts';
import { callForJson, type OrgConnection } from './call-org.ts';
import { type SourceOrgOptions, toOrgConnection } from './source-org.ts';

/** The org behind a token. */
export interface OrganizationFacts {
  /** 18 characters, `00D…`. */
  readonly id: string;
  readonly name: string;
  readonly isSandbox: boolean;
  /** `Enterprise Edition`, `Developer Edition` … */
  readonly type: string;
  /** `NA139`, `CS420` …; null where Salesforce does not say. */
  readonly instance: string | null;
}

/** The user behind a token. */
export interface UserFacts {
  /** 18 characters, `005…`. */
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
}

/** As for a source org, with a token just granted in place of the token source. */
export type ProbeOptions = Omit<SourceOrgOptions, 'tokens'> & { readonly token: AccessToken };

/**
 * Reads what the org says of itself: one API call.
 * Source: Object Reference, "Organization"; every user may read it.
 */
export async function fetchOrganization(
  options: ProbeOptions,
  context: CallContext,
): Promise<OrganizationFacts> {
  const org = probe(options);
  const soql = 'SELECT Id, Name, IsSandbox, OrganizationType, InstanceName FROM Organization';
  const found = await queryOne(org, options, soql, context);
  return {
    id: text(found, 'Id'),
    name: text(found, 'Name'),
    isSandbox: found['IsSandbox'] === true,
    type: optionalText(found, 'OrganizationType') ?? 'unknown',
    instance: optionalText(found, 'InstanceName') ?? null,
  };
}

/**
 * Reads whose token it is: the OpenID user info, which is not an API call; where the token's scopes do not open it, the
 * User record, which is one.
 */
export async function fetchUserInfo(
  options: ProbeOptions & { readonly userId: string },
  context: CallContext,
): Promise<UserFacts> {
  const org = probe(options);
  try {
    const { body } = await callForJson(
      org,
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
    return fetchUserRecord(org, options, context);
  }
}

async function fetchUserRecord(
  org: OrgConnection,
  options: ProbeOptions & { readonly userId: string },
  context: CallContext,
): Promise<UserFacts> {
  if (!/^005[A-Za-z0-9]{12,15}$/.test(options.userId)) throw new Error('not the id of a user');
  const soql = `SELECT Id, Username, Name, Email FROM User WHERE Id = '${options.userId}'`;
  const found = await queryOne(org, options, soql, context);
  const username = text(found, 'Username');
  return {
    id: text(found, 'Id'),
    username,
    displayName: optionalText(found, 'Name') ?? username,
    email: optionalText(found, 'Email') ?? '',
  };
}

async function queryOne(
  org: OrgConnection,
  options: ProbeOptions,
  soql: string,
  context: CallContext,
): Promise<Readonly<Record<string, unknown>>> {
  const version = await createApiVersions(org, options.apiVersion).current(context);
  const { body } = await callForJson(
    org,
    {
      method: 'GET',
      path: `${DATA_PATH}/v${version}/query?q=${encodeURIComponent(soql)}`,
      repeatable: true,
      readsObject: true,
      authenticated: true,
      counted: true,
    },
    context,
  );
  const [record] = toQueryPage(body).records;
  if (record === undefined) throw unexpected('a record of the org itself is missing');
  return record;
}

function probe(options: ProbeOptions): OrgConnection {
  return toOrgConnection({ ...options, tokens: onlyToken(options.token) });
}

/** A token that was granted a moment ago: if it is refused now, another of its kind would be as well. */
function onlyToken(token: AccessToken): TokenSource {
  return {
    current: async () => token,
    renew: async () => {
      throw new SyncError('SF_SESSION_EXPIRED', 'Salesforce refuses the token it has just given');
    },
  };
}
