/**
 * The simulator in somebody's own test suite: this is the example of docs/guides/simulator.md, and it runs with ours.
 * `syncContacts` stands for the code under test; any Salesforce client will do in its place.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Simulator, startSimulator } from '@sync-user/simulator';

let simulator: Simulator;
before(async () => {
  simulator = await startSimulator({
    seed: {
      users: [
        {
          username: 'sync@example.com',
          password: 'Password1!',
          lastName: 'Sync',
          profile: 'System Administrator',
        },
      ],
      apps: [
        {
          name: 'My product',
          consumerKey: 'key',
          consumerSecret: 'secret',
          scopes: ['api'],
          runAs: 'sync@example.com',
        },
      ],
      records: { Contact: [{ LastName: 'Lovelace', Email: 'ada@example.com' }] },
    },
  });
});
after(() => simulator.close());

/** The control plane: what no real org lets a test do. */
async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.baseUrl}/__simulator${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

async function signIn(): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'key',
    client_secret: 'secret',
  });
  const response = await fetch(`${simulator.baseUrl}/services/oauth2/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** The code under test: reads contacts, and tries once more when the answer breaks. */
async function syncContacts(token: string): Promise<string[]> {
  const soql = encodeURIComponent('SELECT LastName FROM Contact ORDER BY LastName');
  const url = `${simulator.baseUrl}/services/data/v60.0/query?q=${soql}`;
  const read = async (): Promise<string[]> => {
    const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`Salesforce answered ${response.status}`);
    const { records } = (await response.json()) as { records: { LastName: string }[] };
    return records.map(({ LastName }) => LastName);
  };
  return read().catch(read);
}

test('contacts arrive', async () => {
  assert.deepEqual(await syncContacts(await signIn()), ['Lovelace']);
});

test('a broken answer is read again', async () => {
  const token = await signIn();
  await control('POST', '/faults', { kind: 'cut', afterBytes: 20, path: '/query' });
  assert.deepEqual(await syncContacts(token), ['Lovelace']);
});

test('a contact somebody adds in Salesforce arrives too, and a reset takes it away', async () => {
  await control('POST', '/records', {
    operations: [{ kind: 'create', object: 'Contact', values: { LastName: 'Hopper' } }],
  });
  assert.deepEqual(await syncContacts(await signIn()), ['Hopper', 'Lovelace']);
  await control('POST', '/reset');
  assert.deepEqual(await syncContacts(await signIn()), ['Lovelace']);
});
