import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const ADMIN_PASSWORD = 'correct horse battery';
const WRONG_SECRET = 'TYPED0WRONG0SECRET0123';
const rig = await startRig({
  env: { LOG_LEVEL: 'trace', ADMIN_EMAIL: 'admin@acme.example', ADMIN_PASSWORD },
});

/** Every access token of a Salesforce org begins with its id and an exclamation mark. */
const ACCESS_TOKEN = /00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?!\S+/;

test('no log line, answer, event, job or row holds a secret, through connecting, loading, polling and faults', async (context) => {
  const heard: string[] = [];
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  const answer = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(rig.server.url + path, {
      ...init,
      headers: {
        authorization: `Bearer ${rig.apiKey}`,
        'x-sync-user': 'e2e',
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
    const text = `${path} ${JSON.stringify([...response.headers])} ${await response.text()}`;
    heard.push(text);
    return text;
  };
  const send = (method: string, path: string, body: unknown): Promise<string> =>
    answer(path, { method, body: JSON.stringify(body) });

  const listening = new AbortController();
  context.after(() => listening.abort());
  const stream = rig.api.stream(slug, {
    signal: listening.signal,
    onEvent: (event) => void heard.push(JSON.stringify(event)),
  });

  const connection = `/api/v1/workspaces/${slug}/connection`;
  await send('PUT', connection, { ...rig.credentials, clientSecret: WRONG_SECRET });
  await send('PUT', connection, { ...rig.credentials, loginUrl: 'https://acme.example.com' });
  // A body that is refused must not be repeated in the refusal.
  await send('PUT', connection, { loginUrl: 7, clientId: '', clientSecret: SYNC_APP.clientSecret });
  await send('PUT', connection, { ...rig.credentials });
  await send('POST', '/api/v1/session', { email: 'admin@acme.example', password: ADMIN_PASSWORD });
  await workspace.select('Account', 'Widget__c');
  await workspace.untilLive();

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Heard' } }]);
  await workspace.poll();
  for (const fault of [
    { kind: 'status', status: 500, times: 2 },
    {
      kind: 'status',
      status: 401,
      times: 1,
      body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
    },
    { kind: 'cut', afterBytes: 30 },
    { kind: 'reset' },
    // An edge that repeats the request's headers in its page, as badly set up proxies do.
    {
      kind: 'status',
      status: 400,
      body: `authorization: Bearer 00D000000000001!AQEAQ.leaked`,
      contentType: 'text/plain',
    },
  ] as const) {
    await rig.org.fault({ ...fault, path: '/composite' });
    await rig.api.pollNow({ workspace: slug });
    await until(async () => (await rig.org.state()).faults === 0, { what: 'the fault is met' });
  }
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { consumerSecret: 'ANOTHER0SECRET0IN0ORG' });
  await rig.org.send('POST', '/sessions/expire', {});
  await rig.api.pollNow({ workspace: slug });
  await until(async () => (await rig.api.readConnection({ workspace: slug })).state === 'blocked', {
    what: 'the connection is blocked',
  });
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { consumerSecret: SYNC_APP.clientSecret });
  await send('POST', `${connection}/check`, {});
  await workspace.poll();
  await until(() => heard.some((text) => text.includes('"event":"change"')), {
    what: 'a change is streamed',
  });
  listening.abort();
  await stream;

  for (const path of [
    '',
    '/connection',
    '/available-objects',
    '/objects',
    '/objects/Account',
    '/objects/Account/records',
    '/changes',
    '/calls',
  ])
    await answer(`/api/v1/workspaces/${slug}${path}`);
  for (const path of ['/api/v1/workspaces', '/api/v1/openapi.json', '/openapi.json', '/metrics', '/docs'])
    await answer(path);
  heard.push(rig.server.output);
  heard.push(`addresses called: ${JSON.stringify(await rig.org.calls())}`);
  const tables = await rig.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  assert.ok(
    tables.some(({ name }) => name.includes('sync_user_jobs')),
    'jobs are among the tables',
  );
  for (const { name } of tables) {
    const rows = await rig.query<{ row: string }>(`select t::text as row from ${name} t`);
    heard.push(`${name} ${rows.map(({ row }) => row).join('\n')}`);
  }

  assert.ok(rig.server.output.length > 1000, 'the log was read');
  for (const text of heard) {
    for (const secret of [
      SYNC_APP.clientSecret,
      WRONG_SECRET,
      ADMIN_PASSWORD,
      rig.apiKey,
      rig.serverEnv['ENCRYPTION_KEY'] ?? '',
    ]) {
      assert.equal(text.includes(secret), false, `${secret} is in: ${around(text, text.indexOf(secret))}`);
      const hex = Buffer.from(secret).toString('hex');
      assert.equal(
        text.includes(hex),
        false,
        `${secret} is in hexadecimal in: ${around(text, text.indexOf(hex))}`,
      );
    }
    const token = ACCESS_TOKEN.exec(text);
    assert.equal(token, null, `an access token is in: ${around(text, token?.index ?? 0)}`);
  }
});

function around(text: string, index: number): string {
  return text.slice(Math.max(0, index - 300), index + 100);
}
