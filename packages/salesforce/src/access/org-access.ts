import type { Asked, CallContext, MadeCall, OrgAccess, RowOutcome, SourceRecord } from '@sync-user/engine';
import { DATA_PATH, USER_INFO_PATH } from '../constants.ts';
import { createApiVersions } from '../org/api-versions.ts';
import { callForJson, type OrgRequest } from '../org/call-org.ts';
import { assertQueryPath, type SourceOrgOptions, toOrgConnection } from '../org/source-org.ts';
import { jsonObject } from '../wire/read-json.ts';
import { toQueryPage } from '../wire/to-query-page.ts';
import { ask, bodyOfPart, type CompositePart, readShape, toParts } from './ask.ts';
import { createDescriber } from './describe-together.ts';
import { toFailure, toRowOutcomes } from './row-outcomes.ts';

export interface OrgAccessOptions extends SourceOrgOptions {
  readonly username: string;
  /** 18 characters, `005…`. */
  readonly userId: string;
}

/** Most queries of one composite call, which counts as one. Source: REST API Developer Guide, "Composite". */
const QUERIES_PER_CALL = 5;
/** Source: REST API Developer Guide, "sObject Collections". */
const ROWS_PER_CALL = 200;
/** No record has this id: deleting it fails, and takes back what was saved before it in the same transaction. */
const NO_RECORD = '000000000000000AAA';

interface Rows {
  readonly records: readonly SourceRecord[];
  readonly totalSize: number;
}

/** The org as the user behind `tokens` may see and change it. */
export function createOrgAccess(options: OrgAccessOptions): OrgAccess {
  let calls = 0;
  let usage: MadeCall['orgUsage'];
  const org = toOrgConnection({
    ...options,
    onCall: (call) => {
      if (call.counted) calls += 1;
      usage = call.orgUsage ?? usage;
      return options.onCall(call);
    },
  });
  const versions = createApiVersions(org, options.apiVersion);

  const send = async (
    method: OrgRequest['method'],
    path: string,
    context: CallContext,
    request: { readonly json?: unknown; readonly repeatable?: boolean; readonly readsObject?: boolean } = {},
  ): Promise<unknown> => {
    const answer = await callForJson(
      org,
      { method, path, repeatable: true, readsObject: false, ...request, authenticated: true, counted: true },
      context,
    );
    return answer.body;
  };
  const basePath = async (context: CallContext): Promise<string> =>
    `${DATA_PATH}/v${await versions.current(context)}`;

  /** The first page has come; the others follow one by one. */
  const readPages = async (body: unknown, context: CallContext): Promise<Rows> => {
    const records: SourceRecord[] = [];
    for (let answer = body; ; ) {
      const page = readShape(() => toQueryPage(answer));
      for (const record of page.records) records.push(record);
      if (page.nextRecordsUrl === undefined) return { records, totalSize: page.totalSize };
      answer = await send('GET', assertQueryPath(page.nextRecordsUrl), context, { readsObject: true });
    }
  };

  const askTogether = async (soql: readonly string[], context: CallContext): Promise<Asked<Rows>[]> => {
    const base = await basePath(context);
    const json = {
      // One refused question must not undo its neighbours.
      allOrNone: false,
      compositeRequest: soql.map((query, index) => ({
        method: 'GET',
        url: `${base}/query?q=${encodeURIComponent(query)}`,
        referenceId: `query${index}`,
      })),
    };
    const sent = await ask(soql.join('; '), async () => {
      const body = await send('POST', `${base}/composite`, context, { json });
      return readShape(() => toParts(body));
    });
    const answers: Asked<Rows>[] = [];
    for (const [index, asked] of soql.entries()) {
      answers.push(
        sent.kind === 'refused'
          ? { ...sent, asked }
          : await ask(asked, () => readPart(sent.value.get(`query${index}`), context)),
      );
    }
    return answers;
  };
  const readPart = async (part: CompositePart | undefined, context: CallContext): Promise<Rows> =>
    readPages(
      readShape(() => bodyOfPart(part, null)),
      context,
    );

  const queryMany: OrgAccess['queryMany'] = async (soql, context) => {
    const answers: Asked<Rows>[] = [];
    for (let at = 0; at < soql.length; at += QUERIES_PER_CALL) {
      answers.push(...(await askTogether(soql.slice(at, at + QUERIES_PER_CALL), context)));
    }
    return answers;
  };

  const save = async (
    method: 'POST' | 'PATCH',
    sobject: string,
    records: readonly Readonly<Record<string, unknown>>[],
    allOrNone: boolean,
    context: CallContext,
  ): Promise<Asked<readonly RowOutcome[]>> => {
    assertFew(records.length);
    const json = {
      allOrNone,
      records: records.map((record) => ({ attributes: { type: sobject }, ...record })),
    };
    const verb = method === 'POST' ? 'create' : 'update';
    return ask(`${verb} ${records.length} ${sobject}`, async () => {
      // Saying the same values again changes nothing; making the same rows again does.
      const repeatable = method === 'PATCH';
      const body = await send(method, `${await basePath(context)}/composite/sobjects`, context, {
        json,
        repeatable,
      });
      return readShape(() => toRowOutcomes(body, records.length));
    });
  };

  return {
    username: options.username,
    userId: options.userId,
    callsMade: () => calls,
    orgUsage: () => usage,
    queryMany,

    async query(soql, context) {
      const [answer] = await queryMany([soql], context);
      if (answer === undefined) throw new Error('a question without an answer');
      return answer;
    },

    read: (path, context) =>
      ask(`GET ${path}`, async () => send('GET', `${await basePath(context)}${path}`, context)),

    describe: createDescriber(
      (context) => (method, path, json) => send(method, path, context, { json, readsObject: true }),
      basePath,
    ),

    readUserInfo: (context) =>
      ask('GET /services/oauth2/userinfo', async () => {
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
        return readShape(() => jsonObject(body, 'user info'));
      }),

    create: (sobject, records, { allOrNone }, context) => save('POST', sobject, records, allOrNone, context),
    update: (sobject, records, { allOrNone }, context) => save('PATCH', sobject, records, allOrNone, context),

    async remove(ids, context) {
      assertFew(ids.length);
      return ask(`delete ${ids.length} rows`, async () => {
        const query = `ids=${ids.map(encodeURIComponent).join(',')}&allOrNone=false`;
        const path = `${await basePath(context)}/composite/sobjects?${query}`;
        const body = await send('DELETE', path, context, { repeatable: false });
        return readShape(() => toRowOutcomes(body, ids.length));
      });
    },

    tryCreate: (sobject, values, context) =>
      ask(`create a ${sobject} and take it back`, async () => {
        const base = await basePath(context);
        const path = `${base}/sobjects/${encodeURIComponent(sobject)}`;
        const json = {
          allOrNone: true,
          compositeRequest: [
            { method: 'POST', url: path, body: values, referenceId: 'tried' },
            { method: 'DELETE', url: `${path}/${NO_RECORD}`, referenceId: 'undone' },
          ],
        };
        const body = await send('POST', `${base}/composite`, context, { json });
        return readShape(() => toTriedOutcome(toParts(body)));
      }),
  };
}

/**
 * A row that would have been saved is told as halted by the step behind it; one that would not says why itself.
 * Source: REST API Developer Guide, "Composite" (`allOrNone`).
 */
function toTriedOutcome(parts: ReadonlyMap<string, CompositePart>): RowOutcome {
  const tried = parts.get('tried');
  const undone = parts.get('undone');
  if (undone !== undefined && undone.status < 300) throw new Error('the step that must fail has succeeded');
  if (tried === undefined) return toFailure(undefined);
  const failure = toFailure(tried.body);
  return failure.code === 'PROCESSING_HALTED' ? { kind: 'saved', id: '' } : failure;
}

function assertFew(rows: number): void {
  if (rows === 0 || rows > ROWS_PER_CALL)
    throw new Error(`a call takes 1 to ${ROWS_PER_CALL} rows, not ${rows}`);
}
