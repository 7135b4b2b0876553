import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { ApiError, isApiError } from '@sync-user/sdk';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig();

const website = await listen((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<html><title>Welcome to our shop</title></html>');
});
after(() => website.close());

function listen(handler: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(handler);
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refusalOf(loginUrl: string): Promise<ApiError> {
  const workspace = await rig.openWorkspace({ connect: false });
  const refusal = await rig.api.connect({ workspace: workspace.slug, ...rig.credentials, loginUrl }).then(
    () => assert.fail('connected'),
    (error: unknown) => error,
  );
  assert.ok(refusal instanceof ApiError, String(refusal));
  await assert.rejects(rig.api.readConnection({ workspace: workspace.slug }), (error) =>
    isApiError(error, 'CONNECTION_MISSING'),
  );
  return refusal;
}

for (const loginUrl of [
  'https://acme.example.com',
  'https://login.salesforce.com.evil.example',
  'http://login.salesforce.com',
  'https://user@acme.my.salesforce.com',
  'ftp://acme.my.salesforce.com',
  'not an address',
]) {
  test(`${loginUrl} is refused before anything is sent there`, async () => {
    const refusal = await refusalOf(loginUrl);
    assert.equal(refusal.code, 'SF_LOGIN_URL_INVALID');
    assert.equal(refusal.status, 400);
    assert.match(refusal.fix, /login\.salesforce\.com/);
  });
}

test('a host where nobody listens is named as unreachable', async () => {
  const closed = await listen(() => undefined);
  const address = addressOf(closed);
  await new Promise((done) => closed.close(done));
  const refusal = await refusalOf(address);
  assert.equal(refusal.code, 'SF_HOST_UNREACHABLE');
  assert.ok(refusal.message.includes(new URL(address).host));
  assert.match(refusal.fix, /My Domain/);
});

test('a host that answers with a web page is no Salesforce org', async () => {
  assert.equal((await refusalOf(addressOf(website))).code, 'SF_LOGIN_URL_INVALID');
});

test('an org that cannot be reached for a while degrades the connection, and it recovers by itself', async () => {
  const workspace = await rig.openWorkspace({ pollIntervalSeconds: 5, objects: ['Account'] });
  await rig.org.fault({ kind: 'reset', times: 1000, path: '/services/' });
  const degraded = await until(
    async () => {
      const connection = await rig.api.readConnection({ workspace: workspace.slug });
      return connection.state === 'degraded' ? connection : undefined;
    },
    { timeoutMs: 40_000, what: 'the connection is degraded' },
  );
  assert.equal(degraded.trouble?.code, 'SF_UNAVAILABLE');

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  await rig.org.clearFaults();
  await until(
    async () => {
      const { state, trouble } = await rig.api.readConnection({ workspace: workspace.slug });
      return state === 'active' && trouble === null;
    },
    { timeoutMs: 40_000, what: 'the connection is active again' },
  );
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
});
