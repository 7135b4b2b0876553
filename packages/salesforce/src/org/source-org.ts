import { type CallCause, isSyncError, SyncError } from '@sync-user/contract';
import {
  type CallContext,
  type Clock,
  type MadeCall,
  OBJECTS_PER_COMPOSITE,
  READS_PER_COMPOSITE,
  type SourceOrg,
  type TokenSource,
} from '@sync-user/engine';
import type { Dispatcher } from 'undici';
import { bulkQueries } from '../bulk/bulk-queries.ts';
import { DATA_PATH, DEFAULT_CLIENT_NAME } from '../constants.ts';
import { DEFAULT_RETRY, type RetrySettings } from '../http/retry.ts';
import { unexpected } from '../wire/read-json.ts';
import { toObjectDescribe, toObjectSummaries } from '../wire/to-object-describe.ts';
import { toQueryPage } from '../wire/to-query-page.ts';
import { toRecordCounts } from '../wire/to-record-counts.ts';
import { createApiVersions } from './api-versions.ts';
import { callForJson, type OrgConnection, type OrgRequest } from './call-org.ts';
import {
  queryUrl,
  toChangeOutcomes,
  toCompositeRequest,
  toDescribeOutcomes,
  toDescribesRequest,
  toQueriesRequest,
  toQueryOutcomes,
} from './composite-queries.ts';
import { toWatchOutcomes, watchRequests } from './composite-watches.ts';

/** Salesforce refuses longer addresses (16,384 bytes with the headers); a longer query goes in a composite's body. */
const LONGEST_URL = 12_000;

export interface SourceOrgOptions {
  readonly tokens: TokenSource;
  /** From `createSalesforceAgent`; shared, and closed by whoever made it. */
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Told of every try that may have reached Salesforce, once its answer is read (for a result page: opened). */
  readonly onCall: (call: MadeCall) => Promise<void> | void;
  /** See `OrgConnection.admit`; everything is admitted unless given. */
  readonly admit?: (cause: CallCause) => Promise<void>;
  /** See `HostRules`. */
  readonly extraHosts?: readonly string[];
  readonly clientName?: string;
  /** Highest API version to speak; the org's own highest when that is lower. */
  readonly apiVersion?: string;
  readonly retry?: RetrySettings;
  readonly random?: () => number;
}

/** Everything up to the connection that calls need, with the defaults filled in. */
export function toOrgConnection(options: SourceOrgOptions): OrgConnection {
  return {
    tokens: options.tokens,
    dispatcher: options.dispatcher,
    clock: options.clock,
    onCall: options.onCall,
    admit: options.admit ?? (() => Promise.resolve()),
    extraHosts: options.extraHosts ?? [],
    clientName: options.clientName ?? DEFAULT_CLIENT_NAME,
    retry: options.retry ?? DEFAULT_RETRY,
    random: options.random ?? Math.random,
  };
}

/**
 * A Salesforce org over HTTPS. Keep one per connection: it remembers the API version the org offers.
 *
 * Reads are repeated on passing faults; a bulk job is made at most once per call.
 */
export function createSourceOrg(options: SourceOrgOptions): SourceOrg {
  const org = toOrgConnection(options);
  const versions = createApiVersions(org, options.apiVersion);

  const basePath = async (context: CallContext): Promise<string> =>
    `${DATA_PATH}/v${await versions.current(context)}`;

  return {
    async fetchObjects(context) {
      const request = readOf({
        method: 'GET',
        path: `${await basePath(context)}/sobjects`,
        readsObject: false,
      });
      const answer = await callForJson(org, request, context);
      return toObjectSummaries(answer.body);
    },

    async fetchDescribe(sobject, context) {
      try {
        const path = `${await basePath(context)}/sobjects/${encodeURIComponent(sobject)}/describe`;
        const answer = await callForJson(org, readOf({ method: 'GET', path, readsObject: true }), context);
        return toObjectDescribe(answer.body);
      } catch (error) {
        if (!isSyncError(error, 'SF_NOT_FOUND', 'SF_OBJECT_NOT_READABLE')) throw error;
        throw new SyncError('OBJECT_UNKNOWN', error.message, { ...error.details, sobject }, { cause: error });
      }
    },

    async describeTogether(sobjects, context) {
      const base = await basePath(context);
      const json = toDescribesRequest(base, sobjects);
      const request = readOf({ method: 'POST', path: `${base}/composite`, json, readsObject: false });
      const answer = await callForJson(org, request, context);
      return toDescribeOutcomes(answer.body, sobjects);
    },

    async fetchChanges(reads, context) {
      assertFitsComposite(reads);
      const base = await basePath(context);
      const json = toCompositeRequest(base, reads);
      const request = readOf({ method: 'POST', path: `${base}/composite`, json, readsObject: false });
      const answer = await callForJson(org, request, context);
      return { value: toChangeOutcomes(answer.body, reads), askedAt: answer.askedAt() };
    },

    async pollTogether({ reads, watches }, context) {
      if (reads.length > 0) assertFitsComposite(reads);
      const objects = reads.length + watches.length;
      if (objects === 0 || objects > OBJECTS_PER_COMPOSITE)
        throw new Error(`a composite call serves 1 to ${OBJECTS_PER_COMPOSITE} objects, not ${objects}`);
      const base = await basePath(context);
      const json = toCompositeRequest(base, reads, watchRequests(base, watches));
      const request = readOf({ method: 'POST', path: `${base}/composite`, json, readsObject: false });
      const answer = await callForJson(org, request, context);
      const read = toChangeOutcomes(answer.body, reads);
      const watched = toWatchOutcomes(answer.body, watches);
      return { value: { read, watched }, askedAt: answer.askedAt() };
    },

    async countRecords(sobjects, context) {
      const names = sobjects.map(encodeURIComponent).join(',');
      const path = `${await basePath(context)}/limits/recordCount?sObjects=${names}`;
      const answer = await callForJson(org, readOf({ method: 'GET', path, readsObject: false }), context);
      return { value: toRecordCounts(answer.body), askedAt: answer.askedAt() };
    },

    async fetchNextPage(nextRecordsUrl, context) {
      const request = readOf({ method: 'GET', path: assertQueryPath(nextRecordsUrl), readsObject: true });
      const answer = await callForJson(org, request, context);
      return toQueryPage(answer.body);
    },

    async query(soql, { withDeleted }, context) {
      const base = await basePath(context);
      const path = queryUrl(base, soql, withDeleted ? 'queryAll' : 'query');
      if (path.length > LONGEST_URL) {
        const { value, askedAt } = await this.queryTogether([soql], { withDeleted }, context);
        const outcome = value[0];
        if (outcome?.kind !== 'page')
          throw outcome?.error ?? new Error('no outcome for a composite’s one query');
        return { value: outcome.page, askedAt };
      }
      const answer = await callForJson(org, readOf({ method: 'GET', path, readsObject: true }), context);
      return { value: toQueryPage(answer.body), askedAt: answer.askedAt() };
    },

    async queryTogether(soqls, { withDeleted }, context) {
      assertFitsComposite(soqls);
      const base = await basePath(context);
      const json = toQueriesRequest(base, soqls, withDeleted ? 'queryAll' : 'query');
      const request = readOf({ method: 'POST', path: `${base}/composite`, json, readsObject: false });
      const answer = await callForJson(org, request, context);
      return { value: toQueryOutcomes(answer.body, soqls), askedAt: answer.askedAt() };
    },

    ...bulkQueries(org, versions),
  };
}

function assertFitsComposite(reads: readonly unknown[]): void {
  if (reads.length === 0 || reads.length > READS_PER_COMPOSITE)
    throw new Error(`a composite call takes 1 to ${READS_PER_COMPOSITE} reads, not ${reads.length}`);
}

function readOf(request: Pick<OrgRequest, 'method' | 'path' | 'json' | 'readsObject'>): OrgRequest {
  return { ...request, repeatable: true, authenticated: true, counted: true };
}

/** A page's address is a path on the instance and nothing else: it must not take the token elsewhere. */
export function assertQueryPath(nextRecordsUrl: string): string {
  if (/^\/services\/data\/v\d{2,3}\.\d\/query(?:all)?\/[\w-]+$/i.test(nextRecordsUrl)) return nextRecordsUrl;
  throw unexpected('the address of the next page is not a query locator');
}
