import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isApiError } from '@sync-user/sdk';
import { invite } from '../support/invite.ts';
import { orgSeed, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { clientOf } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 5, contacts: 0, widgets: 0 }) });
const { api, org, credentials } = rig;
const changeApp = (change: unknown) => org.send('PATCH', `/apps/${SYNC_APP.clientId}`, change);

test('an API-only user connects by certificate: made here, uploaded there, and the key never shown', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await assert.rejects(api.createCertificate({ workspace: slug }), (error) =>
    isApiError(error, 'APP_MISSING'),
  );
  const app = await api.writeSalesforceApp({ workspace: slug, clientId: SYNC_APP.clientId });
  assert.deepEqual([app.source, app.hasSecret, app.certificate], ['workspace', false, null]);

  const jwt = {
    workspace: slug,
    method: 'jwt',
    loginUrl: credentials.loginUrl,
    username: SYNC_USER,
  } as const;
  const tooEarly = await api.connect(jwt).catch((error: unknown) => error);
  assert.ok(isApiError(tooEarly, 'SF_JWT_REFUSED'), String(tooEarly));

  const { certificate } = await api.createCertificate({ workspace: slug });
  assert.ok(certificate);
  assert.match(certificate.fingerprint, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  const notUploaded = await api.connect(jwt).catch((error: unknown) => error);
  assert.ok(isApiError(notUploaded, 'SF_JWT_REFUSED'));
  assert.match(notUploaded.detail, /does not hold the certificate/);

  await changeApp({ certificate: certificate.pem });
  const notApproved = await api.connect(jwt).catch((error: unknown) => error);
  assert.ok(isApiError(notApproved, 'SF_JWT_REFUSED'));
  assert.match(notApproved.detail, /not pre-authorized/);

  await changeApp({ preAuthorized: true });
  const connection = await api.connect(jwt);
  assert.deepEqual([connection.state, connection.method, connection.username], ['active', 'jwt', SYNC_USER]);
  await workspace.select('Account');
  await workspace.untilLive();
  await org.send('POST', '/sessions/expire', {});
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'After the session ended' } }]);
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);

  const [row] = await rig.query<{ text: string }>('select a::text as text from salesforce_app a');
  assert.doesNotMatch(row?.text ?? '', /PRIVATE KEY/);
  assert.doesNotMatch(rig.server.output, /PRIVATE KEY/);
});

test('a new key pair takes the place of the one before, and until it is uploaded the login says so', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await api.writeSalesforceApp({ workspace: slug, clientId: SYNC_APP.clientId });
  const first = await api.createCertificate({ workspace: slug });
  const second = await api.createCertificate({ workspace: slug });
  assert.notEqual(first.certificate?.fingerprint, second.certificate?.fingerprint);
  await changeApp({ certificate: first.certificate?.pem, preAuthorized: true });
  const jwt = {
    workspace: slug,
    method: 'jwt',
    loginUrl: credentials.loginUrl,
    username: SYNC_USER,
  } as const;
  await assert.rejects(api.connect(jwt), (error) => isApiError(error, 'SF_JWT_REFUSED'));
  await changeApp({ certificate: second.certificate?.pem });
  assert.equal((await api.connect(jwt)).state, 'active');
});

test('what keeps a user out is named: address, approval, block, wrong environment', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const refused = async (change: () => Promise<unknown>, undo: () => Promise<unknown>) => {
    await change();
    const refusal = await api
      .connect({ workspace: workspace.slug, ...credentials })
      .catch((error: unknown) => error);
    await undo();
    assert.ok(isApiError(refusal), String(refusal));
    return refusal.code;
  };
  const profile = `/profiles/${encodeURIComponent('Minimum Access - API Only Integrations')}`;
  const setProfile = (change: unknown) => () => org.send('PATCH', profile, change);
  const setApp = (change: unknown) => () => changeApp(change);
  assert.equal(
    await refused(setProfile({ ipRanges: ['203.0.113.1-203.0.113.9'] }), setProfile({ ipRanges: [] })),
    'SF_IP_REFUSED',
  );
  assert.equal(
    await refused(setApp({ adminApproved: true }), setApp({ adminApproved: false })),
    'SF_APP_NOT_APPROVED',
  );
  assert.equal(await refused(setApp({ blocked: true }), setApp({ blocked: false })), 'SF_APP_NOT_INSTALLED');
  assert.equal(
    await refused(setApp({ disabledFlows: ['clientCredentials'] }), setApp({ disabledFlows: [] })),
    'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  );
  const user = `/users/${SYNC_USER}`;
  assert.equal(
    await refused(
      () => org.send('PATCH', user, { isActive: false }),
      () => org.send('PATCH', user, { isActive: true }),
    ),
    'SF_USER_INACTIVE',
  );
  assert.equal((await api.connect({ workspace: workspace.slug, ...credentials })).state, 'active');
});

test('an app of the workspace goes, and what was connected with it stays', async () => {
  const workspace = await rig.openWorkspace();
  const { slug } = workspace;
  assert.equal((await api.readSalesforceApp({ workspace: slug })).source, 'workspace');
  assert.equal((await api.removeSalesforceApp({ workspace: slug })).source, 'none');
  await org.send('POST', '/sessions/expire', {});
  assert.equal((await api.checkConnection({ workspace: slug })).state, 'active', 'it kept its secret');
  await assert.rejects(api.connect({ workspace: slug, loginUrl: credentials.loginUrl }), (error) =>
    isApiError(error, 'APP_MISSING'),
  );
  const again = await api.connect({
    workspace: slug,
    loginUrl: credentials.loginUrl,
    clientId: SYNC_APP.clientId,
  });
  assert.equal(again.state, 'active', 'an earlier app is found by its key, secret and all');
  assert.equal((await api.readSalesforceApp({ workspace: slug })).source, 'workspace');
});

test('the installation’s secret and key are not the tool of a workspace’s admin', async () => {
  const server = await rig.startServer({
    SALESFORCE_CLIENT_ID: SYNC_APP.clientId,
    SALESFORCE_CLIENT_SECRET: SYNC_APP.clientSecret,
  });
  const { slug } = await rig.openWorkspace({ connect: false });
  await changeApp({ preAuthorized: true });
  const { cookie } = await invite(rig, slug, { email: 'boss@acme.example', role: 'admin' });
  const admin = clientOf(server.url, cookie);
  const operator = createClient({ baseUrl: server.url, apiKey: rig.apiKey, clientName: 'e2e' });
  assert.equal((await admin.readSalesforceApp({ workspace: slug })).source, 'installation');
  const { certificate } = await operator.createCertificate({ workspace: slug });
  await changeApp({ certificate: certificate?.pem });

  const at = { workspace: slug, loginUrl: credentials.loginUrl } as const;
  const jwt = { ...at, method: 'jwt', username: SYNC_USER } as const;
  const { clientId } = SYNC_APP;
  for (const request of [at, jwt, { ...at, clientId }, { ...jwt, clientId }]) {
    await assert.rejects(admin.connect(request), (error) => isApiError(error, 'API_FORBIDDEN'));
  }
  await assert.rejects(admin.connect({ ...jwt, clientSecret: 'guess' }), (error) =>
    isApiError(error, 'SF_JWT_REFUSED'),
  );
  assert.equal((await operator.connect(jwt)).state, 'active');
  await operator.disconnect({ workspace: slug });
  assert.equal((await operator.connect(at)).state, 'active');
  await operator.disconnect({ workspace: slug });

  // Whoever knows the secret needs nothing of ours.
  assert.equal((await admin.connect({ ...at, clientSecret: SYNC_APP.clientSecret })).state, 'active');
  assert.equal((await admin.readSalesforceApp({ workspace: slug })).source, 'workspace');
});
