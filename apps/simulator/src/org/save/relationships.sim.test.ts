import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { commitsOf } from '../../../testing/commits.ts';
import {
  REP,
  create,
  openTestOrg,
  setClock,
  signIn,
  TEST_SEED,
  type TestClient,
} from '../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  objects: [
    ...TEST_SEED.objects,
    {
      name: 'Line__c',
      fields: [
        { name: 'Widget__c', type: 'masterDetail', referenceTo: 'Widget__c', childRelationshipName: 'Lines' },
        { name: 'Count__c', type: 'integer' },
      ],
    },
    {
      name: 'Loose_Line__c',
      fields: [
        { name: 'Widget__c', type: 'masterDetail', referenceTo: 'Widget__c', reparentableMasterDetail: true },
      ],
    },
    {
      name: 'Guard__c',
      fields: [{ name: 'Widget__c', type: 'lookup', referenceTo: 'Widget__c', onDelete: 'restrict' }],
    },
  ],
};
const open = () => openTestOrg({ seed: SEED });
const all = async (admin: TestClient, soql: string) =>
  (await admin.get(`/queryAll?q=${encodeURIComponent(soql)}`)).body.records;
const remove = (client: TestClient, object: string, id: string) =>
  client.call('DELETE', `/sobjects/${object}/${id}`);
const undo = async (admin: TestClient, object: string, id: string) =>
  (await admin.control('POST', '/records', { operations: [{ kind: 'undelete', object, id }] })).body
    .results[0];

behaviour(
  'a delete takes the details along and empties the lookups of others, and an undelete brings both back',
  {
    documented:
      'Salesforce Help, "Considerations for Relationships"; Apex Developer Guide, "Restoring Deleted Records"',
  },
  async () => {
    await using org = await open();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'a' });
    const contact = await create(admin, 'Contact', { LastName: 'c', AccountId: account });
    const widget = await create(admin, 'Widget__c', { Name: 'w', Account__c: account });
    const lookup = async () => (await admin.get(`/sobjects/Widget__c/${widget}`)).body.Account__c;
    assert.equal((await remove(admin, 'Account', account)).status, 204);
    assert.equal(await lookup(), null);
    assert.equal((await admin.get(`/sobjects/Contact/${contact}`)).body[0].errorCode, 'ENTITY_IS_DELETED');
    assert.equal((await undo(admin, 'Account', account)).success, true);
    assert.equal(await lookup(), account);
    assert.equal((await admin.get(`/sobjects/Contact/${contact}`)).body.AccountId, account);
  },
  { covers: 'data.relationships' },
);

behaviour(
  'a lookup that somebody filled since is left alone by the undelete of its old parent',
  {
    documented: 'Apex Developer Guide, "Restoring Deleted Records": only lookup fields that are still empty',
  },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [one, other] = [
      await create(admin, 'Account', { Name: '1' }),
      await create(admin, 'Account', { Name: '2' }),
    ];
    const widget = await create(admin, 'Widget__c', { Name: 'w', Account__c: one });
    await remove(admin, 'Account', one);
    assert.equal(
      (await admin.call('PATCH', `/sobjects/Widget__c/${widget}`, { Account__c: other })).status,
      204,
    );
    await undo(admin, 'Account', one);
    assert.equal((await admin.get(`/sobjects/Widget__c/${widget}`)).body.Account__c, other);
  },
  { covers: 'data.relationships' },
);

behaviour(
  'emptying a lookup because its parent went moves no stamp and is no change event',
  { assumed: 'nobody saved the child; Salesforce documents neither stamps nor events for it' },
  async () => {
    await using org = await open();
    const { admin } = org;
    await setClock(org, '2026-03-01T10:00:00Z');
    const account = await create(admin, 'Account', { Name: 'a' });
    const widget = await create(admin, 'Widget__c', { Name: 'w', Account__c: account });
    await setClock(org, '2026-03-01T11:00:00Z');
    const commits = commitsOf(org.simulator.org);
    await remove(admin, 'Account', account);
    const { body } = await admin.get(`/sobjects/Widget__c/${widget}`);
    assert.deepEqual(
      [body.Account__c, body.LastModifiedDate, body.SystemModstamp],
      [null, '2026-03-01T10:00:00.000+0000', '2026-03-01T10:00:00.000+0000'],
    );
    assert.deepEqual(
      commits.flat().map((change) => `${change.kind} ${change.object}`),
      ['delete Account'],
    );
  },
  { covers: 'data.relationships' },
);

behaviour(
  'a master is required, cannot be changed unless the field says so, and is restored before its details',
  { documented: 'Salesforce Help, "Object Relationships Overview": Allow reparenting' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [one, other] = [
      await create(admin, 'Widget__c', { Name: '1' }),
      await create(admin, 'Widget__c', { Name: '2' }),
    ];
    assert.equal(
      (await admin.post('/sobjects/Line__c', { Name: 'l' })).body[0].errorCode,
      'REQUIRED_FIELD_MISSING',
    );
    const line = await create(admin, 'Line__c', { Name: 'l', Widget__c: one });
    const loose = await create(admin, 'Loose_Line__c', { Name: 'l', Widget__c: one });
    const moved = await admin.call('PATCH', `/sobjects/Line__c/${line}`, { Widget__c: other });
    assert.equal(moved.body[0].errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
    assert.equal(
      (await admin.call('PATCH', `/sobjects/Loose_Line__c/${loose}`, { Widget__c: other })).status,
      204,
    );
    await remove(admin, 'Widget__c', one);
    assert.equal((await undo(admin, 'Line__c', line)).errors[0].statusCode, 'UNDELETE_FAILED');
    await undo(admin, 'Widget__c', one);
    assert.equal((await admin.get(`/sobjects/Line__c/${line}`)).status, 200);
  },
  { covers: 'data.relationships' },
);

behaviour(
  'a delete that a lookup forbids says what stands in its way',
  { documented: 'Salesforce Help, "Deleting Accounts"; texts as recorded answers in public code have them' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'Acme' });
    await create(admin, 'Case', { Subject: 'c', AccountId: account });
    const [{ CaseNumber }] = (await admin.query('SELECT CaseNumber FROM Case')).body.records;
    const refused = await remove(admin, 'Account', account);
    assert.deepEqual(refused.body, [
      {
        message: `Your attempt to delete Acme could not be completed because it is associated with the following cases.: ${CaseNumber}\n`,
        errorCode: 'DELETE_FAILED',
        fields: [],
      },
    ]);
    const widget = await create(admin, 'Widget__c', { Name: 'w' });
    const guard = await create(admin, 'Guard__c', { Name: 'g', Widget__c: widget });
    assert.equal((await remove(admin, 'Widget__c', widget)).body[0].errorCode, 'DELETE_FAILED');
    await remove(admin, 'Guard__c', guard);
    assert.equal((await remove(admin, 'Widget__c', widget)).status, 204);
  },
  { covers: 'data.relationships' },
);

behaviour(
  "an account with other people's closed-won opportunities stays",
  { documented: 'Salesforce Help, "Deleting Accounts"; text as a recorded answer in public code has it' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const rep = await signIn(org.baseUrl, REP);
    const account = await create(rep, 'Account', { Name: 'Edge' });
    await create(admin, 'Opportunity', {
      Name: 'Won',
      StageName: 'Closed Won',
      CloseDate: '2026-01-01',
      AccountId: account,
    });
    const refused = await remove(rep, 'Account', account);
    assert.equal(refused.body[0].errorCode, 'DELETE_FAILED');
    assert.equal(
      refused.body[0].message,
      'Your attempt to delete Edge could not be completed because some opportunities in that account were closed won. The opportunities that could not be deleted are shown below.: Won\n',
    );
  },
  { covers: 'data.relationships' },
);

behaviour(
  "the recycle bin keeps rows for 15 days by the org's clock; then they are gone from queryAll, and getDeleted still tells of them",
  { documented: 'Salesforce Help, "Manage the Recycle Bin"; facts 2.10' },
  async () => {
    await using org = await open();
    const { admin } = org;
    await setClock(org, '2026-03-01T10:00:00Z');
    const account = await create(admin, 'Account', { Name: 'gone' });
    await create(admin, 'Contact', { LastName: 'too', AccountId: account });
    await remove(admin, 'Account', account);
    await setClock(org, '2026-03-16T09:00:00Z');
    assert.equal((await all(admin, 'SELECT Id FROM Account')).length, 1);
    await setClock(org, '2026-03-16T12:00:00Z');
    assert.equal((await all(admin, 'SELECT Id FROM Account')).length, 0);
    assert.equal((await all(admin, 'SELECT Id FROM Contact')).length, 0);
    assert.equal((await undo(admin, 'Account', account)).success, false);
    assert.equal((await admin.get(`/sobjects/Account/${account}`)).body[0].errorCode, 'NOT_FOUND');
  },
  { covers: 'data.relationships' },
);

behaviour(
  'a row emptied out of the recycle bin leaves no trace in queryAll',
  { documented: 'SOAP API Developer Guide, emptyRecycleBin()' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'gone' });
    const operations = [{ kind: 'purge', object: 'Account', id: account }];
    const purge = async () => (await admin.control('POST', '/records', { operations })).body.results[0];
    assert.equal((await purge()).success, false, 'it is not in the recycle bin');
    await remove(admin, 'Account', account);
    assert.equal((await purge()).success, true);
    assert.equal((await all(admin, 'SELECT Id FROM Account')).length, 0);
  },
  { covers: 'data.relationships' },
);

behaviour(
  'no account is its own ancestor',
  { documented: 'SOAP API Developer Guide, StatusCode CIRCULAR_DEPENDENCY; the text is recalled' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const top = await create(admin, 'Account', { Name: 'top' });
    const middle = await create(admin, 'Account', { Name: 'middle', ParentId: top });
    const leaf = await create(admin, 'Account', { Name: 'leaf', ParentId: middle });
    for (const ParentId of [top, middle, leaf]) {
      const refused = await admin.call('PATCH', `/sobjects/Account/${top}`, { ParentId });
      assert.deepEqual(refused.body, [
        {
          message: 'attempt to violate hierarchy constraints',
          errorCode: 'CIRCULAR_DEPENDENCY',
          fields: ['ParentId'],
        },
      ]);
    }
    assert.equal((await admin.call('PATCH', `/sobjects/Account/${leaf}`, { ParentId: top })).status, 204);
  },
  { covers: 'data.relationships' },
);

behaviour(
  'a row that was in the recycle bin when its parent went comes back without it, and with it once it is back',
  { assumed: 'no live row points at a deleted one; nobody recorded this order of deletes' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'parent' });
    const widget = await create(admin, 'Widget__c', { Name: 'w', Account__c: account });
    await remove(admin, 'Widget__c', widget);
    await remove(admin, 'Account', account);
    assert.equal((await undo(admin, 'Widget__c', widget)).success, true);
    const read = async () => (await admin.get(`/sobjects/Widget__c/${widget}`)).body.Account__c;
    assert.equal(await read(), null);
    await undo(admin, 'Account', account);
    assert.equal(await read(), account);
  },
  { covers: 'data.relationships' },
);
