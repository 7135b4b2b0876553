import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();

test('an object with a view on its table is not deselected, goes on syncing, and the refusal names the view', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug, schema } = workspace;
  await rig.query(`create view ${schema}_report as select id, name from ${schema}.account`, []);

  await assert.rejects(
    rig.api.deselectObject({ workspace: slug, object: 'Account' }),
    (error) =>
      isApiError(error, 'API_CONFLICT') && error.message.includes(`view ${schema}_report depends on`),
  );
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made after the refusal' } }]);
  await workspace.poll();
  assert.equal((await workspace.object('Account')).state, 'live');
  await rig.assertMirrorIsSame(workspace);

  await rig.query(`drop view ${schema}_report`, []);
  await rig.api.deselectObject({ workspace: slug, object: 'Account' });
  await assert.rejects(rig.api.readObject({ workspace: slug, object: 'Account' }), (error) =>
    isApiError(error, 'OBJECT_NOT_SELECTED'),
  );
});
