import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CallReport,
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  type Problem,
} from '@sync-user/contract';
import { ACME_KEY, createMemoryWorld, INSTALLATION_KEY, PERSON, startTestApi } from '../testing/index.ts';
import { bearer, send } from '../testing/send.ts';

/** A good request for each endpoint. */
const GOOD: Record<
  EndpointName,
  { path?: Record<string, string>; query?: string; json?: unknown; as?: string }
> = {
  readHealth: {},
  signIn: { json: PERSON },
  readSession: {},
  signOut: {},
  listWorkspaces: {},
  createWorkspace: { json: { slug: 'initech', name: 'Initech' } },
  readOverview: {},
  changeWorkspace: { json: { pollIntervalSeconds: 60 } },
  pollNow: { json: {} },
  exportConfiguration: {},
  planConfiguration: { json: { file: 'format: sync-user-configuration\nversion: 1\n' } },
  applyConfiguration: { json: { file: 'format: sync-user-configuration\nversion: 1\n', exact: true } },
  rollBackConfiguration: { json: { snapshot: 1, checkOnly: true } },
  listConfigurationSnapshots: {},
  readConnection: {},
  connect: { json: { loginUrl: 'https://a.my.salesforce.com', clientId: 'id', clientSecret: 'secret' } },
  checkConnection: {},
  disconnect: {},
  listAvailableObjects: {},
  listObjects: {},
  readObject: {},
  selectObject: { path: { object: 'Contact' }, json: { fields: ['Name', 'Email'] } },
  deselectObject: {},
  reloadObject: {},
  listLoads: {},
  listRecords: { query: '?limit=2&search=acme&direction=asc&sort=name' },
  readRecord: { path: { id: 'r0' } },
  readCompleteness: {},
  changeCompleteness: { json: { everyHours: 12 } },
  readObjectCompleteness: {},
  takeCensus: { json: { objects: ['Account'] } },
  readCompletenessReport: { query: '?object=Account' },
  readReportKey: {},
  traceRecord: { path: { id: '001000000000000AAA' } },
  listQuarantine: {},
  readMoney: {},
  summarizeMoney: { query: '?object=Opportunity&field=Amount' },
  readPipeline: {},
  listCampaignLists: {},
  readCampaignList: { path: { id: '701000000000000AAA' } },
  changeObject: { json: { mode: 'poll', intervalSeconds: 300, paused: false } },
  readPlan: {},
  forecast: { json: { objects: [{ name: 'Contact' }] } },
  listChanges: { query: '?after=0&limit=10' },
  readCalls: { query: '?bucketSeconds=300' },
  resetConnection: {},
  listConnections: {},
  listSyncUserCandidates: { query: '?search=ada&limit=5' },
  designateSyncUser: { json: { connectionId: 'c1' } },
  discardCandidate: {},
  beginAuthorization: { json: { purpose: 'sync_user', loginUrl: 'https://login.salesforce.com' } },
  readAuthorization: { path: { authorization: 'a0' } },
  readSalesforceApp: {},
  writeSalesforceApp: { json: { clientId: 'id', clientSecret: 'secret' } },
  removeSalesforceApp: {},
  createCertificate: {},
  readMe: { as: PERSON.email },
  answerWhoIAm: { as: PERSON.email, json: { userId: '005000000000001AAA' } },
  checkMyConnection: { as: PERSON.email },
  disconnectMe: { as: PERSON.email },
  readPreflight: {},
  runPreflight: { json: {} },
  planRepair: {},
  applyRepair: { json: { version: 'v1' } },
  listMembers: {},
  addMember: { json: { email: 'ada@acme.example', name: 'Ada' } },
  inviteMember: {},
  changeMember: { json: { role: 'admin' } },
  removeMember: {},
  acceptInvitation: { json: { token: 't', password: 'correct horse' } },
  listAudit: { query: '?action=member&limit=5' },
  listNotices: { query: '?open=true' },
  readNoticeSettings: {},
  changeNoticeSettings: { json: { emails: ['ops@acme.example'], webhookUrl: 'https://acme.example/hook' } },
  createWebhookSecret: {},
  sendTestNotice: {},
  resealSecrets: {},
  listFields: {},
  changeFields: { json: { add: ['Industry'], private: ['Secret__c'] } },
  setRowFilter: { json: { filter: "Industry = 'Banking'" } },
  refreshObjectFields: {},
  refreshFields: {},
  listSchemaChanges: { query: '?waiting=true&limit=5' },
  decideSchemaChange: { path: { change: '1' }, json: { decision: 'add' } },
  readFieldSettings: {},
  changeFieldSettings: { json: { policy: 'ask' } },
  readEvents: {},
  listEventRepairs: { query: '?open=true&limit=5' },
  selectEventEntities: { json: { objects: ['Account'] } },
  deselectEventEntities: { json: { objects: ['Account'] } },
  switchEvents: { json: { enabled: false } },
};

/** The headers of a person who is signed in: keys are nobody. */
async function signIn(baseUrl: string, email: string): Promise<Record<string, string>> {
  const json = { email, password: PERSON.password };
  const { headers } = await send(`${baseUrl}/api/v1/session`, { method: 'POST', json });
  return { cookie: headers.getSetCookie()[0]?.split(';', 1)[0] ?? '', 'x-sync-user': 'test' };
}

describe('endpoints', () => {
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    test(`${name} answers with what the contract says`, async () => {
      await using api = await startTestApi();
      api.acme.append();
      const { path = {}, query = '', json, as } = GOOD[name as EndpointName];
      const values: Record<string, string> = { workspace: 'acme', object: 'Account', member: 'm1', ...path };
      const url = `${api.baseUrl}/api/v1${endpoint.path.replace(/:(\w+)/g, (_, key: string) => values[key] ?? '')}`;
      const answer = await send(url + query, {
        method: endpoint.method,
        headers: as === undefined ? bearer(INSTALLATION_KEY) : await signIn(api.baseUrl, as),
        json,
      });
      assert.equal(answer.status, endpoint.status ?? 200, JSON.stringify(answer.body));
      const parsed = endpoint.response.safeParse(answer.body);
      assert.ok(parsed.success, JSON.stringify(parsed.error));
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    });
  }

  test('calls are those of the last day when nothing is asked, in UTC', async () => {
    await using api = await startTestApi();
    const url = `${api.baseUrl}/api/v1/workspaces/acme/calls`;
    const plain = await send<CallReport>(url, { headers: bearer(ACME_KEY) });
    assert.equal(Date.parse(plain.body.until) - Date.parse(plain.body.since), 86_400_000);
    const asked = await send<CallReport>(`${url}?since=2026-03-01T10:00:00%2B02:00&until=2026-03-02`, {
      headers: bearer(ACME_KEY),
    });
    assert.equal(asked.body.since, '2026-03-01T08:00:00.000Z');
    assert.equal(asked.body.until, '2026-03-02T00:00:00.000Z');
    assert.equal(asked.body.bucketSeconds, 3600);
  });
});

describe('rate limits', () => {
  test('passwords can be tried ten times a minute, and the refusal says when to come back', async () => {
    await using api = await startTestApi();
    const statuses = [];
    for (let i = 0; i < 12; i += 1) {
      const { status, headers, body } = await send<Problem>(`${api.baseUrl}/api/v1/session`, {
        method: 'POST',
        json: { ...PERSON, password: `guess ${i}` },
      });
      statuses.push(status);
      if (status !== 429) continue;
      assert.equal(body.code, 'API_TOO_MANY_REQUESTS');
      assert.ok(Number(headers.get('retry-after')) > 0);
    }
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429, 429]);
    const elsewhere = await send(`${api.baseUrl}/api/v1/session`, { headers: bearer(ACME_KEY) });
    assert.equal(elsewhere.status, 200);
  });

  test('all other requests share one generous limit', async () => {
    await using api = await startTestApi({ requestsPerMinute: 3 });
    const statuses = [];
    for (const path of ['/health', '/workspaces', '/session', '/health']) {
      statuses.push((await send(`${api.baseUrl}/api/v1${path}`, { headers: bearer(ACME_KEY) })).status);
    }
    assert.deepEqual(statuses, [200, 200, 200, 429]);
  });

  test('an address behind a proxy is believed only when the operator says so', async () => {
    const two = ['10.0.0.1', '10.0.0.2'];
    for (const [proxyHops, addresses, expected] of [
      [0, two, 429],
      [1, two, 200],
      // What a proxy found there is what the caller wrote, to look like many.
      [1, two.map((claimed) => `${claimed}, 10.0.0.9`), 429],
      [1, ['10.0.0.9, 10.0.0.1', '10.0.0.9, 10.0.0.2'], 200],
      [2, two.map((client) => `${client}, 10.0.0.9`), 200],
      [2, two.map((claimed) => `${claimed}, 10.0.0.8, 10.0.0.9`), 429],
    ] as const) {
      await using api = await startTestApi({ requestsPerMinute: 1, proxyHops });
      let status = 0;
      for (const address of addresses) {
        const headers = { 'x-forwarded-for': address };
        ({ status } = await send(`${api.baseUrl}/api/v1/health`, { headers }));
      }
      assert.equal(status, expected, `${proxyHops} proxies, ${addresses.join(' then ')}`);
    }
  });
});

describe('metrics', () => {
  test('are served as text when the server keeps some, and are not there otherwise', async () => {
    await using api = await startTestApi();
    const { status, body, headers } = await send(`${api.baseUrl}/metrics`);
    assert.equal(status, 200);
    assert.match(String(body), /^up 1$/m);
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);

    const { metrics: _, ...services } = createMemoryWorld().services;
    await using without = await startTestApi({ services });
    assert.equal((await send(`${without.baseUrl}/metrics`)).status, 404);
  });
});
