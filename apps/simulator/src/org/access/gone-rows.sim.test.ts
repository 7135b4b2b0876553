import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, REP, setClock, signIn, TEST_SEED } from '../../../testing/test-org.ts';

const PEER = { username: 'peer@test.example', password: 'Test-3456!' };
const SEED = {
  ...TEST_SEED,
  users: [...TEST_SEED.users, { ...PEER, lastName: 'Peer', profile: 'Standard User' }],
  sharing: { Widget__c: 'Private' },
  objects: [
    ...TEST_SEED.objects,
    { name: 'Line__c', fields: [{ name: 'Widget__c', type: 'masterDetail', referenceTo: 'Widget__c' }] },
  ],
};

behaviour(
  'getDeleted tells of a row that is gone for good only to those who could see it',
  {
    documented:
      'SOAP API Developer Guide, getDeleted(): "Records are returned only if the user has access to them"',
  },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { admin, baseUrl } = org;
    await setClock(org, '2027-03-01T10:00:20Z');
    const [rep, peer] = await Promise.all([REP, PEER].map((user) => signIn(baseUrl, user)));
    assert.ok(rep && peer);
    const widget = await create(rep, 'Widget__c', { Name: 'Mine' });
    const line = await create(rep, 'Line__c', { Widget__c: widget });
    const hers = await create(peer, 'Widget__c', { Name: 'Hers' });
    const told = async (client: typeof admin, object: string): Promise<string[]> => {
      const window = 'start=2027-03-01T10:00:00Z&end=2027-03-01T10:04:00Z';
      const { body } = await client.get(`/sobjects/${object}/deleted?${window}`);
      return body.deletedRecords.map((row: { id: string }) => row.id).toSorted();
    };
    const assertTold = async (): Promise<void> => {
      assert.deepEqual(await told(admin, 'Widget__c'), [widget, hers].toSorted());
      assert.deepEqual(await told(rep, 'Widget__c'), [widget]);
      assert.deepEqual(await told(peer, 'Widget__c'), [hers]);
      for (const [client, lines] of [
        [admin, [line]],
        [rep, [line]],
        [peer, []],
      ] as const)
        assert.deepEqual(await told(client, 'Line__c'), lines);
    };
    for (const id of [widget, hers])
      assert.equal((await admin.call('DELETE', `/sobjects/Widget__c/${id}`)).status, 204);
    await setClock(org, '2027-03-01T10:05:00Z');
    await assertTold();
    for (const id of [widget, hers])
      await admin.control('POST', '/records', { operations: [{ kind: 'purge', object: 'Widget__c', id }] });
    assert.equal((await admin.get(`/queryAll?q=SELECT+Id+FROM+Widget__c`)).body.totalSize, 0);
    await assertTold();
  },
  { covers: 'rest.replication' },
);
