import assert from 'node:assert/strict';
import { behaviour } from '../testing/behaviour.ts';
import { Browser } from '../testing/browser.ts';
import { APP, ADMIN, openTestOrg, REP } from '../testing/test-org.ts';
import { loadClient, withoutClient } from './clients.ts';

const NAME = '@jsforce/jsforce-node';
const CLIENT = { verified: `unmodified ${NAME}, installed from npm` };
const OPTIONS = { skip: withoutClient(NAME), covers: 'clients.quirks' } as const;

async function connect(org: Awaited<ReturnType<typeof openTestOrg>>) {
  const { Connection } = loadClient(NAME);
  return new Connection({ instanceUrl: org.baseUrl, accessToken: org.admin.token, version: '60.0' });
}

behaviour(
  'jsforce: the web server flow with PKCE, then a refresh when the session has ended',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const { Connection, OAuth2 } = loadClient(NAME);
    const oauth2 = new OAuth2({
      loginUrl: org.baseUrl,
      clientId: APP.consumerKey,
      clientSecret: APP.consumerSecret,
      redirectUri: APP.callbackUrl,
      useVerifier: true,
    });
    const browser = new Browser();
    await browser.open(oauth2.getAuthorizationUrl({ scope: 'api refresh_token id' }));
    await browser.submit({ username: REP.username, pw: REP.password });
    if (browser.leftFor === undefined) await browser.submit({ decision: 'allow' });
    const code = new URL(browser.leftFor ?? '').searchParams.get('code');
    const connection = new Connection({ oauth2, version: '60.0' });
    const user = await connection.authorize(code);
    assert.match(user.id, /^005/);
    assert.equal((await connection.identity()).username, REP.username);

    let refreshed = 0;
    connection.on('refresh', () => (refreshed += 1));
    await org.admin.control('POST', '/sessions/expire', { username: REP.username });
    assert.equal((await connection.query('SELECT Id FROM User LIMIT 1')).records.length, 1);
    assert.equal(refreshed, 1);
    await connection.logout(true);
    await assert.rejects(connection.query('SELECT Id FROM User LIMIT 1'));
  },
  OPTIONS,
);

behaviour(
  'jsforce: login with user name and password, by OAuth and by SOAP',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const { Connection } = loadClient(NAME);
    const app = { clientId: APP.consumerKey, clientSecret: APP.consumerSecret, loginUrl: org.baseUrl };
    const byOAuth = new Connection({ oauth2: app, version: '60.0' });
    await byOAuth.login(ADMIN.username, ADMIN.password);
    assert.equal((await byOAuth.query('SELECT Id FROM Organization')).totalSize, 1);

    const bySoap = new Connection({ loginUrl: org.baseUrl, version: '60.0' });
    const user = await bySoap.login(ADMIN.username, ADMIN.password);
    assert.equal(user.organizationId.slice(0, 3), '00D');
    assert.equal((await bySoap.query('SELECT Id FROM Organization')).totalSize, 1);
    await assert.rejects(
      new Connection({ loginUrl: org.baseUrl }).login(ADMIN.username, 'wrong'),
      /INVALID_LOGIN/,
    );
  },
  OPTIONS,
);

behaviour(
  'jsforce: rows one by one, by external id, and two hundred at a time',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const connection = await connect(org);
    const { id, success } = await connection.sobject('Account').create({ Name: 'One' });
    assert.equal(success, true);
    assert.equal((await connection.sobject('Account').retrieve(id)).Name, 'One');
    await connection.sobject('Account').update({ Id: id, Name: 'Uno' });
    assert.equal((await connection.sobject('Account').retrieve(id)).Name, 'Uno');

    const upserted = await connection.sobject('Widget__c').upsert({ Key__c: 'k1', Size__c: 1.5 }, 'Key__c');
    assert.equal(upserted.created ?? true, true);
    const again = await connection.sobject('Widget__c').upsert({ Key__c: 'k1', Size__c: 2.5 }, 'Key__c');
    assert.equal(again.id, upserted.id);

    const many = Array.from({ length: 450 }, (_, index) => ({ Name: `Many ${index}` }));
    const created = await connection.sobject('Account').create(many, { allowRecursive: true });
    assert.equal(created.filter((result: { success: boolean }) => result.success).length, 450);
    const ids: string[] = created.map((result: { id: string }) => result.id);
    const read = await connection.sobject('Account').retrieve(ids.slice(0, 200));
    assert.equal(read.length, 200);
    const renamed = await connection
      .sobject('Account')
      .update(ids.slice(0, 200).map((one) => ({ Id: one, Name: 'Renamed' })));
    assert.ok(renamed.every((result: { success: boolean }) => result.success));
    const upserts = await connection.sobject('Widget__c').upsert(
      [
        { Key__c: 'k1', Size__c: 3 },
        { Key__c: 'k2', Size__c: 4 },
      ],
      'Key__c',
    );
    assert.deepEqual(
      upserts.map((result: { success: boolean }) => result.success),
      [true, true],
    );
    const deleted = await connection.sobject('Account').destroy(ids.slice(0, 100));
    assert.ok(deleted.every((result: { success: boolean }) => result.success));
    await connection.sobject('Account').destroy(id);
    await assert.rejects(connection.sobject('Account').retrieve(id), { errorCode: 'ENTITY_IS_DELETED' });
    await assert.rejects(connection.sobject('Account').create({}), { errorCode: 'REQUIRED_FIELD_MISSING' });
  },
  OPTIONS,
);

behaviour(
  'jsforce: queries, all pages of them, with children, and its query builder',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const connection = await connect(org);
    await org.admin.control('POST', '/rows', { object: 'Account', rows: 4500 });
    const first = await connection.query('SELECT Id, Name FROM Account');
    assert.deepEqual([first.totalSize, first.done, first.records.length], [4500, false, 2000]);
    const second = await connection.queryMore(first.nextRecordsUrl);
    assert.equal(second.records.length, 2000);
    const all = await connection.query('SELECT Id FROM Account', { autoFetch: true, maxFetch: 10_000 });
    assert.equal(all.records.length, 4500);

    const { id } = await connection.sobject('Account').create({ Name: 'Parent' });
    await connection.sobject('Contact').create({ LastName: 'Child', AccountId: id });
    const [parent] = await connection
      .sobject('Account')
      .find({ Id: id }, ['Id', 'Name'])
      .include('Contacts')
      .select('Id, LastName')
      .end();
    assert.equal(parent.Contacts.records[0].LastName, 'Child');
    assert.equal(await connection.sobject('Contact').count({ AccountId: id }), 1);
    const found = await connection
      .sobject('Contact')
      .findOne({ 'Account.Name': 'Parent' }, 'Id, Account.Name');
    assert.equal(found.Account.Name, 'Parent');
    await assert.rejects(connection.query('SELECT Nope FROM Account'), { errorCode: 'INVALID_FIELD' });
  },
  OPTIONS,
);

behaviour(
  'jsforce: Bulk API 2.0 both ways',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const connection = await connect(org);
    connection.bulk2.pollInterval = 20;
    connection.bulk2.pollTimeout = 20_000;
    const rows = Array.from({ length: 300 }, (_, index) => ({ Key__c: `b${index}`, Size__c: String(index) }));
    const inserted = await connection.bulk2.loadAndWaitForResults({
      object: 'Widget__c',
      operation: 'insert',
      input: rows,
    });
    assert.deepEqual(
      [inserted.successfulResults.length, inserted.failedResults.length, inserted.unprocessedRecords.length],
      [300, 0, 0],
    );
    const again = await connection.bulk2.loadAndWaitForResults({
      object: 'Widget__c',
      operation: 'insert',
      input: rows.slice(0, 2),
    });
    assert.equal(again.failedResults.length, 2);
    assert.match(again.failedResults[0].sf__Error, /^DUPLICATE_VALUE:/);
    const upserted = await connection.bulk2.loadAndWaitForResults({
      object: 'Widget__c',
      operation: 'upsert',
      externalIdFieldName: 'Key__c',
      input: [
        { Key__c: 'b0', Size__c: '9' },
        { Key__c: 'new', Size__c: '9' },
      ],
    });
    assert.deepEqual(
      upserted.successfulResults.map((row: { sf__Created: string }) => row.sf__Created),
      ['false', 'true'],
    );
    const stream = await connection.bulk2.query('SELECT Id, Key__c FROM Widget__c');
    const records = await stream.toArray();
    assert.equal(records.length, 301);
    const deleted = await connection.bulk2.loadAndWaitForResults({
      object: 'Widget__c',
      operation: 'delete',
      input: records.map(({ Id }: { Id: string }) => ({ Id })),
    });
    assert.equal(deleted.successfulResults.length, 301);
  },
  OPTIONS,
);

behaviour(
  'jsforce: describe, limits, versions and the replication calls',
  CLIENT,
  async () => {
    await using org = await openTestOrg();
    const connection = await connect(org);
    const account = await connection.sobject('Account').describe();
    assert.ok(account.fields.some(({ name }: { name: string }) => name === 'Industry'));
    const { sobjects } = await connection.describeGlobal();
    assert.ok(sobjects.some(({ name }: { name: string }) => name === 'Widget__c'));
    assert.ok((await connection.limits()).DailyApiRequests.Max > 0);
    assert.match(connection.limitInfo.apiUsage.used.toString(), /^\d+$/);
    const { id } = await connection.sobject('Account').create({ Name: 'Changed' });
    const start = new Date(Date.now() - 3_600_000);
    const end = new Date(Date.now() + 120_000);
    const updated = await connection.sobject('Account').updated(start.toISOString(), end.toISOString());
    assert.ok(updated.ids.includes(id));
    await connection.sobject('Account').destroy(id);
    const deleted = await connection.sobject('Account').deleted(start.toISOString(), end.toISOString());
    assert.ok(deleted.deletedRecords.some((row: { id: string }) => row.id === id));
  },
  OPTIONS,
);
