import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { CLIENT, refreshTokenOf } from '../../testing/sign-in.ts';
import { callUrl, openTestOrg, requestToken, TestClient } from '../../testing/test-org.ts';

const ORG = 'faults.org';

behaviour(
  'a refreshed sandbox is another org: a new id, the same rows, and no token of before works',
  { documented: 'facts 1.6 and 11' },
  async () => {
    await using org = await openTestOrg();
    const users = (await org.admin.query('SELECT Id FROM User ORDER BY Id')).body.records;
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const old = (await org.admin.query('SELECT Id FROM Organization')).body.records[0].Id;
    const { organizationId } = (await org.admin.control('POST', '/org/refresh')).body;
    assert.notEqual(organizationId, old);
    assert.equal((await org.admin.get('/limits')).status, 401);
    const refused = await requestToken(org.baseUrl, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...CLIENT,
    });
    assert.deepEqual([refused.status, refused.body.error], [400, 'invalid_grant']);

    const signedIn = await requestToken(org.baseUrl, { grant_type: 'client_credentials', ...CLIENT });
    assert.match(signedIn.body.id, new RegExp(`/id/${organizationId}/`));
    assert.equal(signedIn.body.access_token.slice(0, 15), organizationId.slice(0, 15));
    const admin = new TestClient(org.baseUrl, signedIn.body.access_token);
    const { records } = (await admin.query('SELECT Id FROM Organization')).body;
    assert.equal(records[0].Id, organizationId);
    assert.deepEqual(
      (await admin.query('SELECT Id FROM User ORDER BY Id')).body.records.map(({ Id }: { Id: string }) => Id),
      users.map(({ Id }: { Id: string }) => Id),
    );
  },
  { covers: ORG },
);

behaviour(
  'a moved instance answers 420 at its old address and lives on at the one that token answers name',
  { documented: 'facts 2.7 (420), REST API Developer Guide "Status Codes"' },
  async () => {
    await using org = await openTestOrg();
    const { instanceUrl } = (await org.admin.control('POST', '/org/move', { instanceName: 'USA9' })).body;
    const gone = await org.admin.get('/limits');
    assert.equal(gone.status, 420);
    assert.match(gone.headers.get('content-type') ?? '', /text\/html/);

    // The session is still good: only its address is not.
    const admin = new TestClient(instanceUrl, org.admin.token);
    const { records } = (await admin.query('SELECT InstanceName FROM Organization')).body;
    assert.equal(records[0].InstanceName, 'USA9');
    const signedIn = await requestToken(org.baseUrl, { grant_type: 'client_credentials', ...CLIENT });
    assert.equal(signedIn.body.instance_url, instanceUrl);

    await callUrl('POST', `${org.baseUrl}/__simulator/reset`, undefined, {});
    await assert.rejects(admin.get('/limits'));
  },
  { covers: ORG },
);
