import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENDPOINTS, type Endpoint, type Problem, type Session } from '@sync-user/contract';
import { ACME_KEY, GLOBEX_KEY, INSTALLATION_KEY, PERSON, startTestApi } from '../testing/index.ts';
import { bearer, send } from '../testing/send.ts';

type Who = 'nobody' | 'foreign' | 'member' | 'admin' | 'key' | 'foreignKey' | 'installationKey' | 'operator';

/** Who is let in at which level; everybody else gets the answer beside their name. */
const ALLOWED: Record<Endpoint['auth'], readonly Who[]> = {
  none: ['nobody', 'foreign', 'member', 'admin', 'key', 'foreignKey', 'installationKey', 'operator'],
  any: ['foreign', 'member', 'admin', 'key', 'foreignKey', 'installationKey', 'operator'],
  member: ['member', 'admin', 'key', 'installationKey', 'operator'],
  admin: ['admin', 'key', 'installationKey', 'operator'],
  operator: ['installationKey', 'operator'],
};

async function signIn(baseUrl: string, email: string): Promise<Record<string, string>> {
  const json = { email, password: PERSON.password };
  const { headers, status } = await send(`${baseUrl}/api/v1/session`, { method: 'POST', json });
  assert.equal(status, 200);
  const cookie = headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  return { cookie, 'x-sync-user': 'test' };
}

/** What the wrong caller is told: of a foreign workspace not even that it exists. */
function refusalOf(who: Who, path: string): string {
  if (who === 'nobody') return '401 API_UNAUTHENTICATED';
  const isForeign = who === 'foreign' || who === 'foreignKey';
  return isForeign && path.includes(':workspace') ? '404 API_NOT_FOUND' : '403 API_FORBIDDEN';
}

test('every endpoint lets in those whose standing its level asks for, and refuses everybody else', async () => {
  await using api = await startTestApi({ signInsPerMinute: 1000 });
  const headersOf: Record<Who, () => Promise<Record<string, string>>> = {
    nobody: async () => ({}),
    foreign: () => signIn(api.baseUrl, 'globex-admin@example.com'),
    member: () => signIn(api.baseUrl, 'acme-member@example.com'),
    admin: () => signIn(api.baseUrl, 'acme-admin@example.com'),
    operator: () => signIn(api.baseUrl, PERSON.email),
    key: async () => bearer(ACME_KEY),
    foreignKey: async () => bearer(GLOBEX_KEY),
    installationKey: async () => bearer(INSTALLATION_KEY),
  };
  let allowed = 0;
  let refused = 0;
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    for (const who of Object.keys(headersOf) as Who[]) {
      const url = `${api.baseUrl}/api/v1${endpoint.path.replace(':workspace', 'acme').replace(/:\w+/g, 'm1')}`;
      const json = endpoint.body === undefined ? undefined : { nonsense: 1 };
      const { status, body } = await send<Problem>(url, {
        method: endpoint.method,
        headers: await headersOf[who](),
        json,
      });
      if (ALLOWED[endpoint.auth].includes(who)) {
        const isRefused =
          (status === 401 && name !== 'signIn' && name !== 'acceptInvitation') ||
          status >= 500 ||
          (status === 403 && !(endpoint.auth === 'member' && /no person/.test(body.detail))) ||
          (status === 404 && /^(There is no workspace|Nothing answers)/.test(body.detail));
        assert.equal(isRefused, false, `${name} as ${who}: ${status} ${body.detail}`);
        allowed += 1;
      } else {
        assert.equal(`${status} ${body.code}`, refusalOf(who, endpoint.path), `${name} as ${who}`);
        refused += 1;
      }
    }
  }
  assert.ok(allowed > 150 && refused > 100, `${allowed} allowed, ${refused} refused`);
});

test('the live stream carries records and is for admins', async () => {
  await using api = await startTestApi();
  const headers = await signIn(api.baseUrl, 'acme-member@example.com');
  const { status, body } = await send<Problem>(`${api.baseUrl}/api/v1/workspaces/acme/stream`, { headers });
  assert.equal(`${status} ${body.code}`, '403 API_FORBIDDEN');
});

test('a session tells what its person may do where', async () => {
  await using api = await startTestApi();
  const headers = await signIn(api.baseUrl, 'acme-member@example.com');
  const { body } = await send<Session>(`${api.baseUrl}/api/v1/session`, { headers });
  assert.equal(body.isOperator, false);
  assert.deepEqual(body.workspaces, ['acme']);
  assert.deepEqual(body.roles, { acme: 'member' });
});

test('accepting an invitation signs in; a bad link is refused, and guessing is slowed down', async () => {
  await using api = await startTestApi({ signInsPerMinute: 3 });
  const accept = (token: string) =>
    send<Problem & Session>(`${api.baseUrl}/api/v1/invitations/accept`, {
      method: 'POST',
      json: { token, password: 'correct horse' },
    });
  const good = await accept('t');
  assert.equal(good.status, 200);
  assert.match(good.headers.getSetCookie()[0] ?? '', /^sync_user=session-of-ada; .*HttpOnly/);
  assert.deepEqual(good.body.roles, { acme: 'member' });
  const bad = await accept('guess');
  assert.equal(bad.status, 401);
  assert.deepEqual(bad.headers.getSetCookie(), []);
  await accept('guess 2');
  assert.equal((await accept('guess 3')).body.code, 'API_TOO_MANY_REQUESTS');
});
