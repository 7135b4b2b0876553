/** One object that cannot be read, and all the others; each test is named after what happened elsewhere. See docs/scenarios.md, B4 and B6. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import { deselectObject, pollWorkspace, readAgain, refreshObjects, retryObject } from '@sync-user/engine';
import { orgSeed, READABLE, SYNC_USER } from '../support/org-seed.ts';
import { BULK, startLoadRig } from './load-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const rig = await startLoadRig(orgSeed({ accounts: 12, contacts: 5, widgets: 6 }));
const { ports, workspaceId } = rig;
const poll = () => pollWorkspace(ports, workspaceId, SIGNAL);
const create = (object: string, values: Readonly<Record<string, unknown>>) =>
  rig.org.save([{ kind: 'create', object, values }]);
const stateOf = async (sobject: string) => {
  const { state, trouble } = await rig.read(sobject);
  return [state, trouble?.code];
};
async function take(...sobjects: readonly string[]): Promise<void> {
  for (const sobject of sobjects) {
    await rig.select(sobject);
    assert.equal((await rig.load(sobject)).kind, 'live');
  }
}

const cell = async (column: string, id: string) => {
  const { table } = await rig.read('Account');
  const from = `"${table.schema}"."${table.table}"`;
  return (await rig.sql<{ value: string }>(`select ${column} as value from ${from} where id = $1`, [id]))[0]
    ?.value;
};

beforeEach(async () => {
  for (const { table } of await ports.objects.list(workspaceId))
    await deselectObject(rig.store, workspaceId, table.sobject);
});

test('the whole sync fails on an object that wants filters of its own: it fails alone, in Salesforce’s words', async () => {
  await rig.select('ContentDocumentLink');
  assert.equal((await rig.load('ContentDocumentLink', BULK)).kind, 'troubled');
  const refused = await rig.read('ContentDocumentLink');
  assert.deepEqual([refused.state, refused.trouble?.code], ['failed', 'SF_QUERY_REFUSED']);
  assert.match(refused.trouble?.message ?? '', /requires a filter by a single Id/);
  await take('Account');
  await create('Account', { Name: 'Goes on' });
  assert.deepEqual((await poll()).created, 1);
  await rig.assertSame('Account', ['Id', 'Name']);
});

test('an object that this edition does not have fails the sync: it cannot be selected, and the others are', async () => {
  await assert.rejects(rig.select('Territory2'), (error) => {
    assert.ok(isSyncError(error, 'OBJECT_UNKNOWN'));
    assert.equal(error.details['sobject'], 'Territory2');
    return true;
  });
  await take('Account', 'Contact');
  assert.deepEqual((await poll()).troubled, []);
  assert.deepEqual(
    (await ports.objects.list(workspaceId)).map(({ table }) => table.sobject),
    ['Account', 'Contact'],
  );
});

test('400 on one object and 404 on another stop the run: these two fail, and all others are read', async () => {
  await take(...READABLE);
  // What was quiet is not read any more but watched, by a resource of its own.
  let quiet = 0;
  for (let round = 0; round < 2; round += 1) {
    await rig.org.send('POST', '/clock', { advanceMs: 3_600_000 });
    await ports.clock.sleep(3_600_000, SIGNAL);
    ({ quiet } = await poll());
  }
  assert.ok(quiet >= 2);
  await create('Account', { Name: 'One more' });
  await create('Widget__c', { Key__c: 'one more' });
  await rig.org.access(SYNC_USER, 'Lead', 'none');
  await rig.org.access(SYNC_USER, 'Case', 'none');
  const report = await poll();
  assert.deepEqual([report.created, report.troubled.toSorted()], [2, ['Case', 'Lead']]);
  for (const object of ['Lead', 'Case'])
    assert.deepEqual(await stateOf(object), ['failed', 'SF_OBJECT_NOT_READABLE']);
  for (const object of READABLE.filter((name) => name !== 'Lead' && name !== 'Case'))
    assert.deepEqual(await stateOf(object), ['live', undefined], object);

  const described = await refreshObjects(ports, await ports.objects.list(workspaceId), SIGNAL);
  assert.deepEqual([described.objects, described.troubled], [READABLE.length - 2, []]);
  await rig.org.access(SYNC_USER, 'Lead', 'read');
  await rig.org.access(SYNC_USER, 'Case', 'read');
});

test('an object that is gone when all are described stops the others’ discovery: it fails alone', async () => {
  await take('Account', 'Lead', 'Contact');
  await rig.org.access(SYNC_USER, 'Lead', 'none');
  const { objects, troubled } = await refreshObjects(ports, await ports.objects.list(workspaceId), SIGNAL);
  assert.deepEqual([objects, troubled], [3, ['Lead']]);
  assert.notEqual((await rig.read('Lead')).trouble, null);
  assert.deepEqual(await stateOf('Contact'), ['live', undefined]);
  await rig.org.access(SYNC_USER, 'Lead', 'read');
});

test('a usual field that this org lacks fails the sync: what is read is what describe shows', async () => {
  for (const field of ['Fax', 'Rating', 'AccountSource'])
    await rig.org.access(SYNC_USER, 'Account', 'none', field);
  await take('Account');
  const fields = (await rig.read('Account')).table.columns.map(({ field }) => field);
  assert.ok(fields.includes('Industry') && !fields.includes('Fax') && !fields.includes('Rating'));
  await create('Account', { Name: 'Without a fax' });
  assert.deepEqual((await poll()).troubled, []);
  await rig.assertSame('Account', ['Id', 'Name', 'Industry']);
});

test('the tool itself uses up the calls with describes: polls ask for none', async () => {
  await take(...READABLE);
  rig.calls.length = 0;
  for (let round = 0; round < 3; round += 1) {
    await create('Account', { Name: `Round ${round}` });
    await poll();
  }
  assert.deepEqual(
    rig.calls.filter(({ cause }) => cause === 'describe'),
    [],
  );
});

test('what waits to be read by id is forgotten when its object fails: it waits on, and is read when the object is back', async () => {
  await take('Account');
  const [id = ''] = await create('Account', { Name: 'Before' });
  await poll();
  await rig.org.save([{ kind: 'update', object: 'Account', id, values: { Name: 'After' } }]);
  await rig.sql(
    `insert into sync_user.event_read (workspace_id, sobject, record_id, reason, due_at)
     values ($1, 'Account', $2, 'untold', '-infinity')`,
    [workspaceId, id],
  );
  const again = () => readAgain({ ...ports, events: rig.store.events }, workspaceId, SIGNAL);
  await ports.objects.writeState(workspaceId, 'Account', 'failed', null, { from: 'live' });
  assert.equal((await again()).records, 0);
  await retryObject(ports, workspaceId, 'Account');
  await rig.sql(`update sync_user.event_read set due_at = '-infinity'`);
  assert.equal((await again()).changed, 1);
  assert.equal(await cell('name', id), 'After');
});
