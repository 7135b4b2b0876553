import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();
const { api, org, credentials } = rig;

test('what changed, came and went while nobody was connected arrives after the reconnection', async () => {
  // The org begins an hour ago and ends now: clocks agree when it is read again.
  await org.send('POST', '/clock', { offsetMs: -60 * 60_000 });
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact', 'Widget__c'] });
  const { slug } = workspace;
  const jobs = async () =>
    (await org.calls()).filter(({ method, url }) => method === 'POST' && /\/jobs\/query\/?$/.test(url))
      .length;
  const [kept, gone, erased] = await org.save(
    ['Kept', 'Gone', 'Erased'].map(
      (Name) => ({ kind: 'create', object: 'Account', values: { Name } }) as const,
    ),
  );
  await workspace.settle();
  const loaded = await jobs();
  const connection = await api.readConnection({ workspace: slug });
  await api.disconnect({ workspace: slug });

  await org.send('POST', '/clock', { advanceMs: 20 * 60_000 });
  await org.save([
    { kind: 'update', object: 'Account', id: kept ?? '', values: { Name: 'Kept and renamed' } },
    { kind: 'delete', object: 'Account', id: gone ?? '' },
    { kind: 'delete', object: 'Account', id: erased ?? '' },
    { kind: 'purge', object: 'Account', id: erased ?? '' },
    { kind: 'create', object: 'Widget__c', values: { Title__c: 'New' } },
  ]);
  await org.send('POST', '/clock', { advanceMs: 40 * 60_000 });
  await org.save([{ kind: 'create', object: 'Contact', values: { LastName: 'Latecomer' } }]);

  const again = await api.connect({ workspace: slug, ...credentials });
  assert.notEqual(again.id, connection.id);
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
  assert.equal(await jobs(), loaded, 'no first load was repeated');
  const operations = (await workspace.changes())
    .filter(({ recordId }) => [kept, gone, erased].includes(recordId))
    .map(({ recordName, operation }) => `${operation} ${recordName}`);
  for (const wanted of ['update Kept and renamed', 'delete Gone', 'delete Erased']) {
    assert.ok(operations.includes(wanted), `${wanted} is in the feed: ${operations.join(', ')}`);
  }
});

test('a record that left no trace in that hour is seen to be gone by a server whose clock is behind the org’s', async () => {
  await org.send('POST', '/clock', { offsetMs: 60 * 60_000 });
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  const [erased = ''] = await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Erased' } }]);
  await workspace.settle();
  await api.disconnect({ workspace: slug });
  await org.send('POST', '/clock', { advanceMs: 30 * 60_000 });
  await org.save([
    { kind: 'delete', object: 'Account', id: erased },
    { kind: 'purge', object: 'Account', id: erased },
  ]);
  await org.send('POST', '/clock', { advanceMs: 30 * 60_000 });
  // Nothing that was learnt of the org's clock before is known any more.
  await rig.server.stop();
  await rig.server.start();
  await api.connect({ workspace: slug, ...credentials });
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
  assert.equal((await workspace.changes()).at(-1)?.operation, 'delete');
});
