import assert from 'node:assert/strict';
import { behaviour } from '../testing/behaviour.ts';
import { ADMIN, APP, openTestOrg } from '../testing/test-org.ts';
import { loadClient, withoutClient } from './clients.ts';

const CLIENT = { verified: 'unmodified nforce, installed from npm' };
const OPTIONS = { skip: withoutClient('nforce'), covers: 'clients.quirks' } as const;

async function signIn(baseUrl: string) {
  const nforce = loadClient('nforce');
  const connection = nforce.createConnection({
    clientId: APP.consumerKey,
    clientSecret: APP.consumerSecret,
    redirectUri: APP.callbackUrl,
    apiVersion: 'v60.0',
    environment: 'production',
    loginUri: `${baseUrl}/services/oauth2/token`,
    mode: 'single',
    autoRefresh: true,
  });
  await connection.authenticate(ADMIN);
  return { nforce, connection };
}

behaviour(
  'nforce: sign-in, identity, versions, resources, limits and describes',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const { connection } = await signIn(org.baseUrl);
    assert.equal((await connection.getIdentity()).username, ADMIN.username);
    assert.ok((await connection.getResources()).sobjects);
    assert.ok((await connection.getLimits()).DailyApiRequests.Max > 0);
    assert.ok((await connection.getSObjects()).sobjects.length > 10);
    assert.equal((await connection.getDescribe({ type: 'Account' })).name, 'Account');
    assert.equal((await connection.getMetadata({ type: 'Account' })).objectDescribe.name, 'Account');
  },
  OPTIONS,
);

behaviour(
  'nforce: rows in lower-cased names, upsert, query and delete',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const { nforce, connection } = await signIn(org.baseUrl);
    const account = nforce.createSObject('Account', { name: 'From nforce' });
    const { id } = await connection.insert({ sobject: account });
    account.set('industry', 'Media');
    account.set('id', id);
    await connection.update({ sobject: account });
    const read = await connection.getRecord({ sobject: account });
    assert.equal(read.get('industry'), 'Media');

    const widget = nforce.createSObject('widget__c', { size__c: 2 });
    widget.setExternalId('key__c', 'n1');
    assert.equal((await connection.upsert({ sobject: widget })).created ?? true, true);
    const found = await connection.query({ query: "SELECT Id, Size__c FROM Widget__c WHERE Key__c = 'n1'" });
    assert.equal(found.records[0].get('size__c'), 2);
    const paged = await connection.query({ query: 'SELECT Id FROM User', fetchAll: true });
    assert.ok(paged.records.length > 1);
    await connection.delete({ sobject: account });
    await assert.rejects(connection.getRecord({ sobject: account }));
  },
  OPTIONS,
);
