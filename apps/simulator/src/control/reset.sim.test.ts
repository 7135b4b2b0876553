import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { ADMIN, APP, callUrl, create, openTestOrg, signIn } from '../../testing/test-org.ts';

const CONTROL = { simulator_only: 'the control plane' };

behaviour('a reset brings back the start: rows, schema, apps, passwords, clock, ids', CONTROL, async () => {
  await using org = await openTestOrg();
  const start = await org.admin.control('GET', '');
  const first = await create(org.admin, 'Account', { Name: 'Before' });
  await org.admin.control('POST', '/objects/Account/fields', { name: 'New__c', type: 'text', length: 10 });
  await org.admin.control('PATCH', `/users/${ADMIN.username}`, { password: 'Changed-1!' });
  await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { consumerSecret: 'changed' });
  await org.admin.control('POST', '/clock', { advanceMs: 86_400_000 });
  for (let round = 0; round < 2; round += 1) {
    const { body } = await org.admin.control('POST', '/reset');
    // Somebody signed in before the state was read; after a reset nobody ever has.
    assert.deepEqual({ ...body.rows, LoginHistory: 1 }, start.body.rows);
    assert.equal(body.clockOffsetMs, 0);
    assert.equal((await org.admin.get('/limits')).status, 401);
    const admin = await signIn(org.baseUrl, ADMIN);
    const fields = (await admin.get('/sobjects/Account/describe')).body.fields as { name: string }[];
    assert.equal(
      fields.some(({ name }) => name === 'New__c'),
      false,
    );
    assert.equal(await create(admin, 'Account', { Name: 'After' }), first);
  }
});

behaviour('a reset to another seed makes that one', CONTROL, async () => {
  await using org = await openTestOrg();
  await org.admin.control('POST', '/reset', { seed: 'empty' });
  const apps = await callUrl('GET', `${org.baseUrl}/__simulator/apps`, undefined, {});
  assert.ok(
    apps.body.apps.every(({ consumerKey }: { consumerKey: string }) => consumerKey !== APP.consumerKey),
  );
  await org.admin.control('POST', '/reset');
  await signIn(org.baseUrl, ADMIN);
});

behaviour('after a reset the org still shows its apps as rows', CONTROL, async () => {
  await using org = await openTestOrg();
  const apps = async () => (await org.admin.query('SELECT Name FROM ConnectedApplication')).body.totalSize;
  const before = await apps();
  assert.notEqual(before, 0);
  await org.admin.control('POST', '/reset');
  const admin = await signIn(org.baseUrl, ADMIN);
  assert.equal((await admin.query('SELECT Name FROM ConnectedApplication')).body.totalSize, before);
});
