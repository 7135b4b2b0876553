import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import { eventEndpointFor, parseEventEndpoint } from './event-endpoint.ts';

const EXTRA = ['127.0.0.1:4011'];

test('only Salesforce’s event hosts are called, and over TLS, unless the operator names others', () => {
  assert.deepEqual(parseEventEndpoint('https://api.pubsub.salesforce.com:7443', []), {
    target: 'api.pubsub.salesforce.com:7443',
    tls: true,
  });
  assert.equal(
    parseEventEndpoint('https://api.deu.pubsub.salesforce.com', []).target,
    'api.deu.pubsub.salesforce.com:443',
  );
  assert.deepEqual(parseEventEndpoint('http://127.0.0.1:4011', EXTRA), {
    target: '127.0.0.1:4011',
    tls: false,
  });
  for (const address of [
    'http://api.pubsub.salesforce.com:7443',
    'https://api.pubsub.salesforce.com.evil.example:7443',
    'https://pubsub.evil.example',
    'http://127.0.0.1:4012',
    'https://user@api.pubsub.salesforce.com',
    'api.pubsub.salesforce.com:7443',
    '',
  ]) {
    assert.throws(
      () => parseEventEndpoint(address, EXTRA),
      (error) => isSyncError(error, 'CONFIG_INVALID'),
      address,
    );
  }
});

test('the token of an org that is not Salesforce’s own is not sent to Salesforce', () => {
  assert.equal(eventEndpointFor('http://127.0.0.1:4010', undefined, ['127.0.0.1']), undefined);
  const salesforces = parseEventEndpoint('https://api.pubsub.salesforce.com:7443', []);
  assert.equal(eventEndpointFor('http://127.0.0.1:4010', salesforces, ['127.0.0.1']), undefined);
  assert.equal(
    eventEndpointFor('https://acme.my.salesforce.com', undefined, [])?.target,
    'api.pubsub.salesforce.com:7443',
  );
  const local = parseEventEndpoint('http://127.0.0.1:4011', EXTRA);
  assert.equal(eventEndpointFor('http://127.0.0.1:4010', local, EXTRA), local);
});
