import { SyncError } from '@sync-user/contract';
import type { AccessToken, CallContext, TokenSource } from '@sync-user/engine';
import { DATA_PATH } from '../constants.ts';
import { unexpected } from '../wire/read-json.ts';
import { toQueryPage } from '../wire/to-query-page.ts';
import { createApiVersions } from './api-versions.ts';
import { callForJson, type OrgConnection } from './call-org.ts';
import { type SourceOrgOptions, toOrgConnection } from './source-org.ts';

/** As for a source org, with a token just granted in place of the token source. */
export type ProbeOptions = Omit<SourceOrgOptions, 'tokens'> & { readonly token: AccessToken };

/** Runs a query of one record. One API call. */
export async function queryOne(
  options: ProbeOptions,
  soql: string,
  context: CallContext,
): Promise<Readonly<Record<string, unknown>>> {
  const org = toProbeConnection(options);
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

export function toProbeConnection(options: ProbeOptions): OrgConnection {
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
