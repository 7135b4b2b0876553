import assert from 'node:assert/strict';
import { startSimulator } from '../src/start-simulator.ts';
import type { Simulator, SimulatorOptions } from '../src/start-simulator.ts';

export const ADMIN = { username: 'admin@test.example', password: 'Test-1234!' };
export const REP = { username: 'rep@test.example', password: 'Test-5678!' };
export const APP = {
  consumerKey: '3MVG9test.key',
  consumerSecret: 'test-secret',
  callbackUrl: 'http://localhost:9/callback',
};

/** A small org: an administrator, a rep, an app, a custom object with an external id. */
export const TEST_SEED = {
  organization: { name: 'Test Org', edition: 'Developer Edition' },
  users: [
    { ...ADMIN, firstName: 'Ada', lastName: 'Admin', profile: 'System Administrator' },
    { ...REP, firstName: 'Rita', lastName: 'Rep', profile: 'Standard User' },
  ],
  apps: [
    {
      name: 'Test App',
      consumerKey: APP.consumerKey,
      consumerSecret: APP.consumerSecret,
      callbackUrls: [APP.callbackUrl],
      scopes: ['api', 'refresh_token', 'id', 'openid'],
      runAs: ADMIN.username,
    },
  ],
  objects: [
    {
      name: 'Widget__c',
      label: 'Widget',
      plural: 'Widgets',
      fields: [
        { name: 'Key__c', type: 'text', length: 40, externalId: true, unique: true },
        { name: 'Loose_Key__c', type: 'text', length: 40, externalId: true },
        { name: 'Size__c', type: 'number', precision: 10, scale: 2 },
        { name: 'Account__c', type: 'lookup', referenceTo: 'Account', childRelationshipName: 'Widgets__r' },
      ],
    },
  ],
};

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text. */
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- answers are picked apart by every test
}

/** A signed-in client of a simulator. */
export class TestClient {
  readonly baseUrl: string;
  readonly token: string;

  constructor(baseUrl: string, token: string) {
    this.baseUrl = baseUrl;
    this.token = token;
  }

  /** `path` from `/services/…` on, or after the version: `/limits`. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<TestAnswer> {
    const full = /^\/+services\//.test(path) ? path : `/services/data/v60.0${path}`;
    return callUrl(method, this.baseUrl + full, body, { Authorization: `Bearer ${this.token}`, ...headers });
  }

  get(path: string, headers?: Record<string, string>): Promise<TestAnswer> {
    return this.call('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers?: Record<string, string>): Promise<TestAnswer> {
    return this.call('POST', path, body, headers);
  }

  query(soql: string): Promise<TestAnswer> {
    return this.get(`/query?q=${encodeURIComponent(soql)}`);
  }

  /** The control plane. */
  async control(method: string, path: string, body?: unknown): Promise<TestAnswer> {
    const answer = await callUrl(method, `${this.baseUrl}/__simulator${path}`, body, {});
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer;
  }
}

export async function callUrl(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<TestAnswer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export interface TestOrg extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly baseUrl: string;
  readonly admin: TestClient;
}

/** A simulator of its own for a test, its administrator signed in. */
export async function openTestOrg(options: SimulatorOptions = {}): Promise<TestOrg> {
  const simulator = await startSimulator({ seed: TEST_SEED, ...options });
  const { baseUrl } = simulator;
  const admin = await signIn(baseUrl, ADMIN).catch(async (error: unknown) => {
    await simulator.close();
    throw error;
  });
  return {
    simulator,
    baseUrl,
    admin,
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** Sets the org's clock, sessions staying alive. */
export async function setClock({ admin }: TestOrg, now: string): Promise<void> {
  await admin.control('POST', '/sessions', { timeoutMs: 100 * 365 * 24 * 3_600_000 });
  await admin.control('POST', '/clock', { now });
}

/** The token endpoint, urlencoded. */
export async function requestToken(
  baseUrl: string,
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TestAnswer> {
  return callUrl('POST', `${baseUrl}/services/oauth2/token`, new URLSearchParams(parameters).toString(), {
    'Content-Type': 'application/x-www-form-urlencoded',
    ...headers,
  });
}

export async function signIn(
  baseUrl: string,
  user: { readonly username: string; readonly password: string },
): Promise<TestClient> {
  const answer = await requestToken(baseUrl, {
    grant_type: 'password',
    client_id: APP.consumerKey,
    client_secret: APP.consumerSecret,
    ...user,
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return new TestClient(baseUrl, answer.body.access_token);
}

/** Waits until `read` gives something. No test sleeps. */
export async function until<T>(what: string, read: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = performance.now() + 20_000;
  while (performance.now() < giveUpAt) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`gave up waiting until ${what}`);
}

/** Creates a row that must be accepted; its id. */
export async function create(
  client: TestClient,
  object: string,
  values: Record<string, unknown>,
): Promise<string> {
  const answer = await client.post(`/sobjects/${object}`, values);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.id;
}
