/** What the org is made of: its resources, objects, fields and limits. */
import { SalesforceError } from '../errors.ts';
import { describeGlobal } from '../describe/describe-global.ts';
import { describedObject } from '../describe/change-event-objects.ts';
import { describeSobject } from '../describe/describe-sobject.ts';
import { json, withHeaders } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { etagOf, httpDate, notModified } from './conditions.ts';
import { answerLimits } from './limits.ts';
import { recentRows } from './recent.ts';
import { dataUrl, orgOf, parameter } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { findObject } from './rows.ts';

const RESOURCES = [
  'tooling',
  'queryAll',
  'search',
  'composite',
  'parameterizedSearch',
  'recent',
  'limits',
  'query',
  'jobs',
  'sobjects',
] as const;

export function addMetadataRoutes(router: Router<RestHandler>): void {
  router
    .on('GET', '/', listResources)
    .on('GET', '/limits', answerLimits)
    .on('GET', '/limits/recordCount', countRecords)
    .on('GET', '/sobjects', answerDescribeGlobal)
    .on('GET', '/sobjects/:object', basicInformation)
    .on('GET', '/sobjects/:object/describe', answerDescribe)
    .on('GET', '/tooling', (request) => json(200, { query: dataUrl(request, '/tooling/query') }));
}

function listResources(request: RestRequest): Answer {
  const { organizationId } = orgOf(request);
  return json(200, {
    ...Object.fromEntries(RESOURCES.map((name) => [name, dataUrl(request, `/${name}`)])),
    identity: `${request.baseUrl}/id/${organizationId}/${request.caller.userId}`,
  });
}

function countRecords(request: RestRequest): Answer {
  const org = orgOf(request);
  const asked = request.query
    .get('sObjects')
    ?.split(',')
    .map((name) => name.trim().toLowerCase());
  const sObjects = org
    .objects()
    .filter((object) => object.queryable && org.access(request.caller.userId, object.name).read)
    .filter((object) => asked === undefined || asked.includes(object.name.toLowerCase()))
    .map((object) => ({ count: org.countRows(object.name), name: object.name }))
    .filter((one) => asked !== undefined || one.count > 0);
  return json(200, { sObjects });
}

/** One stamp for the whole schema, as a recorded answer suggests: any change makes every describe new. */
function schemaHeaders(request: RestRequest, ...parts: readonly string[]): Record<string, string> {
  const modifiedAt = orgOf(request).schemaModifiedAt();
  return {
    'Last-Modified': httpDate(modifiedAt),
    ETag: etagOf(String(modifiedAt), request.caller.userId, request.version, ...parts),
  };
}

function answerDescribeGlobal(request: RestRequest): Answer {
  const org = orgOf(request);
  const headers = schemaHeaders(request);
  const unchanged = notModified(request.headers, org.schemaModifiedAt(), headers);
  return (
    unchanged ?? json(200, describeGlobal(org, request.caller.userId, request.caller.apiVersion), headers)
  );
}

function answerDescribe(request: RestRequest): Answer {
  const org = orgOf(request);
  const asked = parameter(request, 'object');
  // Change events are described, although they have no rows to find.
  const object = describedObject(org, asked) ?? findObject(request);
  const headers = schemaHeaders(request, object.name);
  const unchanged = notModified(request.headers, org.schemaModifiedAt(), headers);
  if (unchanged !== undefined) return unchanged;
  const { userId, apiVersion } = request.caller;
  return withHeaders(
    json(200, describeSobject(org, userId, object.name, apiVersion, request.baseUrl)),
    headers,
  );
}

function basicInformation(request: RestRequest): Answer {
  const object = findObject(request);
  const { sobjects } = describeGlobal(orgOf(request), request.caller.userId, request.caller.apiVersion);
  const objectDescribe = sobjects.find((one) => one['name'] === object.name);
  if (objectDescribe === undefined) {
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  return json(200, { objectDescribe, recentItems: recentRows(request, object.name, 5) });
}
