import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg } from '../../../testing/test-org.ts';

const LOCKED = (id: string) => [
  {
    message: `unable to obtain exclusive access to this record or 1 records: ${id}`,
    errorCode: 'UNABLE_TO_LOCK_ROW',
    fields: [],
  },
];

behaviour(
  'a row somebody holds can be read and not saved, and neither can a child be put under it',
  { documented: 'Salesforce, "Record Locking Cheat Sheet"; text as third parties quote it' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'held' });
    const contact = await create(admin, 'Contact', { LastName: 'c', AccountId: account });
    const { body: lock } = await admin.control('POST', '/locks', { ids: [account.slice(0, 15)] });

    const update = () => admin.call('PATCH', `/sobjects/Account/${account}`, { Name: 'new' });
    const refused = await update();
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.body, LOCKED(account));
    assert.deepEqual((await admin.call('DELETE', `/sobjects/Account/${account}`)).body, LOCKED(account));
    assert.deepEqual(
      (await admin.post('/sobjects/Contact', { LastName: 'n', AccountId: account })).body,
      LOCKED(account),
    );
    assert.deepEqual(
      (await admin.call('PATCH', `/sobjects/Contact/${contact}`, { AccountId: null })).body,
      LOCKED(account),
    );
    assert.equal((await admin.call('PATCH', `/sobjects/Contact/${contact}`, { Title: 'free' })).status, 204);
    assert.equal((await admin.get(`/sobjects/Account/${account}`)).body.Name, 'held');

    await admin.control('DELETE', `/locks/${lock.id}`);
    assert.equal((await update()).status, 204);
  },
  { covers: 'commit.locks' },
);

behaviour(
  'a locked master locks its details, and in a collection only the locked rows fail',
  { documented: 'Salesforce, "Record Locking Cheat Sheet": details lock their master' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const detail = {
      name: 'Line__c',
      fields: [
        { name: 'Widget__c', type: 'masterDetail', referenceTo: 'Widget__c' },
        { name: 'Note__c', type: 'text' },
      ],
    };
    await admin.control('POST', '/seed', { seed: { objects: [detail] } });
    const [held, free] = [
      await create(admin, 'Widget__c', { Name: 'held' }),
      await create(admin, 'Widget__c', { Name: 'free' }),
    ];
    const lines: string[] = [];
    for (const widget of [held, free])
      lines.push(await create(admin, 'Line__c', { Name: 'l', Widget__c: widget }));
    await admin.control('POST', '/locks', { ids: [held] });
    const records = lines.map((id) => ({ attributes: { type: 'Line__c' }, id, Note__c: 'x' }));
    const { body } = await admin.call('PATCH', '/composite/sobjects', { allOrNone: false, records });
    assert.deepEqual(
      body.map((one: { success: boolean }) => one.success),
      [false, true],
    );
    assert.equal(body[0].errors[0].statusCode, 'UNABLE_TO_LOCK_ROW');
    const all = await admin.call('PATCH', '/composite/sobjects', { allOrNone: true, records });
    assert.deepEqual(
      all.body.map((one: { errors: [{ statusCode: string }] }) => one.errors[0].statusCode),
      ['UNABLE_TO_LOCK_ROW', 'ALL_OR_NONE_OPERATION_ROLLED_BACK'],
    );
    await admin.control('DELETE', '/locks');
    assert.equal((await admin.call('PATCH', `/sobjects/Line__c/${lines[0]}`, { Note__c: 'y' })).status, 204);
  },
  { covers: 'commit.locks' },
);

behaviour(
  'a row changed by an open transaction is locked for the others until it commits',
  { documented: 'Apex Developer Guide, "Locking Statements"' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'before' });
    const update = (Name: string) => admin.call('PATCH', `/sobjects/Account/${account}`, { Name });
    const first = (await admin.control('POST', '/transactions')).body.id;
    assert.equal((await update('first')).status, 204);
    assert.equal((await update('first again')).status, 204, 'its own rows are its own');
    const second = (await admin.control('POST', '/transactions')).body.id;
    assert.deepEqual((await update('second')).body, LOCKED(account));
    await admin.control('DELETE', `/transactions/${first}`);
    assert.equal((await update('second')).status, 204);
    await admin.control('DELETE', `/transactions/${second}`);
    assert.equal((await admin.get(`/sobjects/Account/${account}`)).body.Name, 'second');
  },
  { covers: ['commit.locks', 'commit.visibility'] },
);

behaviour(
  'locks name rows, and letting go of an unknown one is an error',
  { simulator_only: 'the control plane' },
  async () => {
    await using org = await openTestOrg();
    const call = (method: string, path: string, body?: unknown) =>
      fetch(`${org.baseUrl}/__simulator${path}`, {
        method,
        body: JSON.stringify(body ?? {}),
        headers: { 'Content-Type': 'application/json' },
      });
    assert.equal((await call('POST', '/locks', { ids: ['nonsense'] })).status, 400);
    assert.equal((await call('POST', '/locks', { ids: [] })).status, 400);
    assert.equal((await call('DELETE', '/locks/lock-9')).status, 400);
  },
);
