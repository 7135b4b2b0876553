import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ENDPOINTS, type Problem, type Session, type Workspace } from '@sync-user/contract';
import { ACME_KEY, INSTALLATION_KEY, PERSON, startTestApi } from '../testing/index.ts';
import { bearer, send } from '../testing/send.ts';

async function signIn(baseUrl: string): Promise<string> {
  const { headers, status } = await send(`${baseUrl}/api/v1/session`, { method: 'POST', json: PERSON });
  assert.equal(status, 200);
  const cookie = headers.getSetCookie()[0];
  assert.ok(cookie);
  return cookie;
}

const pairOf = (setCookie: string): string => setCookie.split(';', 1)[0] ?? '';

describe('signing in', () => {
  test('a person signs in, is known by the cookie, and is unknown after signing out', async () => {
    await using api = await startTestApi();
    const session = `${api.baseUrl}/api/v1/session`;
    const cookie = pairOf(await signIn(api.baseUrl));

    const known = await send<Session>(session, { headers: { cookie } });
    assert.deepEqual(known.body, {
      email: PERSON.email,
      name: 'Admin',
      workspaces: ['acme', 'globex'],
      isOperator: true,
      roles: { acme: 'admin', globex: 'admin' },
    });

    const out = await send(session, { method: 'DELETE', headers: { cookie, 'x-sync-user': 'test' } });
    assert.equal(out.status, 200);
    assert.match(out.headers.getSetCookie()[0] ?? '', /^sync_user=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    const after = await send<Problem>(session, { headers: { cookie } });
    assert.equal(after.body.code, 'API_UNAUTHENTICATED');
  });

  test('a wrong password and an unknown address get the same answer and no cookie', async () => {
    await using api = await startTestApi();
    const answers = [];
    for (const json of [
      { ...PERSON, password: 'wrong' },
      { ...PERSON, email: 'nobody@example.com' },
    ]) {
      const answer = await send<Problem>(`${api.baseUrl}/api/v1/session`, { method: 'POST', json });
      assert.equal(answer.status, 401);
      assert.deepEqual(answer.headers.getSetCookie(), []);
      answers.push({ ...answer.body, requestId: '' });
    }
    assert.deepEqual(answers[0], answers[1]);
  });

  test('scripts cannot read the cookie, and foreign pages cannot send it along with a form', async () => {
    await using api = await startTestApi();
    const cookie = await signIn(api.baseUrl);
    assert.match(cookie, /^sync_user=session-1; /);
    assert.match(cookie, /; HttpOnly/);
    assert.match(cookie, /; SameSite=Lax/);
    assert.match(cookie, /; Path=\//);
    assert.match(cookie, /Max-Age=3600/);
    assert.doesNotMatch(cookie, /Secure|Domain/);
  });

  test('over HTTPS the cookie is bound to this very host', async () => {
    await using api = await startTestApi({ cookieSecure: true });
    const cookie = await signIn(api.baseUrl);
    assert.match(cookie, /^__Host-sync_user=/);
    assert.match(cookie, /; Secure/);
    assert.match(cookie, /; Path=\/(;|$)/);
    assert.doesNotMatch(cookie, /Domain/);
    const known = await send(`${api.baseUrl}/api/v1/session`, { headers: { cookie: pairOf(cookie) } });
    assert.equal(known.status, 200);
    const planted = pairOf(cookie).replace('__Host-', '');
    const refused = await send(`${api.baseUrl}/api/v1/session`, { headers: { cookie: planted } });
    assert.equal(refused.status, 401);
  });
});

describe('who may call', () => {
  test('every endpoint that needs a caller refuses a stranger, before it looks at the request', async () => {
    await using api = await startTestApi();
    let refused = 0;
    for (const [name, { method, path, auth }] of Object.entries(ENDPOINTS)) {
      if (auth === 'none') continue;
      const url = api.baseUrl + '/api/v1' + path.replace(/:\w+/g, 'acme');
      const json = method === 'PUT' || method === 'POST' || method === 'PATCH' ? { nonsense: 1 } : undefined;
      for (const headers of [
        {},
        bearer('su_unknown'),
        bearer('not-a-key'),
        { authorization: 'Basic eDp5' },
      ]) {
        const { status, body } = await send<Problem>(url, { method, headers, json });
        assert.equal(`${status} ${body.code}`, '401 API_UNAUTHENTICATED', name);
        refused += 1;
      }
    }
    assert.ok(refused > 60);
    const stream = await send<Problem>(`${api.baseUrl}/api/v1/workspaces/acme/stream`);
    assert.equal(stream.status, 401);
    assert.equal(stream.headers.get('www-authenticate'), 'Bearer realm="sync-user"');
  });

  test('a bad key is refused even when a good cookie comes with it', async () => {
    await using api = await startTestApi();
    const cookie = pairOf(await signIn(api.baseUrl));
    const { status } = await send(`${api.baseUrl}/api/v1/session`, {
      headers: { cookie, ...bearer('su_unknown') },
    });
    assert.equal(status, 401);
  });

  test('a change with the cookie needs the header that foreign pages cannot send; a key needs none', async () => {
    await using api = await startTestApi();
    const cookie = pairOf(await signIn(api.baseUrl));
    const url = `${api.baseUrl}/api/v1/workspaces/acme`;
    const change = { method: 'PATCH', json: { name: 'Renamed' } };

    const bare = await send<Problem>(url, { ...change, headers: { cookie } });
    assert.equal(bare.status, 403);
    assert.match(bare.body.detail, /X-Sync-User/);
    assert.equal(api.acme.workspace.name, 'Acme');

    const guarded = await send(url, { ...change, headers: { cookie, 'x-sync-user': 'console' } });
    assert.equal(guarded.status, 200);
    assert.equal(api.acme.workspace.name, 'Renamed');
    const keyed = await send(url, { method: 'PATCH', json: { name: 'Again' }, headers: bearer(ACME_KEY) });
    assert.equal(keyed.status, 200);
  });

  test('a form of a foreign page cannot reach a route, as only JSON is read', async () => {
    await using api = await startTestApi();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await fetch(`${api.baseUrl}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify(PERSON),
      });
      assert.equal(response.status, 400, type);
      assert.deepEqual(response.headers.getSetCookie(), [], type);
    }
  });
});

describe('workspaces', () => {
  test('a foreign workspace and one that does not exist give the same answer, on every route', async () => {
    await using api = await startTestApi();
    let asked = 0;
    for (const [name, { method, path }] of Object.entries(ENDPOINTS)) {
      if (!path.includes(':workspace')) continue;
      const answers = [];
      for (const slug of ['globex', 'nowhere']) {
        const url = `${api.baseUrl}/api/v1${path.replace(':workspace', slug).replace(/:\w+/g, 'Account')}`;
        const json = method === 'GET' || method === 'DELETE' ? undefined : {};
        const { status, body } = await send<Problem>(url, { method, headers: bearer(ACME_KEY), json });
        assert.equal(`${status} ${body.code}`, '404 API_NOT_FOUND', name);
        answers.push({ ...body, requestId: '', detail: body.detail.replace(slug, '…') });
        asked += 1;
      }
      assert.deepEqual(answers[0], answers[1], name);
    }
    assert.ok(asked > 20);
    assert.equal(api.globex.objects.size, 1);
  });

  test('a key of one workspace lists that one and cannot make another; a key of the installation can', async () => {
    await using api = await startTestApi();
    const url = `${api.baseUrl}/api/v1/workspaces`;
    const own = await send<{ workspaces: Workspace[] }>(url, { headers: bearer(ACME_KEY) });
    assert.deepEqual(
      own.body.workspaces.map(({ slug }) => slug),
      ['acme'],
    );
    const json = { slug: 'initech', name: 'Initech' };
    const refused = await send<Problem>(url, { method: 'POST', json, headers: bearer(ACME_KEY) });
    assert.equal(refused.body.code, 'API_FORBIDDEN');
    const made = await send<Workspace>(url, { method: 'POST', json, headers: bearer(INSTALLATION_KEY) });
    assert.equal(made.status, 201);
    assert.equal(made.body.pollIntervalSeconds, 1800);
    const taken = await send<Problem>(url, { method: 'POST', json, headers: bearer(INSTALLATION_KEY) });
    assert.equal(`${taken.status} ${taken.body.code}`, '409 API_CONFLICT');
  });
});
