import type { CallContext } from '@sync-user/engine';
import { DATA_PATH } from '../constants.ts';
import { callForJson, type OrgConnection } from '../org/call-org.ts';
import { isJsonObject, jsonArray, jsonObject, numberOrZero, optionalText } from '../wire/read-json.ts';

/** Jobs are listed by the thousand and at most 10,000 are made in 24 hours; they are kept for seven days. */
const MAX_LIST_PAGES = 70;

/**
 * The API version that made a job, from the list of jobs: unlike a job's own address, it answers in any version.
 * Undefined when the job is not listed. Source: Bulk API 2.0 Developer Guide, "Get Information About All Query Jobs".
 */
export async function findJobVersion(
  org: OrgConnection,
  apiVersion: string,
  jobId: string,
  context: CallContext,
): Promise<string | undefined> {
  const listPath = `${DATA_PATH}/v${apiVersion}/jobs/query`;
  let path: string | undefined = `${listPath}?jobType=V2Query`;
  for (let page = 0; path !== undefined && page < MAX_LIST_PAGES; page++) {
    const answer = await callForJson(
      org,
      { method: 'GET', path, repeatable: true, readsObject: false, authenticated: true, counted: true },
      context,
    );
    const list = jsonObject(answer.body, 'the list of bulk jobs');
    const job = jsonArray(list['records'], '"records"').find(
      (entry) => isJsonObject(entry) && entry['id'] === jobId,
    );
    if (isJsonObject(job)) {
      const made = numberOrZero(job, 'apiVersion');
      return made === 0 ? undefined : made.toFixed(1);
    }
    const next = optionalText(list, 'nextRecordsUrl');
    // A path of the list itself and nothing else: it must not take the token elsewhere.
    path = next?.startsWith(`${listPath}?`) === true ? next : undefined;
  }
  return undefined;
}
