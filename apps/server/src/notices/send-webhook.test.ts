import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { isPublicAddress, lookupPublic } from './public-address.ts';
import { refuseWebhookUrl, sendWebhook } from './send-webhook.ts';

async function startReceiver(status: number, headers: Record<string, string> = {}) {
  const calls: { headers: NodeJS.Dict<string | string[]>; url: string }[] = [];
  const server = createServer((request, response) => {
    calls.push({ headers: request.headers, url: request.url ?? '' });
    request.resume();
    response.writeHead(status, headers).end('what the receiver says is not kept');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    calls,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}

describe('a webhook', () => {
  /** Source: the Standard Webhooks reference implementation's documented example. */
  const VECTOR = {
    secret: 'whsec_plJ3nmyCDGBKInavdOK15jsl',
    id: 'msg_loFOjxBNrRLzqYUf',
    atMs: 1_731_705_121_400,
    body: '{"event_type":"ping","data":{"success":true}}',
    signature: 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
  };

  test('is signed as the specification’s example is; without a secret it is sent unsigned', async () => {
    await using receiver = await startReceiver(204);
    const url = `http://${receiver.host}/hook`;
    for (const secret of [VECTOR.secret, null]) {
      const sent = await sendWebhook({ url, secret }, VECTOR, [receiver.host]);
      assert.deepEqual(sent, { kind: 'delivered' });
    }
    const [signed, unsigned] = receiver.calls;
    assert.equal(signed?.headers['webhook-signature'], VECTOR.signature);
    assert.equal(signed?.headers['webhook-timestamp'], '1731705121');
    assert.equal(signed?.headers['webhook-id'], VECTOR.id);
    assert.equal(signed?.headers['content-type'], 'application/json');
    assert.equal(unsigned?.headers['webhook-signature'], undefined);
  });

  test('only 2xx is delivered; 410 ends it, redirects are not followed, the rest is tried again', async () => {
    for (const [status, expected] of [
      [200, { kind: 'delivered' }],
      [410, { kind: 'refused', error: 'It answered 410 Gone.', again: false }],
      [302, { kind: 'refused', error: 'It answered 302: redirects are not followed.', again: true }],
      [404, { kind: 'refused', error: 'It answered 404.', again: true }],
      [500, { kind: 'refused', error: 'It answered 500.', again: true }],
    ] as const) {
      await using elsewhere = await startReceiver(200);
      await using receiver = await startReceiver(status, { location: `http://${elsewhere.host}/` });
      const target = { url: `http://${receiver.host}/`, secret: null };
      assert.deepEqual(await sendWebhook(target, VECTOR, [receiver.host, elsewhere.host]), expected);
      assert.equal(elsewhere.calls.length, 0);
    }
    const gone = await startReceiver(200);
    await gone[Symbol.asyncDispose]();
    assert.deepEqual(await sendWebhook({ url: `http://${gone.host}/`, secret: null }, VECTOR, [gone.host]), {
      kind: 'refused',
      error: 'It cannot be reached (ECONNREFUSED).',
      again: true,
    });
  });

  test('does not go into private networks, by address or by name, unless the operator allows the host', async () => {
    for (const url of [
      'http://hooks.example.com/',
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://169.254.169.254/latest/meta-data',
      'https://localhost/',
      'https://api.localhost./',
      'https://user:password@hooks.example.com/',
      'ftp://hooks.example.com/',
      'not an address',
    ]) {
      assert.notEqual(refuseWebhookUrl(url, []), undefined, url);
      const sent = await sendWebhook({ url, secret: null }, VECTOR, []);
      assert.equal(sent.kind === 'refused' && sent.again, false, url);
    }
    assert.equal(refuseWebhookUrl('https://hooks.example.com/x', []), undefined);
    assert.equal(refuseWebhookUrl('http://intranet:8080/x', ['intranet:8080']), undefined);
    assert.notEqual(refuseWebhookUrl('http://intranet:8081/x', ['intranet:8080']), undefined);
    await using receiver = await startReceiver(200);
    const port = receiver.host.split(':')[1] ?? '';
    assert.notEqual(refuseWebhookUrl(`http://127.0.0.1:${port}/`, ['127.0.0.1:1']), undefined);
    assert.equal(receiver.calls.length, 0);
  });

  test('a name is looked up for the connection itself, and refused when it leads to a private address', async () => {
    // What `localhost` leads to is private on every machine.
    for (const all of [true, false]) {
      const error = await new Promise<Error | null>((done) =>
        lookupPublic('localhost', { all }, (found) => done(found)),
      );
      assert.equal(error?.name, 'AddressRefused');
    }
  });

  test('addresses that are nobody’s on the internet are private', () => {
    for (const address of [
      '10.1.2.3',
      '100.64.0.1',
      '172.31.255.255',
      '192.168.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'ff02::1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '2001:db8::1',
      '::ffff:127.0.0.1',
      'nonsense',
    ])
      assert.equal(isPublicAddress(address), false, address);
    for (const address of ['1.1.1.1', '100.128.0.1', '172.32.0.1', '2606:4700:4700::1111'])
      assert.equal(isPublicAddress(address), true, address);
  });
});
