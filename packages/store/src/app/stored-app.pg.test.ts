import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { at, connectWorkspace, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

describe('apps', () => {
  let t: TestStore;
  let workspaceId: string;
  before(async () => {
    t = await createTestStore();
    workspaceId = t.workspace.workspaceId;
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    await t.database.pool.query(
      'delete from salesforce_authorization; delete from connection; delete from salesforce_app',
    );
  });
  const count = async () =>
    Number((await t.database.pool.query('select count(*) from salesforce_app')).rows[0].count);

  test('the workspace’s own comes before the installation’s, and goes back to it', async () => {
    const { apps } = t.store;
    assert.equal(await apps.readCurrent(workspaceId), undefined);
    await apps.write(null, { clientId: 'everybody', clientSecret: 'shared' });
    assert.equal((await apps.readCurrent(workspaceId))?.clientId, 'everybody');
    await apps.write(workspaceId, { clientId: 'own' });
    const own = await apps.readCurrent(workspaceId);
    assert.deepEqual([own?.clientId, own?.hasSecret, own?.workspaceId], ['own', false, workspaceId]);
    assert.equal(await apps.remove(workspaceId), true);
    assert.equal(await apps.remove(workspaceId), false);
    assert.equal((await apps.readCurrent(workspaceId))?.clientId, 'everybody');
    assert.equal(await count(), 1, 'what nothing uses is gone');
    await apps.removeInstallation();
    assert.equal(await apps.readCurrent(workspaceId), undefined);
  });

  test('its secrets are stored sealed, for this app only', async () => {
    const { apps } = t.store;
    const { appId } = await apps.write(workspaceId, { clientId: 'a', clientSecret: 'very-secret' });
    const app = await apps.read(appId);
    assert.ok(app);
    const pair = { privateKey: 'PRIVATE', certificate: 'PUBLIC', notAfter: at(0) };
    await apps.writeCertificate(app, pair);
    const read = await apps.readWithSecrets(appId);
    assert.deepEqual(read?.secrets, { clientSecret: 'very-secret', privateKey: 'PRIVATE' });
    assert.equal(read?.app.certificate, 'PUBLIC');
    assert.doesNotMatch(JSON.stringify(read.app), /secret|PRIVATE/);

    const { rows } = await t.database.pool.query('select * from salesforce_app');
    const stored = Buffer.concat([rows[0].client_secret_sealed, rows[0].private_key_sealed]).toString(
      'latin1',
    );
    assert.doesNotMatch(stored, /very-secret|PRIVATE/);

    const other = await apps.write(workspaceId, { clientId: 'b', clientSecret: 'x' });
    await t.database.pool.query('update salesforce_app set client_secret_sealed = $1 where app_id = $2', [
      rows[0].client_secret_sealed,
      other.appId,
    ]);
    await assert.rejects(apps.readWithSecrets(other.appId), { code: 'SECRET_UNREADABLE' });
  });

  test('written again it keeps its id, its key pair, and its secret unless another is given', async () => {
    const { apps } = t.store;
    const first = await apps.write(workspaceId, { clientId: 'a', clientSecret: 'one' });
    await apps.writeCertificate(first, { privateKey: 'P', certificate: 'C', notAfter: at(0) });
    assert.equal((await apps.write(workspaceId, { clientId: 'a' })).appId, first.appId);
    assert.deepEqual((await apps.readWithSecrets(first.appId))?.secrets, {
      clientSecret: 'one',
      privateKey: 'P',
    });
    await apps.write(workspaceId, { clientId: 'a', clientSecret: 'two' });
    assert.equal((await apps.readWithSecrets(first.appId))?.secrets.clientSecret, 'two');
  });

  test('an earlier one stays with its secret while a connection logs in with it, and is found by its key', async () => {
    const { apps, connections } = t.store;
    const connectionId = await connectWorkspace(t.store, workspaceId);
    const used = await apps.find(workspaceId, 'key');
    assert.ok(used);
    await apps.write(workspaceId, { clientId: 'next' });
    assert.equal((await apps.find(workspaceId, 'key'))?.isCurrent, false);
    assert.equal((await apps.readWithSecrets(used.appId))?.secrets.clientSecret, 'secret');

    await connections.change(workspaceId, (change) => change.end(connectionId, at(1)));
    await apps.write(workspaceId, { clientId: 'third' });
    assert.equal(
      (await apps.readWithSecrets(used.appId))?.secrets.clientSecret,
      null,
      'the history names the app; nobody logs in with it',
    );
    assert.equal(await apps.find(workspaceId, 'next'), undefined);
  });

  test('the installation’s app is found before an earlier one of the workspace with the same key', async () => {
    const { apps } = t.store;
    const connectionId = await connectWorkspace(t.store, workspaceId);
    await t.store.connections.change(workspaceId, (change) => change.end(connectionId, at(1)));
    await apps.remove(workspaceId);
    const installation = await apps.write(null, { clientId: 'key', clientSecret: 'shared' });
    assert.equal((await apps.find(workspaceId, 'key'))?.appId, installation.appId);
  });

  test('of two that are written at once, one is the current one', async () => {
    const { apps } = t.store;
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        apps.write(workspaceId, { clientId: `app ${n % 4}`, clientSecret: 's' }),
      ),
    );
    const { rows } = await t.database.pool.query('select client_id from salesforce_app where is_current');
    assert.equal(rows.length, 1);
    assert.equal(await count(), 1);
  });
});
