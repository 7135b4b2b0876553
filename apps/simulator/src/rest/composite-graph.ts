/** `/composite/graph`: many composite requests in one, each all or none. Source: facts 2.9; REST API Developer Guide, "Composite Graph". */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { allWell, readSubrequestList, runInOrder } from './composite.ts';
import type { CompositeSubrequest, Subanswer } from './composite.ts';
import { readJsonObject } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { isObject } from './row-values.ts';

const MAX_NODES = 500;
const MAX_GRAPHS = 75;
const MAX_DEPTH = 15;
/** A kind is an object with a method. */
const MAX_KINDS = 15;
/** After this many failed graphs the rest is not tried. */
const MAX_FAILED_GRAPHS = 14;

interface Graph {
  readonly graphId: string;
  readonly subrequests: readonly CompositeSubrequest[];
}

export function addGraphRoutes(router: Router<RestHandler>): void {
  router.on('POST', '/composite/graph', answerGraphs);
}

function answerGraphs(request: RestRequest): Answer {
  const graphs = readGraphs(readJsonObject(request));
  assertLimits(graphs);
  let failed = 0;
  const answers = graphs.map(({ graphId, subrequests }) => {
    const compositeResponse =
      failed >= MAX_FAILED_GRAPHS
        ? subrequests.map(notTried)
        : request.world.org.atomically(() => runInOrder(request, subrequests, true), allWell);
    const isSuccessful = allWell(compositeResponse);
    if (!isSuccessful) failed += 1;
    return { graphId, graphResponse: { compositeResponse }, isSuccessful };
  });
  return json(200, { graphs: answers });
}

function notTried({ referenceId }: CompositeSubrequest): Subanswer {
  const message = `The graph was not processed since more than ${MAX_FAILED_GRAPHS - 1} graphs failed before it.`;
  return {
    body: [{ errorCode: 'PROCESSING_HALTED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId,
  };
}

function readGraphs(body: Readonly<Record<string, unknown>>): Graph[] {
  const list: readonly unknown[] = Array.isArray(body['graphs']) ? body['graphs'] : [];
  if (list.length === 0) {
    throw new SalesforceError(400, 'REQUIRED_FIELD_MISSING', 'graphs: at least one graph is required');
  }
  const seen = new Set<string>();
  return list.map((one): Graph => {
    const entry = isObject(one) ? one : {};
    const graphId = typeof entry['graphId'] === 'string' ? entry['graphId'] : '';
    if (!/^\w{1,40}$/.test(graphId)) {
      throw new SalesforceError(400, 'INVALID_INPUT', `Provided graphId is not valid: ${graphId}`);
    }
    if (seen.has(graphId)) throw new SalesforceError(400, 'INVALID_INPUT', `Duplicate graphId: ${graphId}`);
    seen.add(graphId);
    return { graphId, subrequests: readSubrequestList(entry) };
  });
}

function assertLimits(graphs: readonly Graph[]): void {
  const nodes = graphs.flatMap((graph) => graph.subrequests);
  const kinds = new Set(nodes.map(kindOf));
  const depth = Math.max(...graphs.map((graph) => depthOf(graph.subrequests)));
  for (const [count, max, what] of [
    [graphs.length, MAX_GRAPHS, 'graphs'],
    [nodes.length, MAX_NODES, 'nodes'],
    [kinds.size, MAX_KINDS, 'distinct kinds of nodes'],
    [depth, MAX_DEPTH, 'levels of dependency'],
  ] as const) {
    if (count > max) {
      const message = `The request can't contain more than ${max} ${what}. It contains ${count}`;
      throw new SalesforceError(400, 'LIMIT_EXCEEDED', message);
    }
  }
}

function kindOf({ method, url }: CompositeSubrequest): string {
  const object = /\/sobjects\/([^/?]+)/i.exec(url)?.[1] ?? url.split('?')[0] ?? '';
  return `${method} ${object.toLowerCase()}`;
}

/** The longest chain of nodes that refer to one another. */
function depthOf(subrequests: readonly CompositeSubrequest[]): number {
  const depths = new Map<string, number>();
  for (const { referenceId, url, body } of subrequests) {
    const text = `${url} ${JSON.stringify(body) ?? ''}`;
    const before = [...text.matchAll(/@\{([^}.[]+)/g)].map((match) => depths.get(match[1] ?? '') ?? 0);
    depths.set(referenceId, 1 + Math.max(0, ...before));
  }
  return Math.max(0, ...depths.values());
}
