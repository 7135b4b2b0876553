import type { CallContext } from '@sync-user/engine';
import { DATA_PATH, PINNED_API_VERSION } from '../constants.ts';
import { isJsonObject, jsonArray, optionalText, unexpected } from '../wire/read-json.ts';
import { callForJson, type OrgConnection } from './call-org.ts';

/** The API version this org is spoken to in, asked for once. */
export interface ApiVersions {
  current(context: CallContext): Promise<string>;
}

export function createApiVersions(org: OrgConnection, pinned = PINNED_API_VERSION): ApiVersions {
  let known: string | undefined;
  return {
    async current(context) {
      known ??= await fetchApiVersion(org, pinned, context);
      return known;
    },
  };
}

/** `pinned`, or the highest version the org offers when that is lower (an org that has not had its upgrade yet). */
async function fetchApiVersion(org: OrgConnection, pinned: string, context: CallContext): Promise<string> {
  const { body } = await callForJson(
    org,
    {
      method: 'GET',
      path: DATA_PATH,
      repeatable: true,
      readsObject: false,
      authenticated: false,
      counted: false,
    },
    context,
  );
  return chooseApiVersion(jsonArray(body, 'the list of API versions'), pinned);
}

/** Source: REST API Developer Guide, "Versions": `[{"label","url","version":"66.0"}]`. */
export function chooseApiVersion(offered: readonly unknown[], pinned: string): string {
  const versions = offered
    .map((entry) => (isJsonObject(entry) ? (optionalText(entry, 'version') ?? '') : ''))
    .filter((version) => /^\d+\.\d$/.test(version));
  if (versions.length === 0) throw unexpected('the org offers no API version');
  const highest = versions.reduce((best, version) => (Number(version) > Number(best) ? version : best));
  return Number(highest) < Number(pinned) ? highest : pinned;
}
