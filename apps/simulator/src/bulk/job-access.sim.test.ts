import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { createIngest, finishedIngest, putCsv, setState } from '../../testing/ingest.ts';
import { openTestOrg, REP, signIn, TEST_SEED, until } from '../../testing/test-org.ts';

const PEER = { username: 'peer@test.example', password: 'Test-3456!' };
const SEED = {
  ...TEST_SEED,
  users: [...TEST_SEED.users, { ...PEER, lastName: 'Peer', profile: 'Standard User' }],
};

behaviour(
  "a bulk job is its creator's: others cannot follow it, and those who manage jobs cannot read its rows",
  {
    documented:
      'Bulk API Developer Guide, "Errors": InvalidUser, "created by another user"; the code of 2.0 is assumed',
  },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { admin, baseUrl } = org;
    const [rep, peer] = await Promise.all([REP, PEER].map((user) => signIn(baseUrl, user)));
    assert.ok(rep && peer);
    const ingest = await createIngest(rep, { object: 'Account', operation: 'insert' });
    assert.equal((await putCsv(rep, ingest, 'Name\nSecret\n')).status, 201);
    await setState(rep, ingest, 'UploadComplete');
    assert.equal((await finishedIngest(rep, ingest)).state, 'JobComplete');
    const asked = { operation: 'query', query: 'SELECT Name FROM Account' };
    const query = String((await rep.post('/jobs/query', asked)).body.id);
    await until('the job is over', async () =>
      (await rep.get(`/jobs/query/${query}`)).body.state === 'JobComplete' ? true : undefined,
    );
    const jobs = [`/jobs/ingest/${ingest}`, `/jobs/query/${query}`];
    const rows = [`/jobs/ingest/${ingest}/successfulResults`, `/jobs/query/${query}/results`];
    for (const path of rows) assert.match((await rep.get(path)).body, /Secret/);
    const refused = [...rows.map((path) => [admin, path]), ...[...jobs, ...rows].map((path) => [peer, path])];
    for (const [client, path] of refused as [typeof admin, string][]) {
      const { status, body } = await client.get(path);
      assert.deepEqual([status, body[0]?.errorCode], [400, 'INVALIDUSER'], path);
    }
    for (const path of jobs) {
      assert.equal((await peer.call('DELETE', path)).body[0].errorCode, 'INVALIDUSER');
      assert.equal((await admin.get(path)).body.createdById, (await rep.get(path)).body.createdById);
    }
  },
  { covers: 'bulk.query' },
);
