import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import { contextOf, openSourceOrg } from '../../testing/open-source-org.ts';
import { startScriptedOrg } from '../../testing/scripted-org.ts';
import { fetchOrganization } from './fetch-organization.ts';
import { fetchUserInfo } from './fetch-user-info.ts';

const CONNECTING = contextOf({ cause: 'connect' });
const USER_ID = '0055f000001xyzAAAQ';

test('the org tells its name, kind and instance in one call', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({
    body: {
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: 'Organization' },
          Id: '00D5f000000abcdEAA',
          Name: 'Acme',
          IsSandbox: true,
          OrganizationType: 'Developer Edition',
          InstanceName: 'CS420',
        },
      ],
    },
  });
  const token = { token: 'fresh', instanceUrl: org.url };
  assert.deepEqual(await fetchOrganization({ ...opened.options, token }, CONNECTING), {
    id: '00D5f000000abcdEAA',
    name: 'Acme',
    isSandbox: true,
    type: 'Developer Edition',
    instance: 'CS420',
  });
  assert.equal(org.requests[0]?.headers.authorization, 'Bearer fresh');
  assert.equal(opened.calls.filter((call) => call.counted).length, 1);
});

test('the user is read from the free user info', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({
    body: {
      user_id: USER_ID,
      preferred_username: 'sync@acme.example',
      name: 'Sync User',
      email: 'it@acme.example',
    },
  });
  const options = { ...opened.options, token: { token: 'fresh', instanceUrl: org.url }, userId: USER_ID };
  const expected = {
    id: USER_ID,
    username: 'sync@acme.example',
    displayName: 'Sync User',
    email: 'it@acme.example',
  };
  assert.deepEqual(await fetchUserInfo(options, CONNECTING), expected);
  assert.deepEqual(
    opened.calls.map((call) => call.counted),
    [false],
  );

  const record = { Id: USER_ID, Username: 'sync@acme.example', Name: 'Sync User', Email: 'it@acme.example' };
  org.play(
    { status: 403, body: 'Bad_OAuth_Token' },
    { body: { totalSize: 1, done: true, records: [record] } },
  );
  assert.deepEqual(
    await fetchUserInfo(options, CONNECTING),
    expected,
    'where the scopes do not open it, the record serves',
  );
});

test('a token that is refused as soon as it is given ends the connecting', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({
    status: 401,
    body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }],
  });
  await assert.rejects(
    fetchOrganization({ ...opened.options, token: { token: 'fresh', instanceUrl: org.url } }, CONNECTING),
    (error) => isSyncError(error, 'SF_SESSION_EXPIRED'),
  );
});
