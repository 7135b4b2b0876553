import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, isApiError } from '@sync-user/sdk';
import { SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig();

async function changeSecret(consumerSecret: string): Promise<void> {
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { consumerSecret });
}

test('connecting with a wrong secret is refused with a remedy, and nothing is stored', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const typed = { ...rig.credentials, clientSecret: 'TYPED0WRONG0SECRET' };
  const refusal = await rig.api.connect({ workspace: workspace.slug, ...typed }).then(
    () => assert.fail('connected'),
    (error: unknown) => error,
  );
  assert.ok(refusal instanceof ApiError);
  assert.equal(refusal.code, 'SF_CLIENT_CREDENTIALS_INVALID');
  assert.match(refusal.fix, /Copy both again from Setup/);
  assert.equal(refusal.message.includes(typed.clientSecret), false, 'the message repeats the secret');
  await assert.rejects(rig.api.readConnection({ workspace: workspace.slug }), (error) =>
    isApiError(error, 'CONNECTION_MISSING'),
  );

  await rig.api.connect({ workspace: workspace.slug, ...rig.credentials });
  await workspace.select('Account');
  await workspace.untilLive();
  await rig.assertMirrorIsSame(workspace);
});

test('a secret that is changed in the org blocks the connection, keeps the data, and a new one lets it go on', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  await changeSecret('ROTATED0IN0THE0ORG0123');
  await rig.org.send('POST', '/sessions/expire', {});
  await rig.api.pollNow({ workspace: workspace.slug });

  const blocked = await until(
    async () => {
      const connection = await rig.api.readConnection({ workspace: workspace.slug });
      return connection.state === 'blocked' ? connection : undefined;
    },
    { what: 'the connection is blocked' },
  );
  assert.equal(blocked.trouble?.code, 'SF_CLIENT_CREDENTIALS_INVALID');
  assert.match(blocked.trouble.fix, /reconnect/);
  const { headline, rows } = await rig.api.readOverview({ workspace: workspace.slug });
  assert.equal(headline.tone, 'bad');
  assert.notEqual(headline.action, null);
  assert.equal(rows, 200, 'the rows stay');

  const before = (await rig.org.state()).apiUsage.apiCalls;
  await assert.rejects(rig.api.pollNow({ workspace: workspace.slug }), (error) =>
    isApiError(error, 'CONNECTION_NOT_ACTIVE'),
  );
  assert.equal((await rig.org.state()).apiUsage.apiCalls, before, 'nothing is asked while it is blocked');

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  await rig.api.connect({
    workspace: workspace.slug,
    ...rig.credentials,
    clientSecret: 'ROTATED0IN0THE0ORG0123',
  });
  await workspace.poll();
  assert.equal((await rig.api.readConnection({ workspace: workspace.slug })).state, 'active');
  await rig.assertMirrorIsSame(workspace);
  await changeSecret(SYNC_APP.clientSecret);
});
